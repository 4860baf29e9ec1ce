from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from redcross.navigation import NavigationLink, QuickAction, SetUpSheet


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = _("Donations")
    navigation = [
        NavigationLink(_("Cash gifts"), "donations:cash_gift_list", "donations.view_cashgift"),
        NavigationLink(
            _("Goods received"), "donations:goods_gift_list", "donations.view_goodsgift"
        ),
        NavigationLink(_("Goods in store"), "donations:goods_lot_list", "donations.view_goodsgift"),
        NavigationLink(
            _("Write-offs and goods given back"),
            "donations:stock_removal_list",
            "donations.view_stockremoval",
        ),
        NavigationLink(
            _("Stock counts"), "donations:stock_count_list", "donations.view_stockcount"
        ),
        NavigationLink(
            _("Blood, stem cells, organs"), "donations:life_gift_list", "donations.view_lifegift"
        ),
        NavigationLink(_("Donors"), "donations:donor_list", "donations.view_donor"),
        NavigationLink(_("Funds"), "donations:fund_list", "donations.view_fund"),
        NavigationLink(_("Other income"), "donations:income_list", "donations.view_income"),
        NavigationLink(_("Donation receipts"), "donations:receipt_list", "donations.view_receipt"),
        NavigationLink(
            _("Check receipts against gifts"),
            "donations:receipt_match_gifts",
            "donations.change_receipt",
        ),
        NavigationLink(
            _("Paper receipts"), "donations:receipt_range_list", "donations.view_receiptrange"
        ),
        NavigationLink(_("Refunds"), "donations:refund_list", "donations.view_refund"),
        NavigationLink(
            _("Transfers between funds"),
            "donations:fund_transfer_list",
            "donations.view_fundtransfer",
        ),
        NavigationLink(_("Match bank lines"), "donations:bank", "donations.view_bankline"),
        NavigationLink(_("Bank statements"), "donations:bank_line_list", "donations.view_bankline"),
        NavigationLink(
            _("Bank accounts"), "donations:bank_account_list", "donations.view_bankaccount"
        ),
        NavigationLink(
            _("Balances of the ledger"),
            "donations:ledger_balance_list",
            "donations.view_ledgerbalance",
        ),
    ]
    # Who says that a number was mistyped is not who mistyped it.
    role_permissions = {"administrator": {"donations.release_receipt"}}
    reminders = ["GoodsGift", "BankLine"]
    set_up_sheets = [SetUpSheet(_("Funds"), "donations.Fund")]
    quick_actions = [
        QuickAction(
            _("Receive"),
            _("Money"),
            "donations:cash_gift_bulk_add",
            "donations.add_cashgift",
            icon="coin-yuan",
        ),
        QuickAction(
            _("Receive"),
            _("Goods"),
            "donations:goods_gift_add",
            "donations.add_goodsgift",
            icon="package-import",
        ),
        QuickAction(
            _("Numbers of the month"),
            _("From slips of others"),
            "donations:life_gift_bulk_add",
            "donations.add_lifegift",
            icon="droplet-heart",
        ),
    ]

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = _("Donations")
    navigation = [
        (_("Cash gifts"), "donations:cash_gift_list", "donations.view_cashgift"),
        (
            _("Goods received"),
            "donations:goods_gift_list",
            "donations.view_goodsgift",
        ),
        (_("Goods in store"), "donations:goods_lot_list", "donations.view_goodsgift"),
        (
            _("Blood, stem cells, organs"),
            "donations:life_gift_list",
            "donations.view_lifegift",
        ),
        (_("Donors"), "donations:donor_list", "donations.view_donor"),
        (_("Funds"), "donations:fund_list", "donations.view_fund"),
    ]
    ways = [
        (_("Receive"), _("Money"), "donations:cash_gift_sheet", "", "donations.add_cashgift"),
        (_("Receive"), _("Goods"), "donations:goods_gift_add", "", "donations.add_goodsgift"),
        (
            _("Numbers of the month"),
            _("From slips of others"),
            "donations:life_gift_sheet",
            "",
            "donations.add_lifegift",
        ),
    ]

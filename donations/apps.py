from django.apps import AppConfig
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class DonationsConfig(AppConfig):
    name = "donations"
    verbose_name = _("Donations")
    navigation = [
        (_("Cash gifts"), reverse_lazy("donations:cash_gift_list"), "donations.view_cashgift"),
        (_("Donors"), reverse_lazy("donations:donor_list"), "donations.view_donor"),
        (_("Funds"), reverse_lazy("donations:fund_list"), "donations.view_fund"),
    ]

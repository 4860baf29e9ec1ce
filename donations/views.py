from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from redcross import views

from .filters import CashGiftFilter, DonorFilter, FundFilter
from .forms import CashGiftForm, DonorForm, FundForm
from .models import CashGift, Donor, Fund
from .tables import CashGiftTable, DonorTable, FundTable


class CashGiftList(views.EntryList):
    queryset = CashGift.objects.select_related("donor", "fund")
    filterset_class = CashGiftFilter
    table_class = CashGiftTable
    totals = {
        "amount": (_("amount (yuan)"), Sum("amount")),
        "gifts": (_("number of gifts"), Sum("times")),
    }


class CashGiftDetail(views.EntryDetail):
    queryset = CashGift.objects.select_related("donor", "fund", "entered_by", "voided_by")
    fields = CashGiftForm._meta.fields


class CashGiftAdd(views.EntryAdd):
    form_class = CashGiftForm
    not_copied = ("receipt_number",)


class CashGiftChange(views.EntryChange):
    form_class = CashGiftForm


class DonorList(views.EntryList):
    queryset = Donor.objects.all()
    filterset_class = DonorFilter
    table_class = DonorTable


class DonorDetail(views.EntryDetail):
    queryset = Donor.objects.select_related("entered_by", "voided_by")
    fields = DonorForm._meta.fields


class DonorAdd(views.EntryAdd):
    form_class = DonorForm
    not_copied = ("credit_code",)


class DonorChange(views.EntryChange):
    form_class = DonorForm


class FundList(views.EntryList):
    queryset = Fund.objects.select_related("parent")
    filterset_class = FundFilter
    table_class = FundTable
    totals = {"opening_balance": (_("opening balance (yuan)"), Sum("opening_balance"))}


class FundDetail(views.EntryDetail):
    queryset = Fund.objects.select_related("parent", "entered_by", "voided_by")
    fields = FundForm._meta.fields


class FundAdd(views.EntryAdd):
    form_class = FundForm


class FundChange(views.EntryChange):
    form_class = FundForm

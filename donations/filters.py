import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redcross.fields import digest
from redcross.filters import DateInput, EntryFilter, RecordFilter

from .models import CashGift, Donor, Fund


class CashGiftFilter(RecordFilter):
    search = (
        "donor__name__icontains",
        "donor__initials__startswith",
        "receipt_number__iexact",
        "fund__name__icontains",
    )

    kind = df.ChoiceFilter(field_name="fund__kind", choices=Fund.Kind.choices, label=_("earmarked"))
    fund = df.ModelChoiceFilter(queryset=Fund.objects.all(), label=_("fund"))
    donor = df.ModelChoiceFilter(queryset=Donor.objects.all(), label=_("donor"))
    anonymous = df.ChoiceFilter(
        method="filter_anonymous",
        choices=[("out", _("left out")), ("only", _("only them"))],
        label=_("anonymous donors"),
    )

    class Meta:
        model = CashGift
        fields = ("source", "channel")

    def filter_anonymous(self, queryset, name, value):
        anonymous = Q(donor__kind=Donor.Kind.ANONYMOUS)
        return queryset.filter(anonymous if value == "only" else ~anonymous)


class DonorFilter(EntryFilter):
    search = ("name__icontains", "initials__startswith", "credit_code__iexact")

    def found_by(self, text):
        """An ID number is found by its digest, whole or not at all."""
        return super().found_by(text) | Q(id_number_digest=digest(text))

    class Meta:
        model = Donor
        fields = ("kind",)


class FundFilter(EntryFilter):
    search = ("name__icontains", "initials__startswith", "purpose__icontains")

    on = df.DateFilter(method="filter_on", label=_("open on"), widget=DateInput)

    def filter_on(self, queryset, name, value):
        return queryset.filter(
            Q(opens_on=None) | Q(opens_on__lte=value), Q(closes_on=None) | Q(closes_on__gte=value)
        )

    class Meta:
        model = Fund
        fields = ("kind",)

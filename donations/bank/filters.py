from typing import Any, cast

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.models import BankAccount, BankLine, BankLineQuerySet, LedgerBalance
from donations.own_transfers import one_sided_transfers
from redcross.fields import digest
from redcross.filters import EntryFilter, RecordFilter


class BankAccountFilter(EntryFilter):
    search = ("search_key__contains", "bank__icontains")

    def found_by(self, text: str) -> Q:
        """Return what the search box looks for; a number by its digest, whole or not at all."""
        return super().found_by(text) | Q(number_digest=digest(text))

    class Meta:
        model = BankAccount
        fields = ("usual",)


class BankLineFilter(RecordFilter):
    search = ("counterparty__icontains", "purpose__icontains", "serial__iexact", "note__icontains")

    way = df.ChoiceFilter(
        method="filter_way",
        choices=[("in", pgettext_lazy("bank", "received")), ("out", pgettext_lazy("bank", "paid"))],
        label=_("received or paid"),
    )
    state = df.ChoiceFilter(
        method="filter_state",
        choices=[
            ("waiting", _("to be confirmed")),
            ("matched", _("matched")),
            ("explained", _("explained without a record")),
            ("between", _("between own accounts, both sides known")),
            ("one_sided", _("between own accounts, other side not known")),
        ],
        label=_("state"),
    )

    def filter_way(self, queryset: BankLineQuerySet, name: str, value: str) -> BankLineQuerySet:
        return queryset.filter(paid__isnull=value == "in")

    def filter_state(self, queryset: BankLineQuerySet, name: str, value: str) -> BankLineQuerySet:
        if value == "waiting":
            return queryset.waiting()
        if value == "matched":
            return cast(BankLineQuerySet, cast(Any, queryset.with_open()).filter(open=0))
        if value in ("between", "one_sided"):
            own = queryset.filter(explanation=BankLine.Explanation.OWN)
            one_sided = Q(pk__in=one_sided_transfers(own.order_by().values("society")))
            return own.filter(one_sided if value == "one_sided" else ~one_sided)
        return queryset.with_open().exclude(explanation="")

    class Meta:
        model = BankLine
        fields = ("explanation",)


class LedgerBalanceFilter(RecordFilter):
    search = ("account__search_key__contains", "note__icontains")

    class Meta:
        model = LedgerBalance
        fields = ()

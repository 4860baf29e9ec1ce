"""The pages of donations that differ from every entry's."""

from datetime import date

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from redcross.numbers import short
from redcross.reference import StandingNumberForm
from redcross.views import EntryList, EntrySearch, EntrySheet

from .models import LifeGift


def _as_of(request) -> date:
    """The day that the list is asked for, today by default."""
    for name in ("as_of", "on"):
        try:
            if day := parse_date(request.GET.get(name, "")):
                return day
        except ValueError:
            pass  # the filter says so
    return timezone.localdate()


class FundList(EntryList):
    def get_queryset(self):
        return super().get_queryset().with_balance(_as_of(self.request))


class GoodsLotList(EntryList):
    def get_queryset(self):
        rows = super().get_queryset().select_related("gift__donor")
        return rows.with_remaining(_as_of(self.request))


class GoodsLotSearch(EntrySearch):
    """Only what is left can be given out."""

    lookups = ("item__icontains", "gift__donor__name__icontains")

    def get_queryset(self):
        rows = super().get_queryset().select_related("gift__donor")
        return rows.with_remaining(timezone.localdate()).filter(remaining__gt=0)

    def text(self, row):
        left = _("%(left)s %(unit)s left") % {
            "left": short(row.remaining),
            "unit": row.unit,
        }
        return f"{row.item} ({left}, {row.gift.donor or row.gift}, {row.gift.date})"


class CashGiftSheet(EntrySheet):
    heading = _("Receive money")
    common = ("date", "fund", "channel")
    row = ("donor", "amount", "receipt_number")


class MonthSheet(EntrySheet):
    """What others report of a month: the three donations, and members and volunteers."""

    heading = _("Numbers of the month")
    common = ("date", "slip", "files")
    more = ("date_precision",)
    row = ("kind", "number", "millilitres")
    start = {"date_precision": "month"}
    preset = tuple(
        {"kind": kind}
        for kind in (
            LifeGift.Kind.BLOOD,
            LifeGift.Kind.SAMPLED,
            LifeGift.Kind.STORED,
            LifeGift.Kind.BODY_REGISTERED,
            LifeGift.Kind.ORGAN_REGISTERED,
        )
    )

    def sheets(self, data=None, files=None):
        standing = ({"kind": "members"}, {"kind": "volunteers"})
        return [
            *super().sheets(data, files),
            self._sheet(StandingNumberForm, ("kind", "number"), standing, data, files),
        ]

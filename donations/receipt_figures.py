"""Figures of receipts, of gifts without one, and of numbers nobody can explain."""

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from redcross.figures import CountedFigure, FigureSource, Flow, Scope, Unit

from .models import CashGift, GoodsGift, Receipt, ReceiptRange, states_of

cash: FigureSource = {"model": CashGift, "filterset": "donations.filters.CashGiftFilter"}
goods: FigureSource = {"model": GoodsGift, "filterset": "donations.filters.GoodsGiftFilter"}
receipts: FigureSource = {
    "model": Receipt,
    "filterset": "donations.receipt_filters.ReceiptFilter",
}

receipt_figures: list[CountedFigure] = [
    *(
        Flow(
            key=key,
            label=label,
            value=Sum("times"),
            unit=unit,
            where={"receipt": "missing"},
            rule=_(
                "From the public and without a receipt number; the anonymous, settlements of"
                " platforms and what was waived left out."
            ),
            **source,
        )
        for key, label, unit, source in (
            ("donations.cash.without_receipt", _("Cash gifts without a receipt"), Unit.GIFTS, cash),
            (
                "donations.goods.without_receipt",
                _("Batches of goods without a receipt"),
                Unit.BATCHES,
                goods,
            ),
        )
    ),
    *(
        Flow(
            key=f"donations.receipts.{kind}",
            label=label,
            value=Count("pk"),
            unit=Unit.RECEIPTS,
            where={"kind": kind},
            rule=_("By the date of the receipt in the register; paper ones only as far as in it."),
            **receipts,
        )
        for kind, label in (
            (Receipt.Kind.ISSUED.value, _("Receipts issued")),
            (Receipt.Kind.VOID.value, _("Receipts void")),
            (Receipt.Kind.RED.value, _("Red receipts")),
        )
    ),
]


def ranges_with_gaps(scope: Scope) -> list[tuple[ReceiptRange, int]]:
    """Return the ranges of paper receipts in use in the period with numbers nobody can explain.

    And how many these are; four queries however many ranges there are.
    """
    in_use = Q(written_off_on=None) | Q(written_off_on__gte=scope.period.start)
    ranges = ReceiptRange.objects.countable().filter(scope.owned(), in_use)
    checked = list(ranges.filter(taken_on__lte=scope.period.end))
    found = states_of(checked)
    return [(row, len(gaps)) for row in checked if (gaps := found[row.pk].gaps())]

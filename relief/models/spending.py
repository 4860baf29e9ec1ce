"""What aid and disbursements have in common: how it was paid, who decided, for which purpose."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from donations.models import ConsentMixin, Fund, FundMovementMixin, GoodsLot
from redcross.models import Entry, Line, Question, Record, Society
from redcross.typed_values import Rounding

from .goods_issue import GoodsIssue
from .programme import Programme

# A fund and those above it, by the way from one to the next; funds nest three deep.
_UPWARDS = ("", "__parent", "__parent__parent")


class Spending(ConsentMixin, FundMovementMixin):
    """Money or goods that leave a fund or the store."""

    class Means(models.TextChoices):
        PAYROLL = "payroll", pgettext_lazy("means", "paid out by a bank")
        TRANSFER = "transfer", pgettext_lazy("means", "transfer")
        CASH = "cash", _("cash")

    means = models.CharField(_("means of payment"), max_length=10, choices=Means, blank=True)
    slip = models.CharField(_("bank slip"), max_length=60, blank=True)
    decision_paper = models.CharField(
        _("minutes of the decision"), max_length=100, blank=True, help_text=_("Their number.")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    # As it was when it was saved, and while its days are open.
    for_other_purpose = models.BooleanField(_("for another purpose"), default=False, editable=False)

    # Fiscal money is paid by the treasury (国库集中支付), through no account of the society.
    passes_bank = ~Q(fund__kind="fiscal")

    class Meta(Record.Meta):
        abstract = True
        constraints = [*ConsentMixin.Meta.constraints]

    def spent_money(self) -> bool:
        """Return whether money of this society left."""
        return bool(getattr(self, "amount", None))

    def questions(self, lines: Mapping[str, Sequence[Line]]) -> Iterator[Question]:
        yield from super().questions(lines)
        goods = [cast(GoodsIssue, line) for line in lines.get("goods", ()) if line.lot_id]  # type: ignore[attr-defined]
        if not self.consent_paper:
            for fund in self.other_purposes(line.lot for line in goods):
                yield self.consent_question(fund)
        for line in goods:
            if self.date and line.lot.expires_on and line.lot.expires_on < self.date:
                text = gettext("%(lot)s expired on %(day)s. Was it given out all the same?")
                values = {"lot": line.lot, "day": line.lot.expires_on}
                yield Question(f"lot{line.lot.pk}", text % values, None)

    def other_purposes(self, lots: Iterable[GoodsLot]) -> list[Fund]:
        """Return the earmarked funds, of the money or of lots, for whose purpose it is not."""
        funds = [self.fund] if self.spent_money() and self.fund else []  # type: ignore[attr-defined]
        funds += [lot.gift.fund for lot in lots if lot.gift.fund_id]
        found = {fund.pk: fund for fund in funds if fund.kind == Fund.Kind.EARMARKED}
        return [fund for fund in found.values() if not self.serves(fund)]

    def serves(self, fund: Fund) -> bool:
        """Return whether it is for the purpose of the earmarked fund, as far as is known."""
        return True

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        others = self.save_for_other_purpose()
        if self.voided_at:
            return
        self._check_decision()
        self.check_consent(others)
        fixed_assets = self.goods.filter(lot__fixed_asset=True).select_related("lot")  # type: ignore[attr-defined]
        if line := fixed_assets.first():
            text = _("“%(lot)s” is kept for own use: say otherwise there first, or write it off.")
            raise ValidationError(text % {"lot": line.lot})

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        day = self.date
        expired = self.goods.filter(lot__expires_on__lt=day).select_related("lot")  # type: ignore[attr-defined]
        return super().warnings() + [
            (
                _("%(lot)s had expired on %(day)s.")
                % {"lot": line.lot, "day": line.lot.expires_on},
                None,
            )
            for line in expired
        ]

    def save_for_other_purpose(self) -> list[Fund]:
        """Keep whether it is for another purpose; return the funds that are for something else."""
        lots = GoodsLot.objects.filter(pk__in=self.goods.values("lot"))  # type: ignore[attr-defined]
        others = self.other_purposes(lots.select_related("gift__fund"))
        if self.for_other_purpose != bool(others):
            self.for_other_purpose = bool(others)
            self.save(update_fields=["for_other_purpose"])
        return others

    @classmethod
    def of_open_days(cls, society: Society) -> models.QuerySet[Self]:
        """Return the society's records that count, of days that are not closed."""
        rows = cast("models.QuerySet[Self]", cls.objects.countable().filter(society=society))
        for period in society.locked_periods:
            rows = rows.exclude(date__range=(period.start, period.end))
        return rows

    def _check_decision(self) -> None:
        """Raise ValidationError for a sum that the society decides on together, but has not."""
        limit = self.society.collective_decision_above
        amount: Decimal | None = getattr(self, "amount", None)
        if limit is None or amount is None or not self.spent_money():
            return
        more = self.rounding_of("amount") is Rounding.OVER
        if amount < limit or (amount == limit and not more):
            return
        if not self.decision_paper:
            text = _("Above %(limit)s yuan the society decides together: name the decision.")
            raise ValidationError({"decision_paper": text % {"limit": f"{limit:,}"}})


def of_another_purpose(fund: str, programme: str) -> Q:
    """Return the condition for rows whose earmarked fund is for other programmes.

    `fund`, `programme`: the ways of the row to both. A fund is for the programmes that name it as
    theirs; where none does, for those of the fund above it; where none does, nothing is known.
    """
    another, nearer = Q(pk__in=[]), Q()
    for level in _UPWARDS:
        is_of_programme = Exists(
            Programme.objects.countable().filter(fund=OuterRef(f"{fund}{level}"))
        )
        own = Q(**{f"{programme}__fund": models.F(f"{fund}{level}")})
        another |= nearer & Q(is_of_programme) & (~own | Q(**{f"{programme}": None}))
        nearer &= ~Q(is_of_programme)
    return Q(**{f"{fund}__kind": Fund.Kind.EARMARKED}) & another

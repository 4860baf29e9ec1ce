"""Help given."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donations.models import (
    Fund,
    FundEffect,
    GoodsGift,
    GoodsLine,
    StatementLine,
    check_lots,
)
from redcross.models import Activity, Entry, Person, Society, User, rounded_as
from redcross.typed_values import TypedAs

from .application import Application
from .goods_issue import GoodsIssue, check_returned
from .programme import Programme
from .spending import Spending, of_another_purpose

# What stands as the basis of a worth that follows from the lots; data, in the society's language.
BASIS_LOT_PRICES = "按物资单价计算"


class Aid(Spending, Activity):
    """Help given (救助慰问), to one person or to many at once. Money in yuan."""

    class Paid(models.TextChoices):
        OWN = "own", _("by this society")
        OTHER = "other", _("obtained from another fund")

    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aid",
        verbose_name=_("programme"),
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aid",
        verbose_name=_("application"),
        help_text=_("The approved application it follows from."),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aid",
        verbose_name=_("person helped"),
    )
    recipients = models.CharField(
        _("recipients in words"), max_length=100, blank=True, help_text=_("A village, a unit.")
    )
    occasion = models.CharField(
        _("occasion"), max_length=60, blank=True, help_text=_("As the evaluation names it.")
    )
    paid = models.CharField(
        _("paid"),
        max_length=10,
        choices=Paid,
        default=Paid.OWN,
        help_text=_("What others paid leaves no fund of this society."),
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aid",
        verbose_name=_("fund"),
        help_text=_("The fund that the money came from."),
    )
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    people = models.PositiveIntegerField(
        _("people helped"), null=True, blank=True, help_text=_("Different people, each once.")
    )
    person_times = models.PositiveIntegerField(
        _("person-times"),
        null=True,
        blank=True,
        help_text=_("Whoever was helped twice counts twice."),
    )
    packages = models.PositiveIntegerField(
        _("packages"),
        null=True,
        blank=True,
        help_text=_("How many packages of goods were handed out."),
    )
    rate = models.DecimalField(
        _("yuan a household"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("A flat sum: the amount follows from it."),
    )
    amount = models.DecimalField(
        _("cash (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Money handed out in all; empty when only goods were."),
    )
    contents = models.CharField(
        _("goods in words"),
        max_length=100,
        blank=True,
        help_text=_("Goods that were not taken from the store."),
    )
    value = models.DecimalField(
        _("worth of the goods (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty when nothing shows what it is worth."),
    )
    value_basis = models.CharField(
        _("how the worth is known"), max_length=100, blank=True, help_text=_("Invoice, price list.")
    )

    visitors = models.CharField(
        _("who visited"),
        max_length=60,
        blank=True,
        help_text=_("As the evaluation names them: staff, volunteers."),
    )
    handed_out_by = models.CharField(
        _("handed out by"), max_length=30, blank=True, help_text=_("Two people hand out.")
    )
    handed_out_with = models.CharField(_("handed out with"), max_length=30, blank=True)

    lines = ("goods",)
    alike_fields = ("date", "programme", "person", "recipients", "place", "occasion", "amount")
    roundable_fields = (
        "amount",
        "value",
        "households",
        "people",
        "person_times",
        "packages",
        "times",
    )
    fund_effects = {"fund": (FundEffect("amount", -1, StatementLine.SPENDING),)}
    may_lie_ahead = False
    typed_as = {
        "rate": TypedAs.YUAN,
        "amount": TypedAs.YUAN,
        "value": TypedAs.YUAN,
    }
    not_summed = frozenset({"rate"})

    personal_fields = (
        *("note", "slip", "recipients", "visitors", "handed_out_by", "handed_out_with"),
        "consent_paper",
    )

    class Meta(Activity.Meta):
        verbose_name = _("aid")
        verbose_name_plural = _("aid")
        indexes = [
            *Activity.Meta.indexes,
            # What a balance adds up of ten years, without reading the rows.
            models.Index(
                fields=["fund", "date"],
                include=["amount"],
                condition=Q(voided_at=None),
                name="aid_balance",
            ),
            models.Index(fields=["fund"], condition=~Q(rounded=[]), name="aid_rounded"),
        ]
        constraints = [
            *Spending.Meta.constraints,
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gt": 0}),
                    name=f"aid_{name}_positive",
                    violation_error_message=_("The number must be above zero, or empty."),
                )
                for name in ("rate", "amount", "value")
            ),
            models.CheckConstraint(
                condition=Q(paid="own") | Q(fund=None),
                name="aid_of_others_from_no_fund",
                violation_error_message=_("What others paid leaves no fund of ours."),
            ),
            models.CheckConstraint(
                condition=Q(handed_out_by="")
                | Q(handed_out_with="")
                | ~Q(handed_out_with=F("handed_out_by")),
                name="aid_two_hand_out",
                violation_error_message=_("Two different people hand out."),
            ),
        ]

    def __str__(self) -> str:
        who = self.recipients or self.person or self.place or ""
        return f"{self.programme or self.occasion or self._meta.verbose_name} {who}".strip()

    def clean(self) -> None:
        if self.rate is not None:
            self._know_amount_as_households()
        if self.person_id and self.people is None:
            self.people = 1
        super().clean()
        if self.rate is not None:
            if not self.households:
                raise ValidationError({"households": _("For how many households?")})
            due = self.rate * self.households
            if self.amount is None:
                try:
                    self.amount = self.own_field("amount").clean(due, self)
                except ValidationError as error:
                    raise ValidationError({"amount": error.messages}) from error
            elif self.amount != due:
                raise ValidationError(
                    {"amount": _("By the flat sum it would be %(due)s yuan.") % {"due": due}}
                )

    def _know_amount_as_households(self) -> None:
        """Let the amount be known as the households are that it follows from."""
        known = self.rounding_of("households")
        others = [value for value in self.rounded if value.partition(":")[0] != "amount"]
        self.rounded = others + ([rounded_as("amount", known)] if known else [])

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        check_lots(self)
        if before:
            check_returned(self)
        in_words = self.amount or self.value or self.contents or self.packages
        if not in_words and not self.goods.exists():
            raise ValidationError({"amount": _("Say what was given: cash or goods.")})
        self._take_value_from_lots()

    def spent_money(self) -> bool:
        return super().spent_money() and self.paid == self.Paid.OWN

    @classmethod
    def follow_funds(cls, society: Society) -> None:
        """Tell anew of aid of open days whether it is for another purpose: three queries."""
        goods = AidGoods.objects.filter(aid=OuterRef("pk"))
        other_goods = goods.filter(of_another_purpose("lot__gift__fund", "aid__programme"))
        of_money = Q(amount__isnull=False, paid=cls.Paid.OWN)
        of_money &= of_another_purpose("fund", "programme")
        rows = cls.of_open_days(society)
        others = rows.filter(of_money | Q(Exists(other_goods))).values("pk")
        rows.filter(for_other_purpose=True).exclude(pk__in=others).update(for_other_purpose=False)
        rows.filter(for_other_purpose=False, pk__in=others).update(for_other_purpose=True)

    def serves(self, fund: Fund) -> bool:
        for level in (fund, fund.parent, fund.parent and fund.parent.parent):
            if level and (
                programmes := {*level.programmes.countable().values_list("pk", flat=True)}
            ):
                return self.programme_id in programmes
        return True

    def missing(self) -> list[str | Promise]:
        """Return what is to be completed, of money of this society also fund and means."""
        names = ("fund", "means") if self.spent_money() else ()
        return super().missing() + [
            self.own_field(name).verbose_name for name in names if not getattr(self, name)
        ]

    @classmethod
    def incomplete(cls) -> Q:
        """Return the condition for something being still to be completed, as `missing` has it."""
        spent = Q(paid=cls.Paid.OWN, amount__isnull=False)
        return super().incomplete() | spent & (Q(fund=None) | Q(means=""))

    def _take_value_from_lots(self) -> None:
        """Save as the worth of the goods what their lots say, unless another worth was typed.

        Goods without a price add nothing to it, as on the statement.
        """
        if self.value is not None and self.value_basis != BASIS_LOT_PRICES:
            return
        prices = [(line.quantity, line.lot.unit_value) for line in self.goods.select_related("lot")]
        # Each line to the fen, as the statement of goods counts it.
        worth = (
            (number * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
            for number, price in prices
            if price is not None
        )
        value = sum(worth, Decimal(0)) or None
        if value != self.value:
            self.value, self.value_basis = value, BASIS_LOT_PRICES if value else ""
            self.save(update_fields=["value", "value_basis"])

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        found = super().warnings()
        if self.programme and (over := self.programme.over_budget(self.date.year)):
            text = _("The programme is over its budget by %(sum)s yuan.")
            found.append((text % {"sum": over}, None))
        if self.person_id:
            earlier = Aid.objects.countable().filter(
                person=self.person_id, date__year=self.date.year, programme=self.programme_id
            )
            earlier = earlier.exclude(pk=self.pk).select_related("programme", "person", "place")
            found += [(_("Helped before in the same year:"), other) for other in earlier[:3]]
        return found


class AidGoods(GoodsIssue):
    """What was given out of one lot."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="goods", verbose_name=_("aid"))

    owner = "aid"
    goods_lines = {GoodsLine.GIVEN: Q()}

    @classmethod
    def follow_lots_of(cls, gift: GoodsGift, *, by: User) -> None:
        """Let the worth of aid follow the unit values of its lots, unless another was typed."""
        derived = Q(value=None) | Q(value_basis=BASIS_LOT_PRICES)
        rows = Aid.objects.countable().filter(derived, goods__lot__gift=gift).distinct()
        for aid in rows.order_by("pk"):
            aid.save_entry(
                by=by, reason=gettext("follows a change of: %(goods)s") % {"goods": gift}
            )

    class Meta(GoodsIssue.Meta):
        verbose_name = _("goods given out")
        verbose_name_plural = _("goods given out")

"""Records that move money into funds, out of them and between them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redcross.models import Record, Society
from redcross.typed_values import TypedAs, compact

from .bank import BankAccount, BankMatch
from .fund import Fund, fund_movements
from .fund_effect import FundEffect

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class VoucherNumberField(_CharField):
    """The number of an accounting voucher (记账凭证号), kept in one form however it is typed."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return compact(text) if text else text


class FundMovementMixin(Record):
    """A record that lets money into a fund or out of it. No fund is ever overdrawn."""

    voucher_number = VoucherNumberField(
        _("voucher number"),
        max_length=30,
        blank=True,
        help_text=_("Of the accounting voucher that books it; one voucher may book several."),
    )
    bank_account = models.ForeignKey(
        BankAccount,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("bank", "bank account"),
        help_text=_("Through which it passed. Empty: the usual one."),
    )

    # By the field of the fund.
    fund_effects: ClassVar[dict[str, tuple[FundEffect, ...]]]
    carries_over = True
    # Of which records the money is expected at the bank; others are matched where it came there.
    passes_bank: ClassVar[Q] = Q()

    class Meta(Record.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        for name, effects in self.fund_effects.items():
            fund, day = getattr(self, name, None), self.date
            if fund is None or day is None:
                continue
            adds = any(effect.adds_new_money for effect in effects)
            if fund.opens_on and day < fund.opens_on:
                raise ValidationError(
                    {"date": _("The fund opens only on %(day)s.") % {"day": fund.opens_on}}
                )
            if fund.closes_on and day > fund.closes_on and adds:
                raise ValidationError(
                    {"date": _("The fund closed on %(day)s.") % {"day": fund.closes_on}}
                )

    @classmethod
    def follow_funds(cls, society: Society) -> None:
        """Tell anew, of records of open days, what follows from kinds and purposes of funds."""

    @classmethod
    def bank_sign(cls) -> int:
        """Return 1 for what comes to the bank, -1 for what leaves it, 0 for what may do either."""
        return sum(effects[0].sign for effects in cls.fund_effects.values())

    @classmethod
    def amount_field(cls) -> str:
        """Return its field of the sum, in yuan."""
        return cls._main_effects()[0].amount

    @classmethod
    def _main_effects(cls) -> tuple[FundEffect, ...]:
        return next(iter(cls.fund_effects.values()))

    @classmethod
    def bank_sum(cls) -> Combinable:
        """Return the expression over records for what the bank moves: a gift less its fee."""
        main, *others = cls._main_effects()
        moved: Combinable = F(main.amount)
        for other in others:
            nothing = Value(Decimal(0), output_field=cls.own_field(other.amount))
            moved = moved + main.sign * other.sign * Coalesce(F(other.amount), nothing)
        return moved

    def bank_amount(self) -> Decimal:
        """Return the same of this record; 0 where no fund of the society has a part in it."""
        main, *others = self._main_effects()
        amount: Decimal | None = getattr(self, main.amount)
        if not amount or not all(getattr(self, f"{name}_id") for name in self.fund_effects):
            return Decimal(0)
        less = (o.sign * (getattr(self, o.amount) or Decimal(0)) for o in others)
        return amount + main.sign * sum(less, Decimal(0))

    @property
    def bank_key(self) -> str:
        """By what a form names it among records of all kinds: donations.cashgift:12."""
        return f"{self._meta.label_lower}:{self.pk}"

    @classmethod
    def moves_money(cls) -> Q:
        """Return the condition for moving money of the society: aid may be goods, or of others."""
        funded = {f"{name}__isnull": False for name in cls.fund_effects}
        return Q(**funded, **{f"{cls.amount_field()}__isnull": False})

    @classmethod
    def own_matches(cls) -> "QuerySet[BankMatch]":
        """Return, within a query of its rows, what matches each with a line of the bank."""
        label = cls._meta.label_lower
        return BankMatch.objects.filter(model=label, object_id=OuterRef("pk"))

    @classmethod
    def in_books_of(cls, account: BankAccount) -> Q:
        """Return the condition for being in the books of the account.

        What is matched with a line of it; of what is not matched, what names the account, or none
        if it is the usual one, from the day on which its statements are kept.
        """
        of_account = Q(bank_account=account)
        if account.takes_unnamed:
            of_account |= Q(bank_account=None)
        of_account &= Q(date__gte=account.opens_on)
        if account.closes_on:
            of_account &= Q(date__lte=account.closes_on)
        expected = ~Q(Exists(cls.own_matches())) & of_account & cls.passes_bank
        matched = Q(Exists(cls.own_matches().filter(line__account=account)))
        return Q(society=account.society_id) & cls.moves_money() & (matched | expected)

    @classmethod
    def apart_from_bank(cls) -> Q:
        """Return the condition for moving money that is not expected at the bank, and not there."""
        # What all of a kind pass is an empty condition, whose opposite would be empty too.
        elsewhere = ~cls.passes_bank if cls.passes_bank else Q(pk__in=[])
        return ~Q(Exists(cls.own_matches())) & cls.moves_money() & elsewhere

    @classmethod
    def _check_matches(
        cls, changed: Sequence[tuple[Self, Self]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        """Yield what no longer fits the line of the bank that it is matched with."""
        touched = {
            cast(int, row.pk): row
            for row, before in changed
            if row.voided_at
            or row.bank_amount() != before.bank_amount()
            or row.bank_account_id != before.bank_account_id
        }
        if not touched:
            return
        own = BankMatch.objects.filter(model=cls._meta.label_lower, object_id__in=touched)
        for match in own.select_related("line"):
            row = touched[match.object_id]
            fits = row.bank_amount() == abs(match.amount)
            fits &= row.bank_account_id in (None, match.line.account_id)
            if row.voided_at or not fits:
                text = _("It is matched with the bank's line of %(day)s: take it off there first.")
                yield row, ValidationError(text % {"day": match.line.date})

    @classmethod
    def validate_together(
        cls, saved: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        yield from super().validate_together(saved)
        yield from cls._check_matches([(row, old) for row, old in saved if old is not None])
        # More plainly said than that the fund would be overdrawn, which is often so, too.
        yield from cls._check_reversals([pair for pair in saved if pair[1] is not None])
        for name, effects in cls.fund_effects.items():
            # The last of each fund: what it leaves is what all before it leave.
            last: dict[int, Self] = {}
            for row, before in saved:
                if before is None and all(
                    effect.sign > 0 or not getattr(row, effect.amount) for effect in effects
                ):
                    continue  # more money overdraws nothing
                funds = (getattr(one, f"{name}_id") for one in (row, before) if one is not None)
                last |= dict.fromkeys(filter(None, funds), row)
            # Read anew: what was read before the lock may have changed.
            for fund in Fund.objects.filter(pk__in=last):
                try:
                    fund.check_not_overdrawn(effects[0].amount)
                except ValidationError as error:
                    yield last[fund.pk], error

    @classmethod
    def _check_reversals(
        cls, changed: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        """Yield what does not fit what went back of those that were changed."""
        for model, name in cls.referencing_fields():
            if not issubclass(model, Reversal) or not changed:
                continue
            rows = {row.pk: row for row, _before in changed}
            back = model.objects.countable().filter(**{f"{name}__in": rows})
            for reversal in back.select_related("fund").order_by("-date"):
                row = rows[getattr(reversal, f"{name}_id")]
                if row.voided_at:
                    text = _("Some of it went back on %(day)s: void that first.")
                    yield row, ValidationError(text % {"day": reversal.date})
                if reversal.date < row.date:
                    text = _("Some of it went back on %(day)s already.")
                    yield row, ValidationError({"date": text % {"day": reversal.date}})
                if reversal.fund_id != cast(Any, row).fund_id:
                    text = _("Some of it went back by “%(fund)s”: void that first.")
                    yield row, ValidationError({"fund": text % {"fund": reversal.fund}})
                for error in model.too_much_of(row, name):
                    yield row, error

    @classmethod
    def balance_effects(
        cls, changed: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[str, Decimal, Decimal]]:
        yield from super().balance_effects(changed)
        changes: dict[int, Decimal] = {}
        funds: dict[int, Fund] = {}
        for name, effects in cls.fund_effects.items():
            for row, turned in (
                side for pair in changed for side in zip(pair, (1, -1), strict=True)
            ):
                fund: Fund | None = getattr(row, name, None)
                if row is None or fund is None:
                    continue
                # One that is added beside has no number yet.
                key = fund.pk or id(fund)
                funds[key] = fund
                for effect in effects:
                    moved = turned * effect.sign * (getattr(row, effect.amount) or Decimal(0))
                    changes[key] = changes.get(key, Decimal(0)) + moved
        known = Fund.objects.filter(pk__in=changes).with_balance(timezone.localdate())
        balances = {fund.pk: fund.balance for fund in known}
        for key, change in changes.items():
            if change:
                what = gettext("Left in “%(fund)s” (yuan)") % {"fund": funds[key]}
                yield what, balances.get(key, funds[key].opening_balance), change


def bank_movements() -> list[type[FundMovementMixin]]:
    """Return the kinds of record that move money, of every app."""
    found = (cast(type[FundMovementMixin], model) for model, _name, _effect in fund_movements())
    return list(dict.fromkeys(found))


class Reversal(FundMovementMixin):
    """Money that goes back the way it came, whole or in part, on a day of its own.

    Its fund is that of what it reverses, and follows it. Amount in yuan.
    """

    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="+", verbose_name=_("fund"), editable=False
    )
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    paper = models.CharField(
        _("paper"), max_length=100, blank=True, help_text=_("Application, decision, bank slip.")
    )

    # The fields of which exactly one says what is reversed.
    reverses: ClassVar[tuple[str, ...]]

    roundable_fields = ()
    recommended_fields = ("paper",)
    typed_as = {"amount": TypedAs.YUAN}

    class Meta(FundMovementMixin.Meta):
        abstract = True
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="%(class)s_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:,.2f} · {self.original}"

    @property
    def original(self) -> "FundMovementMixin | None":
        """What it reverses."""
        return cast("FundMovementMixin | None", getattr(self, self.of, None))

    def clean(self) -> None:
        original = self.original
        if original is not None:
            self.fund_id = cast(Any, original).fund_id
            if original.voided_at:
                raise ValidationError({self.of: _("This record has been voided.")})
            if self.fund_id is None:
                raise ValidationError({self.of: _("It moved no money of a fund.")})
            if self.date and self.date < original.date:
                raise ValidationError(
                    {"date": _("That was only on %(day)s.") % {"day": original.date}}
                )
        super().clean()

    @property
    def of(self) -> str:
        """The field that says what it reverses."""
        chosen = [name for name in self.reverses if getattr(self, f"{name}_id")]
        return chosen[0] if chosen else self.reverses[0]

    @classmethod
    def validate_together(
        cls, saved: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        for name in cls.reverses:
            last = {getattr(row, f"{name}_id"): row for row, _before in saved}
            model = cast("type[FundMovementMixin]", cls.own_field(name).related_model)
            # Read anew: what was read before the lock may have changed.
            originals = model.objects.countable().filter(pk__in=last.keys() - {None})
            for original in originals:
                for error in cls.too_much_of(original, name):
                    yield last[original.pk], error
        # Less plain: so much is not in the fund either.
        yield from super().validate_together(saved)

    @classmethod
    def too_much_of(cls, original: "FundMovementMixin", name: str) -> Iterator[ValidationError]:
        """Yield what is said where more went back than had come."""
        rows = cls.objects.countable().filter(**{name: original.pk})
        back = rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        came = cast(Any, original).amount or Decimal(0)
        if back > came:
            text = _("%(back)s yuan would have gone back of %(came)s.")
            sums = {"back": f"{back:,.2f}", "came": f"{came:,.2f}"}
            yield ValidationError({"amount": text % sums})

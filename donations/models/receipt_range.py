"""Paper receipts, in ranges of numbers, and what became of each number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.models import Entry, EntryQuerySet

from .receipt import GIFT_KINDS, Receipt, red_receipts
from .receipt_number import (
    HALF_YEAR,
    ReceiptCarrier,
    ReceiptNumberField,
    WithReceiptCode,
    codes_of_societies,
    known_codes,
    number_end,
    plain_number,
    possible_ends,
    readings,
    same_code,
    same_number,
)

# A book has 25 or 50; what has more numbers was mistyped.
MOST_NUMBERS = 10_000
# What may have one of their numbers.
NUMBERED_KINDS: tuple[type[ReceiptCarrier], ...] = (*GIFT_KINDS, Receipt)
# So many ranges before a new one are looked at.
LOOKED_AT = 5


class NumberState(models.TextChoices):
    """What became of a number of a range."""

    USED = "used", gettext_lazy("used")
    VOID = "void", gettext_lazy("void")
    RED_LETTERED = "red_lettered", gettext_lazy("red-lettered")
    GAP = "gap", gettext_lazy("gaps")
    UNUSED = "unused", gettext_lazy("not issued yet")

    @property
    def meaning(self) -> str:
        """What it is to have become this, in plain words."""
        return {
            self.USED: _("On a gift, or issued by the register of receipts."),
            self.VOID: _("Entered as void: it never serves again."),
            self.RED_LETTERED: _("Issued, and taken back by a red receipt."),
            self.GAP: _(
                "Nothing is entered of them, though a higher number is used: find out what became"
                " of each and enter it."
            ),
            self.UNUSED: _("Above the highest number of which something is entered."),
        }[self]


class RangeNumbers:
    """The numbers of one range, in order, each with its state."""

    def __init__(self, known: Mapping[str, NumberState]) -> None:
        """`known`: each number of the range with what is entered of it, UNUSED for nothing."""
        used = [n for n, state in enumerate(known.values()) if state != NumberState.UNUSED]
        highest = max(used, default=-1)
        self.states = {
            number: NumberState.GAP if state == NumberState.UNUSED and n < highest else state
            for n, (number, state) in enumerate(known.items())
        }

    def of_state(self, *states: NumberState) -> list[str]:
        """Return the numbers of which one of these became."""
        return [number for number, found in self.states.items() if found in states]

    def gaps(self) -> list[str]:
        """Return the numbers that nothing is known of below the highest one that is used."""
        return self.of_state(NumberState.GAP)

    def unknown(self) -> list[str]:
        """Return all numbers that nothing is known of."""
        return self.of_state(NumberState.GAP, NumberState.UNUSED)


def runs(numbers: Iterable[str]) -> list[tuple[str, str, int]]:
    """Return numbers in order as runs without a gap: first, last, and how many."""
    found: list[tuple[str, str, int]] = []
    for number in numbers:
        if found and int(number) == int(found[-1][1]) + 1:
            first, _last, many = found[-1]
            found[-1] = first, number, many + 1
        else:
            found.append((number, number, 1))
    return found


class ReceiptRange(WithReceiptCode):
    """Paper receipts taken from the finance bureau (领用), kept by one, and written off (核销).

    First and last number keep the zeros before them. It is no dated record: a range of a closed
    year is written off later.
    """

    taken_on = models.DateField(gettext_lazy("taken on"))
    taken_from = models.CharField(
        gettext_lazy("taken from"), max_length=100, help_text=gettext_lazy("The finance bureau.")
    )
    first_number = ReceiptNumberField(
        gettext_lazy("first number"),
        max_length=18,
        help_text=gettext_lazy("With the zeros before it."),
    )
    last_number = ReceiptNumberField(gettext_lazy("last number"), max_length=18)
    keeper = models.CharField(gettext_lazy("keeper"), max_length=30)
    # In words, for a spreadsheet has both in one file; found at the save.
    replaces_number = ReceiptNumberField(
        gettext_lazy("in place of the range from"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy(
            "The first number of the range that was written off when this one was handed out."
        ),
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=gettext_lazy("in place of"),
    )
    written_off_on = models.DateField(gettext_lazy("written off on"), null=True, blank=True)
    written_off_by = models.CharField(gettext_lazy("written off by"), max_length=100, blank=True)
    note = models.TextField(gettext_lazy("note"), blank=True)

    class Meta(WithReceiptCode.Meta):
        verbose_name = gettext_lazy("range of paper receipts")
        verbose_name_plural = gettext_lazy("paper receipts")
        ordering = ["-taken_on", "-pk"]
        constraints = [
            *WithReceiptCode.Meta.constraints,
            models.CheckConstraint(
                condition=Q(written_off_on=None, written_off_by="")
                | (Q(written_off_on__isnull=False) & ~Q(written_off_by="")),
                name="receipt_range_written_off_when_and_by",
                violation_error_message=gettext_lazy("Say when it was written off, and by whom."),
            ),
            models.CheckConstraint(
                condition=Q(written_off_on=None) | Q(written_off_on__gte=F("taken_on")),
                name="receipt_range_written_off_later",
                violation_error_message=gettext_lazy("This lies before the day it was taken."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.first_number}–{self.last_number}".strip()

    def choice_label(self) -> str:
        return f"{self} · {self.taken_on.isoformat()}"

    def clean(self) -> None:
        super().clean()
        self.check_not_ahead("taken_on", "written_off_on")
        first, last = self.first_number, self.last_number
        if not first.isdecimal():
            text = _("Only digits: what stands before them is the code.")
            raise ValidationError({"first_number": text})
        if not last.isdecimal() or len(last) != len(first):
            text = _("Write it with as many digits as the first number.")
            raise ValidationError({"last_number": text})
        many = int(last) - int(first) + 1
        if many < 1:
            raise ValidationError({"last_number": _("It lies before the first number.")})
        if many > MOST_NUMBERS:
            text = _("These are %(number)s numbers: at most %(most)s.")
            params = {"number": f"{many:,}", "most": f"{MOST_NUMBERS:,}"}
            raise ValidationError({"last_number": text % params})

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if self.voided_at:
            return
        self._find_replaced()
        others = ReceiptRange.objects.countable().filter(society=self.society_id)
        for other in others.exclude(pk=self.pk):
            if self._overlaps(other):
                text = _("Some of these numbers are in another range: no. %(pk)s, %(range)s.")
                params = {"pk": other.pk, "range": other}
                raise ValidationError({"first_number": text % params})

    def _overlaps(self, other: "ReceiptRange") -> bool:
        """Return whether a number would be of both, however many zeros stand before it.

        One without a code would be, as long as both are in use or were taken near each other.
        """
        near = abs((self.taken_on - other.taken_on).days) <= HALF_YEAR or (
            self.is_in_use(other.taken_on) or other.is_in_use(self.taken_on)
        )
        apart = int(other.last_number) < int(self.first_number) or (
            int(self.last_number) < int(other.first_number)
        )
        return same_code(self.code, other.code, near=near) and not apart

    def _named_as_replaced(self) -> list["ReceiptRange"]:
        """Return the ranges that it may name as replaced, by first number, with code or without."""
        named, codes = self.replaces_number, known_codes(self.society_id)
        rows = ReceiptRange.objects.countable().filter(society=self.society_id).exclude(pk=self.pk)
        whole = {row: row.code + row.first_number for row in rows}
        like = [
            row for row, number in whole.items() if same_number(number, named, codes, near=True)
        ]
        return [row for row in like if named in (row.first_number, whole[row])] or like

    def _find_replaced(self) -> None:
        """Point to the range that it replaces. Raises ValidationError where it names none.

        When all that is saved with it is written: it may be among that.
        """
        rows = self._named_as_replaced() if self.replaces_number else []
        text = ""
        if self.replaces_number and not rows:
            text = _("No range begins with this number.")
        elif len(rows) > 1:
            text = _("Several ranges begin with this number: write the code, too.")
        elif rows and rows[0].taken_on > self.taken_on:
            text = _("That range was taken later.")
        if text:
            raise ValidationError({"replaces_number": text})
        found = rows[0] if rows else None
        if found != self.replaces:
            self.replaces = found
            ReceiptRange._base_manager.filter(pk=self.pk).update(replaces=found)

    def numbers(self) -> Iterator[str]:
        """Yield its numbers in order, without the code."""
        for number in range(int(self.first_number), int(self.last_number) + 1):
            yield f"{number:0{len(self.first_number)}}"

    def is_in_use(self, day: date) -> bool:
        """Return whether a number without a code may be of it on that day."""
        return self.taken_on <= day and not (self.written_off_on and day > self.written_off_on)

    def carriers_of(self, kind: type[ReceiptCarrier]) -> list[int]:
        """Return the keys of the records of that kind that carry a number of it."""
        return [found.pk for found in numbers_in([self], [kind])]

    def states(self) -> RangeNumbers:
        """Return what became of each number."""
        return states_of([self])[cast(int, self.pk)]

    def left_open(self) -> list["ReceiptRange"]:
        """Return which of those before it are neither used up nor written off.

        Of the one that it names as replaced, or of the others of its code.
        """
        before = Q(code=self.code, taken_on__lte=self.taken_on)
        if self.replaces_number:
            before = Q(pk__in=[row.pk for row in self._named_as_replaced()])
        rows = ReceiptRange.objects.countable().filter(before, society=self.society_id)
        rows = rows.filter(written_off_on=None).exclude(pk=self.pk).order_by("taken_on", "pk")
        if self.pk:
            rows = rows.exclude(taken_on=self.taken_on, pk__gt=self.pk)
        states = states_of(checked := list(rows[:LOOKED_AT]))
        return [row for row in checked if states[row.pk].unknown()]

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        found = super().warnings()
        if self.voided_at:
            return found
        found += [(LEFT_OPEN, row) for row in self.left_open()]
        if self.written_off_on and (unknown_numbers := self.states().unknown()):
            text = _("It was written off, and nothing is known of %(number)s of its numbers.")
            found.append((text % {"number": len(unknown_numbers)}, None))
        return found


class NumberFound(NamedTuple):
    """A number of a range on a record, with what became of it."""

    range: ReceiptRange
    number: str
    pk: int
    state: NumberState


def states_of(ranges: Sequence[ReceiptRange]) -> dict[int, RangeNumbers]:
    """Return by key of stored ranges what became of each number: five queries for all."""
    states = {row.pk: dict.fromkeys(row.numbers(), NumberState.UNUSED) for row in ranges}
    for found in numbers_in(ranges, NUMBERED_KINDS):
        states[found.range.pk][found.number] = found.state
    return {key: RangeNumbers(found) for key, found in states.items()}


def numbers_in(
    ranges: Sequence[ReceiptRange], kinds: Sequence[type[ReceiptCarrier]]
) -> Iterator[NumberFound]:
    """Yield what carries a number of the ranges, however it is typed: one query a kind.

    By the one rule of what is the same number (`same_number`). A number without a code is of a
    range with one only while that is in use.
    """
    if not ranges:
        return
    codes = codes_of_societies({row.society_id for row in ranges})
    places: dict[tuple[int, str], list[tuple[ReceiptRange, str]]] = {}
    ends: set[str] = set()
    for row in ranges:
        of_row = {row.code} - {""} or codes[row.society_id]
        for number in row.numbers():
            plain = plain_number(number)
            places.setdefault((row.society_id, plain), []).append((row, number))
            ends |= possible_ends(plain, of_row)
    for kind in kinds:
        rows = cast("EntryQuerySet[Any]", kind.objects.countable().order_by("pk"))
        rows = rows.filter(~Q(receipt_number=""), society__in=codes)
        rows = rows.alias(number_end=number_end()).filter(number_end__in=ends)
        state: Combinable = Value(NumberState.USED.value)
        if kind is Receipt:
            void = When(kind=Receipt.Kind.VOID, then=Value(NumberState.VOID.value))
            red = When(Exists(red_receipts()), then=Value(NumberState.RED_LETTERED.value))
            state = Case(void, red, default=state)
        with_state = rows.annotate(state=state)
        for society, key, typed, day, became in with_state.values_list(
            "society", "pk", "receipt_number", "date", "state"
        ):
            found = {
                (row.pk, number): row
                for code, plain in readings(typed, codes[society])
                for row, number in places.get((society, plain), ())
                if same_code(row.code, code, near=row.is_in_use(day))
            }
            for (_pk, number), row in found.items():
                yield NumberFound(row, number, key, NumberState(became))


LEFT_OPEN = gettext_lazy("A range before it is neither used up nor written off:")

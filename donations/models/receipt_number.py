"""Numbers of donation receipts: each is kept in one form, however it is typed, and serves once."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Left, Length, LPad, Right, Substr
from django.db.models.lookups import Exact
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.models import Entry, EntryQuerySet, Record
from redcross.typed_values import as_typed, half_width

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField

# What is written around a number and belongs to none.
_LABELS = re.compile(
    r"(?:票据|收据|发票)?(?:代码|号码|编号)|(?:票据|收据|发票|票)号|№"
    r"|(?<![A-Z])NO[^A-Z0-9]*(?=[0-9])|(?<![A-Z])NO[^A-Z0-9]+|第(?=[0-9])|号$"
)
# Between numbers of which each is one.
_SEVERAL = re.compile(r"[0-9]\s*[、,;和及与至到~]\s*[A-Z]*[0-9]")
_FROM_TO = re.compile(r"([A-Z]*)([0-9]{4,})\s*[-—–/]+\s*\1?([0-9]{1,20})")
# So many numbers at most make a range that somebody writes with a dash.
_RANGE = 1000
# Code and number of an electronic receipt (财政电子票据).
_CODE_DIGITS, _DIGITS = 8, 18
# Numbers begin anew each year, with another code: without its code, a number is that of the year.
HALF_YEAR = 183
# By so many of their last characters the rows are found that may have the same number.
_END = 6


def canonical_number(text: str) -> str:
    """Return the number as it is kept: letters and digits, without what is written around them.

    № 43060122-0000001234 and 票据代码：43060122 票号：0000001234 are 430601220000001234. What has
    neither letter nor digit stays as it is, without the spaces around it.
    """
    plain, before = half_width(text).upper(), ""
    while plain != before:
        before = plain
        plain = "".join(filter(str.isalnum, _LABELS.sub("", plain))).upper()
    return plain or text.strip()


def holds_several(text: str) -> bool:
    """Return whether more than one number stands in it: 0012、0013, 0012-0018, 0012/13.

    A code and its number are one, whatever stands between them.
    """
    plain = _LABELS.sub("", half_width(text).upper())
    if _SEVERAL.search(plain):
        return True
    if not (match := _FROM_TO.fullmatch(plain)):
        return False
    first, last = match[2], match[3]
    if len(last) > len(first) or re.fullmatch("(?:19|20)[0-9]{2}", first):
        return False
    return 0 < int(first[: len(first) - len(last)] + last) - int(first) < _RANGE


def validate_receipt_code(code: str) -> None:
    """Raise ValidationError for what has neither letter nor digit."""
    if not code.isalnum():
        text = _("“%(typed)s” is no code: write its letters and digits.")
        raise ValidationError(text, params={"typed": as_typed(code)})


def validate_receipt_number(number: str) -> None:
    """Raise ValidationError for what has no digit: 无, 未开."""
    if not re.search("[0-9]", number):
        text = _("“%(typed)s” is no number: leave it empty where there is none.")
        raise ValidationError(text, params={"typed": as_typed(number)})


class ReceiptNumberField(_CharField):
    """A number or code of a receipt, in its one form: whoever asks for it may type it anyhow."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return canonical_number(value) if isinstance(value, str) else value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Refuse several numbers: in one form they would be one that does not exist."""
        if isinstance(value, str) and holds_several(value):
            text = _("“%(typed)s” holds several numbers: write one, each with its own record.")
            raise ValidationError(text, params={"typed": as_typed(value)})
        return super().clean(value, model_instance)


def plain_number(number: str) -> str:
    """Return a number without the zeros before it, which spreadsheets lose."""
    return number.lstrip("0") or "0" if number.isdecimal() else number


def readings(number: str, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the ways to read it as a code, "" without one, and a number."""
    yield "", plain_number(number)
    if len(number) == _DIGITS and number.isdecimal():
        yield number[:_CODE_DIGITS], plain_number(number[_CODE_DIGITS:])
    for code in codes:
        if number.startswith(code) and number != code:
            yield code, plain_number(number[len(code) :])


def split_number(code: str, number: str) -> tuple[str, str]:
    """Return code and number apart, where the number of an electronic receipt has its code."""
    if len(number) == _DIGITS and number.isdecimal() and number.startswith(code):
        return number[:_CODE_DIGITS], number[_CODE_DIGITS:]
    return code, number


def same_number(one: str, other: str, codes: Collection[str], *, near: bool) -> bool:
    """Return whether both are the number of one receipt.

    `near`: whether their days are; then one without a code is that with one.
    """
    theirs = set(readings(other, codes))
    return any(
        number == their_number and same_code(code, their_code, near=near)
        for code, number in readings(one, codes)
        for their_code, their_number in theirs
    )


def same_code(one: str, other: str, *, near: bool) -> bool:
    """Return whether numbers of these codes are of one kind; `near`: of one time.

    Then one without a code, "", is that with one.
    """
    return one == other or (near and not (one and other))


# The number of a record, as it was typed.
_TYPED = F("receipt_number")


def number_end(number: "str | Combinable" = "receipt_number") -> LPad:
    """Return the expression for the last characters of the number."""
    return LPad(Right(number, _END), _END, Value("0"))


def _plain(number: Combinable) -> Func:
    """Return the expression for a number without the zeros before it."""
    return Func(number, Value("0"), function="LTRIM", output_field=models.TextField())


def carries_number(code: Combinable, number: Combinable, near: Q, typed: Combinable = _TYPED) -> Q:
    """Return the condition for what is typed on a record being that number: `same_number` in SQL.

    `near`: of about that day; then what is typed without the code is it, too. The code of a number
    that has none of its own is not looked for.
    """
    plain = _plain(number)
    behind = Substr(typed, Length(code) + Value(1))
    with_code = Q(Exact(Left(typed, Length(code)), code), Exact(_plain(behind), plain))
    without = Q(Exact(code, Value("")))
    same = (with_code & ~without) | (Q(Exact(_plain(typed), plain)) & (without | near))
    # Found by the index of the ends: without a code, or with one and fewer zeros behind it.
    text = models.TextField()
    longer = (Concat(code, Value("0" * n), plain, output_field=text) for n in range(_END))
    ends: list[Combinable] = [plain, *longer]
    found = Q(pk__in=[])
    for end in ends:
        found |= Q(Exact(number_end(typed), number_end(end)))
    return found & same


class WithReceiptCode(Entry):
    """What knows the code (票据代码) apart from the number behind it."""

    code = ReceiptNumberField(
        gettext_lazy("receipt code"),
        max_length=30,
        blank=True,
        validators=[validate_receipt_code],
    )

    class Meta(Entry.Meta):
        abstract = True


class ReceiptCarrier(Record):
    """A record with the number of a receipt, of which no two of a society serve two things.

    Whatever kinds they are of, and however each was typed. That an entry is voided does not void
    its receipt (作废): the paper is with the donor still. The entry that takes its place carries
    the number, and until one does it is a gap that somebody must explain. A receipt that is itself
    void or red-lettered (冲红) is kept and never used again (财综〔2024〕1号), whatever became of
    the record that carried it.
    """

    receipt_number = ReceiptNumberField(
        gettext_lazy("receipt number"),
        max_length=60,
        blank=True,
        validators=[validate_receipt_number],
        help_text=gettext_lazy("Of the donation receipt, with its code if it has one; each once."),
    )

    number_field = "receipt_number"
    # What its name is made of.
    number_named_by: ClassVar[tuple[str, ...]] = ()
    # The field beside which it is said that the number is taken.
    number_typed_in: ClassVar[str] = "receipt_number"

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                F("society"),
                number_end(),
                name="%(class)s_number_end",
                condition=~Q(receipt_number=""),
            ),
        ]

    @classmethod
    def rows_holding_numbers(cls, rows: EntryQuerySet[Self]) -> EntryQuerySet[Self]:
        """Return those that hold their number against others: by default all that count."""
        return rows.countable()

    def has_new_number(self, before: Self | None) -> bool:
        """Return whether its number is to be looked at: it is new with this save."""
        changed = before is None or before.receipt_number != self.receipt_number
        return bool(self.receipt_number) and not self.voided_at and changed

    def why_barred(self, taker: "ReceiptCarrier") -> "_StrOrPromise":
        """Return why the other may not take the number too, to be filled in; "" where it may."""
        raise NotImplementedError

    def tells_of_gifts(self) -> bool:
        """Return whether it says of the receipt of a gift what became of it."""
        return False

    def disagreements(self, gift: "ReceiptCarrier") -> list[str | Promise]:
        """Return what it says of the gift's receipt that does not agree with the gift."""
        return []

    @classmethod
    def validate_together(
        cls, saved: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        yield from super().validate_together(saved)
        taking = [row for row, before in saved if row.has_new_number(before)]
        if not taking:
            return
        society, numbers = taking[0].society_id, [row.receipt_number for row in taking]
        codes = known_codes(society)
        takers: dict[str, list[ReceiptCarrier]] = {}
        for taker in rows_with_numbers(society, numbers, codes):
            takers.setdefault(_end_of(taker.receipt_number), []).append(taker)
        together = {row.pk for row in taking}
        for row in taking:
            ends = possible_ends(row.receipt_number, codes)
            for taker in (one for end in ends for one in takers.get(end, ())):
                beside = isinstance(taker, cls) and taker.pk in together
                # Of two of one upload the later is refused.
                if beside and cast(int, taker.pk) >= cast(int, row.pk):
                    continue
                why = taker.why_barred(row)
                if why and taker.has_number(row.receipt_number, row, codes):
                    yield row, ValidationError({row.number_typed_in: taker._barred_text(why)})
                    break

    def has_number(self, number: str, of: Record, codes: Collection[str]) -> bool:
        """Return whether its number is that one, of a record of about that day."""
        near = abs((self.date - of.date).days) <= HALF_YEAR
        return same_number(self.receipt_number, number, codes, near=near)

    def _barred_text(self, why: "_StrOrPromise") -> ValidationError:
        """Return what is said, with kind, number, name and address of the record."""
        params = {
            "number": self.receipt_number,
            "kind": self._meta.verbose_name,
            "pk": self.pk,
            "record": self,
            "day": self.date.isoformat(),
            "url": self.get_absolute_url(),
        }
        return ValidationError(why, code="number_taken", params=params)


def carriers() -> list[type[ReceiptCarrier]]:
    """Return the kinds of records with numbers of receipts."""
    return [model for model in apps.get_models() if issubclass(model, ReceiptCarrier)]


def known_codes(society: int | None) -> set[str]:
    """Return the codes that the society's receipts are known to have."""
    return codes_of_societies([society])[society]


def codes_of_societies(societies: Iterable[int | None]) -> dict[int | None, set[str]]:
    """Return by society the codes that its receipts are known to have: one query a kind."""
    codes: dict[int | None, set[str]] = {society: set() for society in societies}
    for model in apps.get_models():
        if issubclass(model, WithReceiptCode):
            rows = model.objects.filter(society__in=codes).exclude(code="").order_by()
            for society, code in rows.values_list("society", "code").distinct():
                codes[society].add(code)
    return codes


def _end_of(number: str) -> str:
    return number[-_END:].rjust(_END, "0")


def possible_ends(number: str, codes: Collection[str]) -> set[str]:
    """Return how the same number may end, with its code or without, of fewer zeros or more."""
    ends = {_end_of(number)}
    for code, plain in readings(number, codes):
        ends.add(_end_of(plain))
        for before in {code} if code else codes:
            ends |= {_end_of(before + plain.zfill(digits)) for digits in range(_END)}
    return ends


def rows_with_numbers(
    society: int | None, numbers: Iterable[str], codes: Collection[str]
) -> Iterator[ReceiptCarrier]:
    """Yield the records that may have one of the numbers, and hold it: one query a kind."""
    ends = {end for number in numbers for end in possible_ends(number, codes)}
    for model in carriers():
        rows = model.rows_holding_numbers(
            model.objects.filter(~Q(receipt_number=""), society=society)
        )
        rows = rows.alias(number_end=number_end()).filter(number_end__in=ends)
        yield from rows.select_related(*model.number_named_by).order_by("pk")

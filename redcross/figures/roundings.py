"""How well a sum is known, asked of the database together with the sum."""

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from redcross.models import Line, Record, rounded_as
from redcross.typed_values import Rounding

# What the parts of a sum say of it, put together bit by bit.
BITS = {Rounding.OVER: 1, Rounding.NEARLY: 2, Rounding.ABOUT: 4, Rounding.UNKNOWN: 8}


class _BitOfRecord(Func):
    """The bit of the first of these that a record's `rounded` holds, else 0.

    `bits`: what is stored, which the models name, and its bit. As Case and When it would be put
    together in half of the time of a list's sums.
    """

    output_field = models.IntegerField()

    def __init__(self, rounded: F, bits: tuple[tuple[str, int], ...]):
        cases = "".join(
            f" WHEN %(expressions)s @> '{{{stored}}}' THEN {bit}" for stored, bit in bits
        )
        template = f"CASE WHEN %(expressions)s = '{{}}' THEN 0{cases} ELSE 0 END"
        super().__init__(rounded, template=template)


def rounding_bits(
    model: type[Record] | type[Line], name: str, unknown: Q | None = None
) -> models.Expression:
    """Return the expression over records, or lines, for how well the number is known.

    `name`: its field. `unknown`: which rows do not say it.
    """
    bits: models.Expression = Value(0, output_field=models.IntegerField())
    if roundings := model.roundings_of(name):
        if issubclass(model, Line):
            bits = Case(When(rounded=True, then=BITS[Rounding.OVER]), default=bits)
        else:
            counted = model.counted_for.get(name, name)
            stored = tuple((rounded_as(counted, each), BITS[each]) for each in roundings)
            bits = _BitOfRecord(F("rounded"), stored)
    return Case(When(unknown, then=BITS[Rounding.UNKNOWN]), default=bits) if unknown else bits


def rounding_read(answer: bool | int | None) -> Rounding:
    """Return how well a sum is known, from what the database answered: bits, or only whether."""
    if not answer or answer is True:
        return Rounding.ABOUT if answer else Rounding.EXACT
    return Rounding.of_sum(rounding for rounding, bit in BITS.items() if answer & bit)

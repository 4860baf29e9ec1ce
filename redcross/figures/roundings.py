"""How well a sum is known, asked of the database together with the sum."""

from django.db import models
from django.db.models import Case, Q, When

from redcross.models import Line, Record, rounded_as
from redcross.typed_values import Rounding

# What the parts of a sum say of it, put together bit by bit.
BITS = {Rounding.OVER: 1, Rounding.NEARLY: 2, Rounding.ABOUT: 4, Rounding.UNKNOWN: 8}


def rounding_bits(model: type[Record] | type[Line], name: str, unknown: Q | None = None) -> Case:
    """Return the expression over records, or lines, for how well the number is known.

    `name`: its field. `unknown`: which rows do not say it.
    """
    cases = [
        When(_rounded(model, name, rounding), then=BITS[rounding])
        for rounding in model.roundings_of(name)
    ]
    first = [When(unknown, then=BITS[Rounding.UNKNOWN])] if unknown else []
    exact = [When(rounded=[], then=0)] if cases and issubclass(model, Record) else []
    return Case(*first, *exact, *cases, default=0, output_field=models.IntegerField())


def _rounded(model: type[Record] | type[Line], name: str, rounding: Rounding) -> Q:
    """Return the condition for the number in this field being known in this way."""
    if issubclass(model, Line):
        return Q(rounded=True)
    stored = rounded_as(model.counted_for.get(name, name), rounding)
    return Q(rounded__contains=[stored])


def rounding_read(answer: bool | int | None) -> Rounding:
    """Return how well a sum is known, from what the database answered: bits, or only whether."""
    if not answer or answer is True:
        return Rounding.ABOUT if answer else Rounding.EXACT
    return Rounding.of_sum(rounding for rounding, bit in BITS.items() if answer & bit)

"""What the figures of closed periods are, before and after something that may move them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.models import Society
from redcross.typed_values import Rounding

from .definitions import Number, Period, Scope
from .query import count
from .registry import figures_by_key, registered_figures

# By what a closed period is called and a figure's key: its number, and how well it is known.
ClosedNumbers = dict[tuple[str, str], tuple[Number, Rounding]]


def closed_numbers(society: Society) -> ClosedNumbers:
    """Return all numbers of the society's closed periods: a query a kind of record and period."""
    figures = registered_figures()
    found: ClosedNumbers = {}
    for closed in society.locked_periods:
        scope = Scope(society, Period(closed.start, closed.end), own_records_only=True)
        for key, value in count(figures, scope).items():
            found[closed.days, key] = value.number, value.rounded
    return found


def check_closed_numbers(before: ClosedNumbers, society: Society) -> None:
    """Raise ValidationError where a number of a closed period is another one than before."""
    now = closed_numbers(society)
    for place in before | now:
        if before.get(place) != now.get(place):
            days, key = place
            text = _("A figure of what is closed would change (%(period)s): %(figure)s.")
            params = {"period": days, "figure": figures_by_key()[key].label}
            raise ValidationError(text % params)

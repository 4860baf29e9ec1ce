"""What a record does to a fund, and where its statement says so."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from redcross.models import Record


class StatementLine(models.TextChoices):
    """What a movement is in the statement of a fund (收支)."""

    INCOME = "income", _("income")
    REFUND = "refund", _("given back to donors")
    SPENDING = "spending", _("spending")
    RECOVERED = "recovered", _("got back from recipients")
    TRANSFER = "transfer", _("transfers between funds")


class FundEffect(NamedTuple):
    """What a record does to a fund: its field of the sum, in yuan, and 1 in or -1 out."""

    amount: str
    sign: int
    line: StatementLine
    # The field whose choices part the line in the statement, "" where nothing does.
    parted_by: str = ""
    # What the list page is asked for, where not all its records have it.
    listed: tuple[tuple[str, str], ...] = ()

    @property
    def adds_new_money(self) -> bool:
        """Return whether it is more than the return of what had left: a closed fund takes none."""
        return self.sign > 0 and self.line is not StatementLine.RECOVERED


def movement_label(model: type[Record], name: str, effect: FundEffect) -> str:
    """Return what these movements are called: what the records are, or which part of them."""
    if effect.line is StatementLine.TRANSFER:
        return str(model.own_field(name).verbose_name)
    if effect.listed:
        return str(model.own_field(effect.amount).verbose_name)
    return str(model._meta.verbose_name_plural)

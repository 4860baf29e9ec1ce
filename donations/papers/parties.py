"""Donors as a party to a paper, with what tells them from others of their name."""

from typing import TypeVar

from donations.models import Donor
from redcross.models import Entry, User
from redcross.papers import Paper, PrintContext
from redcross.papers.sheet import Cell

E = TypeVar("E", bound=Entry)


class PaperOfDonor(Paper[E]):
    """A paper with number and telephone of a donor: in full for who may reveal those of donors."""

    sensitive = True

    def in_full(self, user: User) -> bool:
        return super().in_full(user) and user.has_perm(Donor.permission("reveal"))


def identity_of(donor: Donor | None, printing: PrintContext) -> list[tuple[str, Cell]]:
    """Return the numbers of a donor: of a person, of an organisation, or blank of one unknown."""
    if donor is None:
        return [("证件号码（统一社会信用代码）", ""), ("联系电话", "")]
    phone: tuple[str, Cell] = ("联系电话", printing.shown(donor.phone))
    if donor.kind == Donor.Kind.ORGANISATION:
        return [("统一社会信用代码", donor.credit_code), phone]
    return [("证件号码", printing.shown(donor.id_number)), phone]

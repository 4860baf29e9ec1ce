"""A society's year with what its text must say and must not, and what several of them record."""

from dataclasses import dataclass
from datetime import date

from redcross.figures import Scope
from tests.factories import make_aid, make_programme

ROUGH = ("over", "nearly", "about")
TIMES_UNKNOWN = {"times": None, "rounded": ["times:unknown"]}
KNOWN_TO_THE_YEAR = {"date": date(2021, 1, 1), "date_precision": "year"}
ORDINALS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地"


@dataclass(frozen=True)
class SocietyYear:
    """What was recorded, as a text of it must keep to it."""

    scope: Scope
    # What the text must not say, whatever else, as patterns.
    never: tuple[str, ...] = ()
    # What it must say.
    says: tuple[str, ...] = ()


def make_programme_aid(by, name, **fields):
    programme = make_programme(by, name=name)
    return make_aid(by, programme=programme, households=5, packages=5, contents="米", **fields)

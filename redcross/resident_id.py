"""What an ID number tells of who bears it: GB 11643-1999."""

from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from .fields import Secret

FULL_AGE = 18


def birth_date(number: Secret) -> date | None:
    """Return the day of birth; None without a number, or of one that holds none."""
    try:
        return ric.get_birth_date(number.reveal()) if number else None
    except (ValidationError, ValueError):
        return None


def sex_of(number: Secret) -> str:
    """Return 男 or 女, "" where it is not known: the last but one digit is odd of a man."""
    digit = number.reveal()[16:17] if birth_date(number) else ""
    return ("女", "男")[int(digit) % 2] if digit.isdecimal() else ""


def is_minor(number: Secret, on: date) -> bool | None:
    """Return whether its bearer is under eighteen on that day; None where that is not known."""
    return is_under(FULL_AGE, number, on)


def is_under(age: int, number: Secret, on: date) -> bool | None:
    """Return whether its bearer is younger on that day; None where that is not known."""
    born = birth_date(number)
    if born is None:
        return None
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) < age

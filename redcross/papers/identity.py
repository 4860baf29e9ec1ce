"""What a resident ID number says of its holder (GB 11643-1999)."""

from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from stdnum.cn import ric

from redcross.validators import validate_resident_id


class Identity(NamedTuple):
    """When somebody was born, and 男 or 女."""

    born_on: date
    sex: str

    @property
    def born_in(self) -> str:
        """Return 1950年1月."""
        return f"{self.born_on.year}年{self.born_on.month}月"


def identity_of(number: str) -> Identity | None:
    """Return what the number says; None for what is none. Its prefix is not judged."""
    try:
        validate_resident_id(number)
    except ValidationError:
        return None
    text = ric.compact(number)
    return Identity(ric.get_birth_date(text), "男" if int(text[16]) % 2 else "女")

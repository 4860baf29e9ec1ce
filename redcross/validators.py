"""Numbers with a check digit."""

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as NumberError


def validate_resident_id(text: str) -> None:
    """Refuse what is no ID number by GB 11643-1999: 18 characters, birth date, check digit.

    The prefix is not judged: divisions are renamed and merged. Raises ValidationError.
    """
    try:
        compact = ric.compact(text)
        if len(compact) != 18 or ric.calc_check_digit(compact) != compact[-1]:
            raise NumberError
        ric.get_birth_date(compact)
    except (NumberError, ValueError) as error:
        raise forms.ValidationError(
            _("This is not a valid ID number: please compare it with the card."), code="invalid"
        ) from error


def validate_credit_code(text: str) -> None:
    """Refuse what is no credit code by GB 32100-2015, 18 characters. Raises ValidationError."""
    if not uscc.is_valid(text):
        raise forms.ValidationError(
            _("This is not a valid unified social credit code: please compare it."), code="invalid"
        )

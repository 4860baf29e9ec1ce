"""What a password must be: GB/T 22239-2019, level 2, asks for complexity, change and no repeat."""

import unicodedata
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.models import UsedPassword, User
from redcross.models.used_password import KEPT

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

# Of small letters, capitals, digits and all else.
KINDS = 3


def kinds_in(password: str) -> int:
    """Return how many kinds of characters stand in it."""
    categories = {unicodedata.category(character) for character in password}
    letters = {"Ll": "small", "Lu": "capital", "Nd": "digit"}
    return len({letters.get(category, "other") for category in categories})


class LengthValidator(MinimumLengthValidator):
    """As long as the library asks for, whose own words have no Chinese."""

    def get_error_message(self) -> str:
        return _("At least %(number)s characters.") % {"number": self.min_length}


class ComplexityValidator:
    """Letters and digits, and one kind more."""

    def validate(self, password: str, user: "AbstractBaseUser | None" = None) -> None:
        """Raise ValidationError for a password of too few kinds of characters."""
        if kinds_in(password) < KINDS:
            raise ValidationError(self.get_help_text(), code="password_of_few_kinds")

    def get_help_text(self) -> str:
        return _("At least three of: small letters, capital letters, digits, other characters.")


class RepeatValidator:
    """None of the last few of the same account."""

    def validate(self, password: str, user: "AbstractBaseUser | None" = None) -> None:
        """Raise ValidationError for the present password and for one that was used before."""
        if not isinstance(user, User) or user.pk is None:
            return
        if any(used.matches(password) for used in user.used_passwords.all()[:KEPT]):
            raise ValidationError(self.get_help_text(), code="password_repeats")

    def password_changed(self, password: str, user: "AbstractBaseUser | None" = None) -> None:
        """Keep what the account has now, and forget what is older than is asked for."""
        if not isinstance(user, User) or user.pk is None:
            return
        UsedPassword.objects.create(user=user, encoded=user.password)
        last_passwords = user.used_passwords.values_list("pk", flat=True)[:KEPT]
        user.used_passwords.exclude(pk__in=list(last_passwords)).delete()

    def get_help_text(self) -> str:
        return _("None of the last %(number)s passwords of this account.") % {"number": KEPT}

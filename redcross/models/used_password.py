"""Passwords that an account has had, as digests: none of the last few is taken again."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import models

# GB/T 22239-2019 asks that passwords change; the old one taken again is none.
KEPT = 5


class UsedPassword(models.Model):
    """One of the last `KEPT` passwords of an account, hashed as the present one is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="used_passwords"
    )
    encoded = models.CharField(max_length=128)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"#{self.pk}"

    def matches(self, password: str) -> bool:
        """Return whether it is this one."""
        return check_password(password, self.encoded)

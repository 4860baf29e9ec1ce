"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .society import Society


class User(AbstractUser):
    """Someone who signs in. Sees the records of their society and of those below it."""

    society = models.ForeignKey(
        Society,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("society"),
    )

    class Meta(AbstractUser.Meta):
        permissions = [("view_figures", "Can read the figures and the evaluation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(society__isnull=False) | Q(is_superuser=True),
                name="user_society_given",
                violation_error_message=_("Everyone but a superuser belongs to a society."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Return the name as Chinese is written: family name first, no space between."""
        return f"{self.last_name}{self.first_name}".strip()

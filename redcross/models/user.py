"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
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

    @cached_property
    def society_keys(self) -> list[int]:
        """The keys of the society and of those below it, read once a request.

        Named one by one, and not by joining them, PostgreSQL reads the records of a single society
        in the order of their index: a page of a long list takes a hundredth of the time.
        """
        if self.society is None:
            return []
        below = Society.objects.filter(path__startswith=self.society.path)
        return list(below.values_list("pk", flat=True))

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Return the name as Chinese is written: family name first, no space between."""
        return f"{self.last_name}{self.first_name}".strip()

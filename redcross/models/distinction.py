"""That two entries which look alike are two."""

from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .named_entry import NamedEntry
from .society import Society
from .user import User


class DistinctionQuerySet(models.QuerySet["Distinction"]):
    """What somebody said of pairs that look alike."""

    def of_kind(self, model: type[NamedEntry], society: int | None) -> Self:
        """Return those of one kind of entry of a society."""
        return self.filter(model=model._meta.label_lower, society=society)

    def others(self, entry: NamedEntry) -> list[int]:
        """Return the numbers of those of which it is known to be another one."""
        pairs = self.of_kind(type(entry), entry.society_id)
        pairs = pairs.filter(Q(first_id=entry.pk) | Q(second_id=entry.pk))
        both = {key for pair in pairs.values_list("first_id", "second_id") for key in pair}
        return sorted(both - {entry.pk})


class Distinction(models.Model):
    """Two entries of a kind of which somebody has said that they are two."""

    society = models.ForeignKey(Society, models.PROTECT, related_name="+")
    model = models.CharField(max_length=60)
    # The lower number of the two first: each pair stands once.
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DistinctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("distinction")
        verbose_name_plural = _("distinctions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["model", "first_id", "second_id"], name="distinction_made_once"
            ),
            models.CheckConstraint(
                condition=Q(first_id__lt=F("second_id")), name="distinction_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"

    @classmethod
    def make(cls, one: NamedEntry, other: NamedEntry, *, by: User) -> None:
        """Remember of two entries of the user's society that they are two, and log it of both.

        Once more does nothing. The two are of one kind, and not the same.
        """
        first, second = sorted((one, other), key=lambda entry: entry.pk)
        with transaction.atomic():
            Society.lock(first.society_id)
            _pair, is_new = cls.objects.get_or_create(
                model=first._meta.label_lower,
                first_id=first.pk,
                second_id=second.pk,
                defaults={"society_id": first.society_id, "by": by},
            )
            if is_new:
                reason = f"{first.label_with_id([])} ≠ {second.label_with_id([])}"[:200]
                for entry in (first, second):
                    audit_log.write(
                        audit_log.LogEntry.Action.DISTINGUISH, by=by, on=entry, reason=reason
                    )

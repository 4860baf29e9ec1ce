"""That one entry went into another."""

from collections.abc import Iterable
from functools import cached_property
from typing import Self, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from redcross.naming import named_one_of, normalised

from .audit_log import Changes
from .named_entry import NamedEntry
from .society import Society

# "app.model.field" to the primary keys of the rows that point with it.
Pointing = dict[str, list[int]]

_Row = TypeVar("_Row", bound="Merge", covariant=True)
_Entry = TypeVar("_Entry", bound=models.Model)


class MergeQuerySet(models.QuerySet[_Row]):
    """Merges, those taken back among them."""

    def in_force(self) -> Self:
        """Return the merges that are not taken back."""
        return self.filter(undone_at=None)

    def of(self, duplicate: NamedEntry) -> _Row | None:
        """Return the standing merge in which this entry went, or None."""
        return (
            self.in_force()
            .filter(model=duplicate._meta.label_lower, duplicate_id=duplicate.pk)
            .first()
        )

    def into(self, kept: NamedEntry) -> Self:
        """Return the standing merges in which this entry was kept."""
        return self.in_force().filter(model=kept._meta.label_lower, kept_id=kept.pk)

    def final_targets(self, model: type[NamedEntry], society: int | None) -> dict[int, int]:
        """Return by the number of each that went that of the one it has led to in the end."""
        standing = self.in_force().filter(model=model._meta.label_lower, society=society)
        went = dict(standing.values_list("duplicate_id", "kept_id"))

        def end(key: int) -> int:
            return end(went[key]) if key in went else key

        return {key: end(key) for key in went}

    def merged_by_name(
        self,
        model: type[NamedEntry],
        society: int | None,
        names: Iterable[str],
        among: "models.QuerySet[_Entry]",
    ) -> dict[str, list[_Entry]]:
        """Return by name, `normalised`, whom it leads to because whoever had it went into them.

        Each once, and only those among the rows. Three queries.
        """
        final_targets = self.final_targets(model, society)
        if not final_targets:
            return {}
        gone = list(
            model._base_manager.filter(named_one_of(names), pk__in=final_targets).order_by("pk")
        )
        entries = among.in_bulk({final_targets[entry.pk] for entry in gone}) if gone else {}
        found: dict[str, list[_Entry]] = {}
        for entry in gone:
            if (end := entries.get(final_targets[entry.pk])) is not None:
                led = found.setdefault(normalised(entry.name), [])
                if end not in led:
                    led.append(end)
        return found


class Merge(models.Model):
    """One entry that went into another of its kind, and what was moved to the one kept."""

    society = models.ForeignKey(Society, models.PROTECT, related_name="+")
    model = models.CharField(max_length=60)
    kept_id = models.BigIntegerField()
    duplicate_id = models.BigIntegerField()
    # Answers of the one kept that became stricter: field to [before, after].
    answers: "models.JSONField[Changes, Changes]" = models.JSONField(default=dict, editable=False)
    moved: "models.JSONField[Pointing, Pointing]" = models.JSONField(default=dict, editable=False)
    # What pointed to both, and points only to the one kept now.
    deduplicated: "models.JSONField[Pointing, Pointing]" = models.JSONField(
        default=dict, editable=False
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason for merging"), max_length=100)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        default_permissions = ()
        indexes = [models.Index(fields=["model", "kept_id"], name="merge_of_kept")]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "duplicate_id"],
                condition=Q(undone_at=None),
                name="merge_goes_once",
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_id=F("kept_id")), name="merge_of_two_different"
            ),
        ]

    def __str__(self) -> str:
        return f"{label_with_number(self.duplicate)} → {label_with_number(self.kept)}"

    @cached_property
    def kept(self) -> NamedEntry:
        """The entry that stays."""
        return self._model()._base_manager.get(pk=self.kept_id)

    @cached_property
    def duplicate(self) -> NamedEntry:
        """The entry that went into it."""
        return self._model()._base_manager.get(pk=self.duplicate_id)

    def _model(self) -> type[NamedEntry]:
        return cast(type[NamedEntry], apps.get_model(self.model))


def label_with_number(entry: NamedEntry) -> str:
    """Return name and number: the two often have the same name."""
    return f"{Truncator(str(entry)).chars(30)} ({entry.pk})"

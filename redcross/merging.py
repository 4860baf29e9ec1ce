"""Two entries for the same person, donor or place made one, and that undone."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from . import log
from .entries import Entry, NamedEntry
from .lines import Line
from .log import LogEntry
from .records import ClosedYear, Record
from .societies import Society

# "app.model.field" to the primary keys of the rows that point with it.
Pointing = dict[str, list[int]]


class MergeQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(undone_at=None)

    def of(self, gone: NamedEntry) -> Any:
        """The standing merge in which this entry went, or None."""
        return self.standing().filter(model=gone._meta.label_lower, gone_id=gone.pk).first()

    def into(self, kept: NamedEntry) -> Self:
        """The standing merges in which this entry was kept."""
        return self.standing().filter(model=kept._meta.label_lower, kept_id=kept.pk)


class Merge(models.Model):
    """One entry that went into another of its kind, and what was moved to the one kept."""

    society = models.ForeignKey(Society, models.PROTECT, related_name="+")
    model = models.CharField(max_length=60)
    kept_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    moved = models.JSONField(default=dict, editable=False)
    # What pointed to both, and points only to the one kept now.
    doubled = models.JSONField(default=dict, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason for merging"), max_length=100)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects: ClassVar[Any] = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        default_permissions = ()
        indexes = [models.Index(fields=["model", "kept_id"], name="merge_of_kept")]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "gone_id"], condition=Q(undone_at=None), name="merge_goes_once"
            ),
            models.CheckConstraint(
                condition=~Q(gone_id=F("kept_id")), name="merge_of_two_different"
            ),
        ]

    def __str__(self):
        return f"{_called(self.gone)} → {_called(self.kept)}"

    @cached_property
    def kept(self) -> Any:
        return apps.get_model(self.model)._base_manager.get(pk=self.kept_id)

    @cached_property
    def gone(self) -> Any:
        return apps.get_model(self.model)._base_manager.get(pk=self.gone_id)


def merge(gone: Any, into: Any, *, by: Any, reason: str) -> Merge:
    """Lets all that counts and points to `gone` point to `into`, and voids `gone`.

    What `gone` itself says, sensitive values too, is not taken over, but for what adds up. The same
    merge once more does nothing. Raises PermissionDenied, and ValidationError when the two are not
    alike or what moves breaks a rule.
    """
    model, society = type(gone), gone.society_id
    if by.society_id != society:
        raise PermissionDenied
    with transaction.atomic():
        Society.lock(society)
        before = Merge.objects.of(gone)
        if before and before.kept_id == into.pk:
            return before
        gone, into = _fresh(gone), _fresh(into)
        _refuse_unlike(gone, into)
        moved: Pointing = {}
        doubled: Pointing = {}
        for other, name in model.pointed_to_by():
            place = f"{other._meta.label_lower}.{name}"
            keys = _pointing(place, gone, other.objects.countable())
            several = other._meta.get_field(name).many_to_many
            both = set(_pointing(place, into, keys)) if several else set()
            moved[place] = [key for key in keys if key not in both]
            doubled[place] = sorted(both)
        made = Merge(
            society_id=society,
            model=model._meta.label_lower,
            kept_id=into.pk,
            gone_id=gone.pk,
            moved={place: keys for place, keys in moved.items() if keys},
            doubled={place: keys for place, keys in doubled.items() if keys},
            by=by,
            reason=reason.strip(),
        )
        made.full_clean()
        act = {"by": by, "action": LogEntry.Action.MERGE, "reason": f"{made}: {made.reason}"}
        with _logged(made.moved, made.doubled, society=society, **act):
            for place, keys in made.moved.items():
                _point(place, keys, gone, into)
            for place, keys in made.doubled.items():
                _take_away(place, keys, gone)
        gone, into = _fresh(gone), _fresh(into)
        gone.voided_at, gone.voided_by = timezone.now(), by
        gone.void_reason = f"→ {_called(into)}: {made.reason}"
        gone.keep(**act)
        _add_up(into, gone, 1, **act)
        made.save()
    return made


def undo_merge(merge: Merge, *, by: Any) -> None:
    """Gives back what was moved and still points to the one kept. Undone already: nothing.

    Raises PermissionDenied, and ValidationError when what happened since stands against it.
    """
    if by.society_id != merge.society_id:
        raise PermissionDenied
    with transaction.atomic():
        Society.lock(merge.society_id)
        now = Merge.objects.get(pk=merge.pk)
        if now.undone_at:
            return
        if further := Merge.objects.of(now.kept):
            raise ValidationError(
                _("“%(kept)s” has itself been merged into “%(further)s”: undo that first.")
                % {"kept": now.kept, "further": further.kept}
            )
        back = {place: _pointing(place, now.kept, k) for place, k in now.moved.items()}
        again = {place: _pointing(place, now.kept, k) for place, k in now.doubled.items()}
        act = {"by": by, "action": LogEntry.Action.UNMERGE, "reason": f"{now}: {now.reason}"}
        with _logged(back, again, society=now.society_id, **act):
            for place, keys in back.items():
                _point(place, keys, now.kept, now.gone)
            for place, keys in again.items():
                _add_beside(place, keys, now.gone)
        gone, kept = _fresh(now.gone), _fresh(now.kept)
        _refuse_voided_above(gone)
        gone.voided_at, gone.voided_by, gone.void_reason = None, None, ""
        gone.keep(**act)
        if kept.voided_at is None:
            _add_up(kept, gone, -1, **act)
        now.undone_at, now.undone_by = timezone.now(), by
        now.save(update_fields=["undone_at", "undone_by"])


def moving(gone: NamedEntry) -> list[tuple[Any, Any, int]]:
    """What a merge would move: (records in the plural, the field's name, how many)."""
    counts = [
        (model, name, model.objects.countable().filter(**{name: gone.pk}).count())
        for model, name in gone.pointed_to_by()
    ]
    return [
        (model._meta.verbose_name_plural, model._meta.get_field(name).verbose_name, number)
        for model, name, number in counts
        if number
    ]


def merged_here(kept: NamedEntry) -> models.QuerySet:
    """The entries that went into this one."""
    gone = Merge.objects.into(kept).values("gone_id")
    found: models.QuerySet = type(kept)._base_manager.filter(pk__in=gone)
    return found


def _called(entry: Any) -> str:
    """Name and number: the two often have the same name."""
    return f"{Truncator(str(entry)).chars(30)} ({entry.pk})"


def _fresh(entry: Any) -> Any:
    return type(entry)._base_manager.get(pk=entry.pk)


def _refuse_unlike(gone: Any, into: Any) -> None:
    if type(gone) is not type(into) or gone.pk == into.pk or gone.society_id != into.society_id:
        raise ValidationError(_("Choose another of the same kind, of the same society."))
    for entry in (gone, into):
        if entry.voided_at:
            raise ValidationError(_("“%(entry)s” has been voided.") % {"entry": entry})
    # Figures sort by these, and a name not to be published stays so.
    for field in gone._meta.concrete_fields:
        sorts = field.choices or isinstance(field, models.BooleanField)
        if sorts and getattr(gone, field.attname) != getattr(into, field.attname):
            raise ValidationError(
                _("The two differ in “%(field)s”: make it the same first.")
                % {"field": field.verbose_name}
            )


def _refuse_voided_above(gone: Any) -> None:
    """What a voided entry points to may have been voided after it."""
    for field in gone._meta.concrete_fields:
        if field.related_model and issubclass(field.related_model, Entry):
            other = getattr(gone, field.name)
            if other and other.voided_at:
                raise ValidationError(
                    {field.name: _("“%(entry)s” has been voided.") % {"entry": other}}
                )


def _add_up(kept: Any, gone: Any, sign: int, **act: Any) -> None:
    """Checks and logs the one kept, with what adds up of the two."""
    for name in kept.adds_up:
        setattr(kept, name, getattr(kept, name) + sign * getattr(gone, name))
    version = kept.version
    kept.keep(**act)
    if kept.version == version:
        log.write(act["action"], by=act["by"], on=kept, reason=act["reason"])


def _field(place: str) -> tuple[Any, Any]:
    model, _dot, name = place.rpartition(".")
    found = apps.get_model(model)
    return found, found._meta.get_field(name)


def _pointing(place: str, entry: Any, among: Any) -> list[int]:
    """The primary keys of those `among` the rows, or keys, that point to the entry."""
    model, field = _field(place)
    if not isinstance(among, models.QuerySet):
        among = model._base_manager.filter(pk__in=among)
    return sorted(among.filter(**{field.name: entry.pk}).values_list("pk", flat=True))


def _between(place: str) -> tuple[Any, str, str]:
    """The table between the two, its field of the row that points and of what it points to."""
    field = _field(place)[1]
    through = field.remote_field.through
    return through._base_manager, field.m2m_field_name(), field.m2m_reverse_field_name()


def _point(place: str, keys: list[int], old: Any, new: Any) -> None:
    model, field = _field(place)
    if field.many_to_many:
        rows, row, target = _between(place)
        rows.filter(**{f"{row}__in": keys, target: old.pk}).update(**{target: new.pk})
    else:
        model._base_manager.filter(pk__in=keys).update(**{field.name: new.pk})


def _take_away(place: str, keys: list[int], gone: Any) -> None:
    rows, row, target = _between(place)
    rows.filter(**{f"{row}__in": keys, target: gone.pk}).delete()


def _add_beside(place: str, keys: list[int], gone: Any) -> None:
    rows, row, target = _between(place)
    ids = ({f"{row}_id": key, f"{target}_id": gone.pk} for key in keys)
    rows.bulk_create([rows.model(**pair) for pair in ids], ignore_conflicts=True)


@contextmanager
def _logged(*pointing: Pointing, society: int, by: Any, action: str, reason: str) -> Iterator[None]:
    """Around the moving: refuses closed years, then bumps and logs each entry concerned once."""
    touched: dict[Any, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for place, keys in (pair for places in pointing for pair in places.items()):
        model, field = _field(place)
        name, entries = field.name, keys
        if issubclass(model, Line):
            owner: Any = model._meta.get_field(model.owner)
            entries = model._base_manager.filter(pk__in=keys).values_list(owner.attname, flat=True)
            model, name = owner.related_model, owner.remote_field.get_accessor_name()
        for key in entries:
            touched[model][key].add(name)
    _refuse_closed_years(touched, society)
    before = {model: _snapshots(model, list(found)) for model, found in touched.items()}
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = _in_words(error)
        if refusal is None:
            raise
        raise refusal from error
    for model, found in touched.items():
        rows = model._base_manager.filter(pk__in=list(found))
        rows.update(version=F("version") + 1, updated_at=timezone.now())
        log.write_many(
            action,
            by=by,
            reason=reason,
            changes=[
                (row, {name: [before[model][key][1][name], now[name]] for name in found[key]})
                for key, (row, now) in _snapshots(model, list(found)).items()
            ],
        )


def _snapshots(model: Any, keys: list[int]) -> dict[int, tuple[Any, dict]]:
    """Each entry with its logged values, in a fixed number of queries."""
    lines = []
    for name in model.lines:
        line: Any = model._meta.get_field(name).related_model
        to = [f.name for f in line._meta.concrete_fields if f.is_relation and f.name != line.owner]
        lines.append(Prefetch(name, line._base_manager.select_related(*to).order_by("pk")))
    several = [field.name for field in model._meta.many_to_many]
    rows = model._base_manager.filter(pk__in=keys).prefetch_related(*several, *lines)
    return {row.pk: (row, log.snapshot(row)) for row in rows}


def _refuse_closed_years(touched: dict[Any, dict[int, set[str]]], society: int) -> None:
    years = list(ClosedYear.objects.filter(society=society).values_list("year", flat=True))
    for model, found in touched.items():
        if not years or not issubclass(model, Record):
            continue
        closed = model.objects.countable().filter(pk__in=list(found), date__year__in=years)
        for year, number in sorted(Counter(closed.values_list("date__year", flat=True)).items()):
            raise ValidationError(
                _("The year %(year)s is closed, and %(number)s of these lie in it: %(kind)s.")
                % {"year": year, "number": number, "kind": model._meta.verbose_name_plural}
            )


def _in_words(error: IntegrityError) -> ValidationError | None:
    """The message of the constraint that refused, if it is one of ours."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == broken:
                return ValidationError(
                    _("What would move does not fit beside what is there: %(kind)s. %(message)s")
                    % {
                        "kind": model._meta.verbose_name_plural,
                        "message": constraint.violation_error_message,
                    }
                )
    return None

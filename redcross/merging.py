"""Two entries for the same person, donor or place made one, and that undone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict, TypeVar, Unpack, cast

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .figures import check_closed_numbers, closed_numbers
from .models import (
    ClosedPeriod,
    Entry,
    Line,
    LogEntry,
    Merge,
    NamedEntry,
    Record,
    Society,
    User,
    audit_log,
    closed_text,
    label_with_number,
)
from .models.audit_log import Changes, LoggedValue
from .models.merge import Pointing
from .naming import named_like

_Entry = TypeVar("_Entry", bound=Entry)

# A kind of entry to the keys of those concerned, each with its fields that change.
Touched = dict[type[Entry], dict[int, set[str]]]
# A kind of entry to those that were moved, each as it is and as it was.
Moved = dict[type[Entry], list[tuple[Entry, Entry | None]]]


class Act(TypedDict):
    """Who merges or undoes, as the log keeps it."""

    by: User
    action: str
    reason: str


def merge(duplicate: NamedEntry, into: NamedEntry, *, by: User, reason: str) -> Merge:
    """Let all that counts and points to `duplicate` point to `into`, and voids `duplicate`.

    What `duplicate` itself says, sensitive values too, is not taken over, but for what adds up,
    the stricter answer and what is `taken_over_on_merge`. The same merge once more does nothing.
    Raises PermissionDenied, and ValidationError when the two are not alike or what moves breaks a
    rule.
    """
    model, society = type(duplicate), duplicate.society_id
    if by.society_id != society:
        raise PermissionDenied
    with transaction.atomic():
        Society.lock(society)
        before = Merge.objects.of(duplicate)
        if before and before.kept_id == into.pk:
            return before
        duplicate, into = _reload(duplicate), _reload(into)
        numbers = closed_numbers(into.society)
        _check_alike(duplicate, into)
        _check_uncounted(duplicate, into)
        moved: Pointing = {}
        deduplicated: Pointing = {}
        for other, name in model.referencing_fields():
            path = f"{other._meta.label_lower}.{name}"
            keys = _referring_keys(path, duplicate, other.objects.countable())
            several = other.own_field(name).many_to_many
            both = set(_referring_keys(path, into, keys)) if several else set()
            moved[path] = [key for key in keys if key not in both]
            deduplicated[path] = sorted(both)
        made = Merge(
            society_id=society,
            model=model._meta.label_lower,
            kept_id=into.pk,
            duplicate_id=duplicate.pk,
            moved={path: keys for path, keys in moved.items() if keys},
            deduplicated={path: keys for path, keys in deduplicated.items() if keys},
            by=by,
            reason=reason.strip(),
        )
        made.full_clean()
        act: Act = {"by": by, "action": LogEntry.Action.MERGE, "reason": f"{made}: {made.reason}"}
        with _logging_changes(made.moved, made.deduplicated, society=society, **act):
            for path, keys in made.moved.items():
                _redirect(path, keys, duplicate, into)
            for path, keys in made.deduplicated.items():
                _remove_links(path, keys, duplicate)
        duplicate, into = _reload(duplicate), _reload(into)
        duplicate.voided_at, duplicate.voided_by = timezone.now(), by
        duplicate.void_reason = f"→ {label_with_number(into)}: {made.reason}"
        duplicate.save_entry(**act)
        _take_answers(into, duplicate, made)
        _sum_fields(into, duplicate, 1, **act)
        made.save()
        check_closed_numbers(numbers, into.society)
    return made


def undo_merge(merge: Merge, *, by: User) -> None:
    """Give back what was moved and still points to the one kept. Undone already: nothing.

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
        if now.kept.summed_on_merge:
            _check_uncounted(now.kept)
        numbers = closed_numbers(now.kept.society)
        back = {path: _referring_keys(path, now.kept, k) for path, k in now.moved.items()}
        again = {path: _referring_keys(path, now.kept, k) for path, k in now.deduplicated.items()}
        act: Act = {"by": by, "action": LogEntry.Action.UNMERGE, "reason": f"{now}: {now.reason}"}
        with _logging_changes(back, again, society=now.society_id, **act) as moved:
            for path, keys in back.items():
                _redirect(path, keys, now.kept, now.duplicate)
            for path, keys in again.items():
                _add_links(path, keys, now.duplicate)
        duplicate, kept = _reload(now.duplicate), _reload(now.kept)
        _check_targets_not_voided(duplicate)
        duplicate.voided_at, duplicate.voided_by, duplicate.void_reason = None, None, ""
        duplicate.save_entry(**act)
        if kept.voided_at is None:
            for name, (before, after) in now.answers.items():
                # Not what was answered since.
                field = kept.own_field(name)
                if getattr(kept, name) == field.to_python(after):
                    setattr(kept, name, field.to_python(before))
            _sum_fields(kept, duplicate, -1, **act)
        # What was entered since stays with the one kept, and may not fit what went back.
        for kind, pairs in moved.items():
            for _row, error in kind.validate_together(pairs):
                raise error
        now.undone_at, now.undone_by = timezone.now(), by
        now.save(update_fields=["undone_at", "undone_by"])
        check_closed_numbers(numbers, kept.society)


def count_references(
    duplicate: NamedEntry,
) -> list[tuple[str | Promise | None, str | Promise, int]]:
    """Return what a merge would move: (records in the plural, the field's name, how many)."""
    counts = [
        (model, name, model.objects.countable().filter(**{name: duplicate.pk}).count())
        for model, name in duplicate.referencing_fields()
    ]
    return [
        (model._meta.verbose_name_plural, model.own_field(name).verbose_name, number)
        for model, name, number in counts
        if number
    ]


def merged_entries(kept: NamedEntry) -> models.QuerySet[NamedEntry]:
    """Return the entries that went into this one."""
    duplicates = Merge.objects.into(kept).values("duplicate_id")
    return type(kept)._base_manager.filter(pk__in=duplicates)


def merged_names(
    model: type[NamedEntry], society: int | None, text: str
) -> list[tuple[NamedEntry, NamedEntry]]:
    """Return (the one that stayed, the one that went) for merged names that are like the text.

    In a fixed number of queries, at most 20.
    """
    ends = Merge.objects.final_targets(model, society)
    if not ends:
        return []
    gone = list(model._base_manager.filter(named_like(text), pk__in=ends)[:20])
    kept = model.objects.countable().in_bulk([ends[old.pk] for old in gone])
    return [(kept[key], old) for old in gone if (key := ends[old.pk]) in kept]


def _reload(entry: _Entry) -> _Entry:
    """Return the row as it is in the database, voided or not."""
    return type(entry)._base_manager.get(pk=entry.pk)


def _check_uncounted(*entries: NamedEntry) -> None:
    """Raise ValidationError where a closed period is sorted by one of them."""
    for entry in entries:
        if entry.counted_by and (periods := entry.closed_periods_of_use()):
            raise ValidationError(closed_text(periods))


def _check_alike(duplicate: NamedEntry, into: NamedEntry) -> None:
    """Raise ValidationError when the two are not of a kind and society, voided, or sort apart."""
    if (
        type(duplicate) is not type(into)
        or duplicate.pk == into.pk
        or duplicate.society_id != into.society_id
    ):
        raise ValidationError(_("Choose another of the same kind, of the same society."))
    for entry in (duplicate, into):
        if entry.voided_at:
            raise ValidationError(_("“%(entry)s” has been voided.") % {"entry": entry})
    # Figures sort by these.
    for field in duplicate._meta.concrete_fields:
        sorts = field.choices or isinstance(field, models.BooleanField)
        if field.name in duplicate.strictest_on_merge:
            continue
        if sorts and getattr(duplicate, field.attname) != getattr(into, field.attname):
            raise ValidationError(
                _("The two differ in “%(field)s”: make it the same first.")
                % {"field": field.verbose_name}
            )


def _check_targets_not_voided(duplicate: Entry) -> None:
    """Raise ValidationError when what a voided entry points to was voided after it."""
    for field in duplicate._meta.concrete_fields:
        if field.related_model and issubclass(field.related_model, Entry):
            other = getattr(duplicate, field.name)
            if other and other.voided_at:
                raise ValidationError(
                    {field.name: _("“%(entry)s” has been voided.") % {"entry": other}}
                )


def _take_answers(kept: NamedEntry, duplicate: NamedEntry, made: Merge) -> None:
    """Let the one kept give the stricter answers, and say what only the duplicate said: no save."""
    for name, answers in kept.strictest_on_merge.items():
        both_answers = [getattr(entry, name) for entry in (kept, duplicate)]
        stricter = min(both_answers, key=answers.index)
        if stricter != both_answers[0]:
            made.answers[name] = [both_answers[0], stricter]
            setattr(kept, name, stricter)
    names = kept.taken_over_on_merge
    if any(getattr(kept, name) for name in names):
        return
    for name in names:
        value = getattr(duplicate, name)
        if value:
            field = kept.own_field(name)
            before = audit_log.logged_value(field, getattr(kept, name))
            made.answers[name] = [before, audit_log.logged_value(field, value)]
            setattr(kept, name, value)


def _sum_fields(kept: NamedEntry, duplicate: NamedEntry, sign: int, **act: Unpack[Act]) -> None:
    """Save and log the one kept, with what adds up of the two; `sign` is -1 for the way back."""
    for name in kept.summed_on_merge:
        setattr(kept, name, getattr(kept, name) + sign * getattr(duplicate, name))
    version = kept.version
    kept.save_entry(**act)
    # Nothing adds up, so nothing was written: the merge is logged of it all the same.
    if kept.version == version:
        audit_log.write(act["action"], by=act["by"], on=kept, reason=act["reason"])


def _field_at(path: str) -> tuple[type[Entry] | type[Line], "models.Field[Any, Any]"]:
    """Return model and field of "app.model.field"."""
    label, _dot, name = path.rpartition(".")
    model = cast(type[Entry] | type[Line], apps.get_model(label))
    return model, model.own_field(name)


def _referring_keys(
    path: str, entry: NamedEntry, among: models.QuerySet[Any] | Iterable[int]
) -> list[int]:
    """Return the primary keys of those `among` the rows, or keys, that point to the entry."""
    model, field = _field_at(path)
    if not isinstance(among, models.QuerySet):
        among = model._base_manager.filter(pk__in=among)
    return sorted(among.filter(**{field.name: entry.pk}).values_list("pk", flat=True))


def _through_table(path: str) -> tuple[models.Manager[models.Model], str, str]:
    """Return the table between the two, its field of the row that points and of its target."""
    field = cast("models.ManyToManyField[Any, Any]", _field_at(path)[1])
    through = cast(type[models.Model], field.remote_field.through)
    return through._base_manager, field.m2m_field_name(), field.m2m_reverse_field_name()


def _redirect(path: str, keys: list[int], old: NamedEntry, new: NamedEntry) -> None:
    """Let the rows of these keys point to the new one instead of the old."""
    model, field = _field_at(path)
    if field.many_to_many:
        rows, row, target = _through_table(path)
        rows.filter(**{f"{row}__in": keys, target: old.pk}).update(**{target: new.pk})
    else:
        model._base_manager.filter(pk__in=keys).update(**{field.name: new.pk})


def _remove_links(path: str, keys: list[int], duplicate: NamedEntry) -> None:
    """Take the duplicate from among the several that the rows of these keys point to."""
    rows, row, target = _through_table(path)
    rows.filter(**{f"{row}__in": keys, target: duplicate.pk}).delete()


def _add_links(path: str, keys: list[int], duplicate: NamedEntry) -> None:
    """Put the duplicate back among the several that the rows of these keys point to."""
    rows, row, target = _through_table(path)
    ids = ({f"{row}_id": key, f"{target}_id": duplicate.pk} for key in keys)
    rows.bulk_create([rows.model(**pair) for pair in ids], ignore_conflicts=True)


@contextmanager
def _logging_changes(
    *pointing: Pointing, society: int, by: User, action: str, reason: str
) -> Iterator[Moved]:
    """Refuse closed periods, let all be moved, then bump and log each entry concerned once.

    What it gives holds afterwards what was moved. Raises ValidationError, also in place of the
    IntegrityError of one of our constraints.
    """
    touched: Touched = defaultdict(lambda: defaultdict(set))
    for path, keys in (pair for keys_by_path in pointing for pair in keys_by_path.items()):
        source, field = _field_at(path)
        if issubclass(source, Line):
            owner = cast("models.ForeignKey[Any, Any]", source.own_field(source.owner))
            name = cast(str, owner.remote_field.get_accessor_name())
            lines = source._base_manager.filter(pk__in=keys)
            for key in lines.values_list(owner.attname, flat=True):
                touched[source.owner_model()][key].add(name)
        else:
            for key in keys:
                touched[source][key].add(field.name)
    _check_open(touched, Society.objects.get(pk=society).locked_periods)
    before = {model: _snapshots(model, list(names)) for model, names in touched.items()}
    moved: Moved = {}
    try:
        with transaction.atomic():
            yield moved
            # Those that wait for the commit are asked here, where their message is at hand.
            connection.check_constraints()
    except IntegrityError as error:
        refusal = _constraint_message(error)
        if refusal is None:
            raise
        raise refusal from error
    for kind, names in touched.items():
        rows = kind._base_manager.filter(pk__in=list(names))
        rows.update(version=F("version") + 1, updated_at=timezone.now())
        after = _snapshots(kind, list(names))
        moved[kind] = [(row, before[kind][key][0]) for key, (row, _now) in after.items()]
        changes: list[tuple[models.Model, Changes]] = [
            (row, {name: [before[kind][key][1][name], now[name]] for name in names[key]})
            for key, (row, now) in after.items()
        ]
        audit_log.write_many(action, by=by, reason=reason, changes=changes)


def _snapshots(
    model: type[Entry], keys: list[int]
) -> dict[int, tuple[Entry, dict[str, LoggedValue]]]:
    """Return by key each entry with its logged values, in a fixed number of queries."""
    rows = model.objects.filter(pk__in=keys).with_snapshots()
    return {row.pk: (row, audit_log.snapshot(row)) for row in rows}


def _check_open(touched: Touched, periods: Sequence[ClosedPeriod]) -> None:
    """Raise ValidationError when a record that counts lies in a closed period."""
    for model, names in touched.items():
        if not issubclass(model, Record):
            continue
        rows = model.objects.countable().filter(pk__in=list(names))
        for period in periods:
            if number := rows.filter(date__range=(period.start, period.end)).count():
                text = _("Closed: %(period)s. %(number)s of these lie in it: %(kind)s.")
                kind = model._meta.verbose_name_plural
                raise ValidationError(
                    text % {"period": period.days, "number": number, "kind": kind}
                )


def _constraint_message(error: IntegrityError) -> ValidationError | None:
    """Return the message of the constraint that refused, if it is one of ours."""
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

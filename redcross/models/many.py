"""The one save, for many entries at once: the same rules in the same order, and the same log."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit_log
from .audit_log import Changes, LogEntry, LoggedValue
from .constraints import error_of, field_of, repeated_rows, violations
from .entry import Entry
from .line import Line, delete_lines
from .society import Society

if TYPE_CHECKING:
    from .user import User

# Rows of one INSERT; a statement takes at most 65,535 values.
BATCH = 500


@dataclass
class EntryToSave:
    """An entry with what it points to several of and with its lines, by field and related name.

    What is not named stays as it is. `errors`: field to what is wrong, once it was looked at.
    """

    entry: Entry
    many_to_many: Mapping[str, Sequence[models.Model]] = field(default_factory=dict)
    lines: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    errors: dict[str, list[ValidationError]] = field(default_factory=dict)

    def refuse(self, error: ValidationError) -> None:
        """Note what is wrong with it."""
        errors_by_field = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        for name, found in errors_by_field.items():
            self.errors.setdefault(name, []).extend(found)


class EntriesRefused(Exception):
    """Some of the entries are wrong, and nothing is saved. Each of `refused` says why."""

    def __init__(self, refused: "list[EntryToSave]") -> None:
        self.refused = refused
        super().__init__("entries refused")


def check_entries(rows: Sequence[EntryToSave]) -> None:
    """Find what is wrong with each row by the rules of its own and among them; writes nothing.

    Entries that the rows point to must be at hand in them: each that is not costs a query. Rules
    across stored records (balances) are asked only by the save.
    """
    for row in rows:
        _check_row(row)
    sound = [row for row in rows if not row.errors]
    for constraint in sound[0].entry.row_constraints() if sound else ():
        if isinstance(constraint, models.UniqueConstraint):
            double = set(map(id, repeated_rows([row.entry for row in sound], constraint)))
            for row in sound:
                if id(row.entry) in double:
                    row.refuse(ValidationError({field_of(constraint): [error_of(constraint)]}))


def _check_row(row: EntryToSave) -> None:
    """Look at the row and its lines, without asking the database."""
    _check_values(row.entry, row)
    for lines in row.lines.values():
        for line in lines:
            _check_values(line, row)


def _check_values(instance: "Entry | Line", row: EntryToSave) -> None:
    for error in wrong_values(instance):
        row.refuse(error)


def wrong_values(instance: "Entry | Line") -> list[ValidationError]:
    """Return what is wrong with an entry or a line by itself, without asking the database."""
    found: list[ValidationError] = []
    model = type(instance)
    # Who points to what is not there is refused by the database; what is given is at hand.
    pointing = {f.name for f in model._meta.concrete_fields if f.is_relation}
    for check in (lambda: instance.clean_fields(exclude=pointing), instance.clean):
        try:
            check()
        except ValidationError as error:
            found.append(error)
    instance.set_digests()
    if violated := violations(instance, model.row_constraints()):
        found.append(ValidationError(violated))
    return found


def save_entries(rows: Sequence[EntryToSave], *, by: "User", reason: str = "") -> list[Entry]:
    """Save entries of one kind and of the user's society, all or none; return those written.

    What an earlier sending of the same form saved is left out, as is what nothing of has changed.
    Raises EntriesRefused, with nothing saved, and PermissionDenied for another society's.
    """
    if any(row.entry.society_id != by.society_id for row in rows):
        raise PermissionDenied
    if not rows:
        return []
    with transaction.atomic():
        Society.lock(cast(int, by.society_id))
        for society in {id(row.entry.society): row.entry.society for row in rows}.values():
            society.forget_locked_periods()
        rows = _without_resubmitted(rows)
        before = _stored(rows)
        check_entries(rows)
        _refuse_if_wrong(rows)
        return _write(rows, before, by, reason)


def _refuse_if_wrong(rows: Sequence[EntryToSave]) -> None:
    if refused := [row for row in rows if row.errors]:
        raise EntriesRefused(refused)


def saved_before(entries: Sequence[Entry]) -> dict[uuid.UUID, int]:
    """Return of new entries of one kind what was saved before: its submission to its society."""
    if not entries:
        return {}
    new = {entry.submission for entry in entries if entry.pk is None}
    known = type(entries[0])._base_manager.filter(submission__in=new)
    return dict(known.values_list("submission", "society"))


def _without_resubmitted(rows: Sequence[EntryToSave]) -> list[EntryToSave]:
    """Return the rows without the new ones that were saved before. Raises PermissionDenied."""
    known = saved_before([row.entry for row in rows])
    if set(known.values()) - {rows[0].entry.society_id}:
        raise PermissionDenied
    return [row for row in rows if row.entry.pk or row.entry.submission not in known]


def _stored(rows: Sequence[EntryToSave]) -> dict[int, Entry]:
    """Return by key the entries as they are stored; refuse those that may not be changed so."""
    changed = [row for row in rows if row.entry.pk is not None]
    if not changed:
        return {}
    model = type(changed[0].entry)
    keys = [row.entry.pk for row in changed]
    stored = {e.pk: e for e in model.objects.filter(pk__in=keys).with_snapshots()}
    for row in changed:
        current = stored[row.entry.pk]
        if current.version != row.entry.version:
            row.refuse(ValidationError(_("Somebody else changed it meanwhile.")))
        try:
            row.entry.check_changeable(current)
        except ValidationError as error:
            row.refuse(error)
    return stored


def _write(
    rows: Sequence[EntryToSave], before: Mapping[int, Entry], by: "User", reason: str
) -> list[Entry]:
    """Write the rows and what belongs to them, check what only then can be checked, and log it.

    Raises EntriesRefused; then the rows are as they were.
    """
    logged = {id(row): _logged_before(row, before) for row in rows}
    rows = [row for row in rows if _differences(row, logged[id(row)])]
    keys = [(row.entry, row.entry.pk) for row in rows]
    for row in rows:
        row.entry.version += 1
    try:
        with transaction.atomic():
            _insert([row for row in rows if row.entry.pk is None], by)
            for entry, key in keys:
                if key is not None:
                    entry.save()
            _write_related(rows, new={id(entry) for entry, key in keys if key is None})
            _check_written(rows, before)
            _refuse_if_wrong(rows)
            added: list[tuple[Entry, Changes]] = []
            changed: list[tuple[Entry, Changes]] = []
            for row, (entry, key) in zip(rows, keys, strict=True):
                logged_change = (entry, _differences(row, logged[id(row)]))
                (added if key is None else changed).append(logged_change)
            audit_log.write_many(LogEntry.Action.ADD, by=by, changes=added, reason=reason)
            audit_log.write_many(LogEntry.Action.CHANGE, by=by, changes=changed, reason=reason)
            _save_derived(rows, changed, by)
    except EntriesRefused:
        for entry, key in keys:
            entry.pk, entry.version = key, entry.version - 1
            entry._state.adding = key is None
        raise
    return [row.entry for row in rows]


def _save_derived(
    rows: Sequence[EntryToSave], changed: Sequence[tuple[Entry, Changes]], by: "User"
) -> None:
    """Let what others took from the changed ones follow. Raises EntriesRefused."""
    by_entry = {id(row.entry): row for row in rows}
    for entry, changes in changed:
        try:
            entry.save_derived(changes, by=by)
        except ValidationError as error:
            by_entry[id(entry)].refuse(error)
    _refuse_if_wrong(rows)


def _logged_before(row: EntryToSave, before: Mapping[int, Entry]) -> dict[str, LoggedValue]:
    """Return what the log knows of the row as stored."""
    stored = before.get(row.entry.pk)
    return audit_log.snapshot(stored) if stored else {}


def _differences(row: EntryToSave, before: dict[str, LoggedValue]) -> Changes:
    """Return what the row changes: in what it leaves alone, nothing."""
    model = type(row.entry)
    related: dict[str, Sequence[models.Model]] = {**row.many_to_many, **row.lines}
    names = (*model.lines, *(field.name for field in model._meta.many_to_many))
    after = audit_log.snapshot(row.entry, {name: related.get(name, ()) for name in names})
    unchanged = {name: before[name] for name in names if before and name not in related}
    return audit_log.differences(before, after | unchanged)


def _insert(rows: Sequence[EntryToSave], by: "User") -> None:
    if rows:
        for row in rows:
            row.entry.entered_by = by
        model = type(rows[0].entry)
        model._base_manager.bulk_create([row.entry for row in rows], batch_size=BATCH)


def _write_related(rows: Sequence[EntryToSave], new: set[int]) -> None:
    """Write lines and what is pointed to several of: of new entries all at once."""
    if not rows:
        return
    model = type(rows[0].entry)
    added = [row for row in rows if id(row.entry) in new]
    for name in model.lines:
        lines = [_owned(line, row.entry) for row in added for line in row.lines.get(name, ())]
        if lines:
            type(lines[0])._base_manager.bulk_create(lines, batch_size=BATCH)
    for several in model._meta.many_to_many:
        through = cast(Any, several.remote_field).through
        own, other = several.m2m_field_name(), several.m2m_reverse_field_name()
        links = [
            through(**{f"{own}_id": row.entry.pk, f"{other}_id": chosen.pk})
            for row in added
            for chosen in row.many_to_many.get(several.name, ())
        ]
        through._base_manager.bulk_create(links, batch_size=BATCH)
    for row in rows:
        if id(row.entry) not in new:
            for name, chosen in row.many_to_many.items():
                getattr(row.entry, name).set(chosen)
            for name, new_lines in row.lines.items():
                _replace_lines(row, name, new_lines)


def _owned(line: Line, entry: Entry) -> Line:
    setattr(line, line.owner, entry)
    return line


def _replace_lines(row: EntryToSave, name: str, lines: Sequence[Line]) -> None:
    """Save the lines and delete those that are not among them."""
    stored = getattr(row.entry, name)
    for line in lines:
        _owned(line, row.entry).save()
    try:
        delete_lines(stored.exclude(pk__in=[line.pk for line in lines]))
    except ValidationError as error:
        row.refuse(error)


def _check_written(rows: Sequence[EntryToSave], before: Mapping[int, Entry]) -> None:
    """Ask the rules across lines and other records."""
    by_entry = {id(row.entry): row for row in rows}
    pairs = [(row.entry, before.get(row.entry.pk)) for row in rows]
    for entry, stored in pairs:
        try:
            entry.validate_after_save(stored)
        except ValidationError as error:
            by_entry[id(entry)].refuse(error)
    if pairs:
        for entry, wrong in type(pairs[0][0]).validate_together(pairs):
            by_entry[id(entry)].refuse(wrong)


def void_entries(
    entries: Sequence[Entry], *, by: "User", reason: str, check_unused: bool = True
) -> None:
    """Take entries of one kind out of every count, all or none, as `Entry.void` does each.

    Without `check_unused` the caller asks later, when what points to them is changed too.
    Raises ValidationError for what may not be voided, and PermissionDenied for another society's.
    """
    if any(entry.society_id != by.society_id for entry in entries):
        raise PermissionDenied
    if not entries:
        return
    model, at = type(entries[0]), timezone.now()
    keys = [entry.pk for entry in entries]
    with transaction.atomic():
        Society.lock(cast(int, by.society_id))
        before = model.objects.in_bulk(keys)
        for entry in entries:
            entry.check_changeable(before[entry.pk])
            if entry.version != before[entry.pk].version:
                raise ValidationError(_("Somebody else changed it meanwhile."))
            entry.voided_at, entry.voided_by, entry.void_reason = at, by, reason.strip()
            entry.version += 1
        model._base_manager.filter(pk__in=keys).update(
            voided_at=at,
            voided_by=by,
            void_reason=reason.strip(),
            version=models.F("version") + 1,
            updated_at=at,
        )
        pairs = [(entry, before[entry.pk]) for entry in entries]
        for entry, stored in pairs:
            entry.validate_after_save(stored)
        for _entry, error in model.validate_together(pairs):
            raise error
        if check_unused:
            model.check_unused(keys)
        logged: Changes = {
            "voided_at": [None, str(at)],
            "voided_by": [None, by.pk],
            "void_reason": ["", reason.strip()],
        }
        changes = [(entry, logged) for entry in entries]
        audit_log.write_many(LogEntry.Action.VOID, by=by, changes=changes, reason=reason)

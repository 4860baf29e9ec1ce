"""An import's way: read, committed, undone. Each step all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcross.fields import Secret
from redcross.forms import EntryForm, GivenForm
from redcross.models import (
    EntriesRefused,
    Entry,
    EntryToSave,
    HeadingChoice,
    ImportedEntry,
    ImportWork,
    Line,
    NamedEntry,
    Society,
    SpreadsheetImport,
    User,
    audit_log,
    save_entries,
    void_entries,
)
from redcross.naming import normalised

from .imports import Decisions, ImportRead, refusal_faults
from .preview import preview_digest, save_preview
from .reading import Book
from .references import of_these_names

Report = Callable[[int, int], object]
Stage = SpreadsheetImport.Stage


class PreviewOutdated(Exception):
    """What would be saved is not what the preview showed; a new one is kept."""


def _unreported(done: int, total: int) -> None:
    """Tell nobody."""


def decisions_of(file: SpreadsheetImport) -> Decisions:
    """Return what was decided about the file."""
    return Decisions(**(file.decisions or {}))


def save_decisions(file: SpreadsheetImport, decisions: Decisions) -> None:
    """Keep what was decided about the file."""
    file.decisions = asdict(decisions) | {"confirmed": sorted(decisions.confirmed)}
    file.save(update_fields=["decisions"])


def read_import(
    file: SpreadsheetImport,
    form_class: type[EntryForm],
    by: User,
    report: Report,
    book: Book | None = None,
) -> ImportRead:
    """Read the kept file, of which `book` is the content if it is read already.

    Raises ValidationError for what is no such spreadsheet, or gone.
    """
    if file.content is None:
        raise ValidationError(_("The file is no longer kept. Send it again."))
    decisions = decisions_of(file)
    given = GivenForm(
        {f"all_{name}": value for name, value in decisions.given.items()},
        entry_form=form_class(user=by),
    )
    return ImportRead(
        form_class,
        file.content,
        file.file_name,
        by=by,
        add_unknown=True,
        given=given.given_values(),
        decisions=decisions,
        book=book,
        report=report,
    )


def check_import(
    file: SpreadsheetImport,
    form_class: type[EntryForm],
    by: User,
    report: Report = _unreported,
    book: Book | None = None,
) -> None:
    """Read the file and keep what was found for the preview.

    `book`: its content, if that is read already. Raises ValidationError for what is no such
    spreadsheet.
    """
    read = read_import(file, form_class, by, report, book)
    with transaction.atomic():
        _locked(file, Stage.UPLOADED, Stage.CHECKED)
        save_preview(file, read)


def commit_import(
    file: SpreadsheetImport, form_class: type[EntryForm], by: User, report: Report = _unreported
) -> None:
    """Save what the preview showed as new or changed, all of it or nothing.

    Raises PreviewOutdated when that is no longer the same, and ValidationError when the save
    refuses a row by a rule across records.
    """
    read = read_import(file, form_class, by, report)
    if preview_digest(read) != (file.findings or {}).get("digest"):
        with transaction.atomic():
            _locked(file, Stage.CHECKED)
            save_preview(file, read)
        raise PreviewOutdated
    try:
        _save(file, read, by)
    except PreviewOutdated:
        check_import(file, form_class, by, report)
        raise


def _save(file: SpreadsheetImport, read: ImportRead, by: User) -> None:
    """Save the rows, and what is known of them only with the society locked is checked again.

    Raises PreviewOutdated and ValidationError, with nothing saved.
    """
    rows = read.accepted_rows
    before = {id(row): _values_of(row.before) for row in rows if row.before}
    positions = {id(row): number for number, row in enumerate(read.rows)}
    try:
        with transaction.atomic():
            Society.lock(file.society_id)
            _locked(file, Stage.CHECKED)
            _refuse_known_by_now(read.added, file)
            refuse_voided_targets([row.to_save for row in rows])
            if len(read.reader.save(rows)) < len(rows):
                # Another import of the same file was quicker.
                raise PreviewOutdated
            entries = [_imported_entry(file, entry) for entry in read.added]
            entries += [
                _imported_entry(file, row.entry, positions[id(row)], before.get(id(row)))
                for row in rows
            ]
            ImportedEntry.objects.bulk_create(entries, batch_size=500)
            _finish(file, Stage.DONE, done_by=by, done_at=timezone.now())
            HeadingChoice.remember(file.society, read.model, read.decisions.columns)
            audit_log.write(
                audit_log.LogEntry.Action.IMPORT,
                by=by,
                model=file.model,
                changes={"rows": [None, len(rows)], "sha256": [None, file.sha256]},
                reason=file.file_name[-200:],
            )
    except EntriesRefused as refusal:
        messages = [
            f"{where} {column}: {text}" for where, column, text in refusal_faults(read, refusal)
        ]
        raise ValidationError(messages) from refusal


def _refuse_known_by_now(added: Sequence[NamedEntry], file: SpreadsheetImport) -> None:
    """Raise PreviewOutdated when somebody has added one of these names since the file was read."""
    by_model: dict[type[NamedEntry], set[str]] = {}
    for entry in added:
        by_model.setdefault(type(entry), set()).add(normalised(entry.name))
    for model, names in by_model.items():
        own = model.objects.countable().filter(society=file.society_id)
        if of_these_names(own, names).exists():
            raise PreviewOutdated


def refuse_voided_targets(rows: Sequence[EntryToSave]) -> None:
    """Raise ValidationError when one of the rows points to what is voided by now."""
    keys: dict[type[Entry], set[int]] = {}
    for row in rows:
        pointing = [row.entry, *(line for lines in row.lines.values() for line in lines)]
        targets = [t for several in row.many_to_many.values() for t in several]
        for instance in pointing:
            for field in instance._meta.concrete_fields:
                if field.is_relation and issubclass(cast(type, field.related_model), Entry):
                    key = getattr(instance, field.attname)
                    kind = cast(type[Entry], field.related_model)
                    keys.setdefault(kind, set()).update({key} - {None})
        for target in targets:
            if isinstance(target, Entry) and target.pk:
                keys.setdefault(type(target), set()).add(target.pk)
    for kind, found in keys.items():
        for voided in kind._base_manager.filter(pk__in=found, voided_at__isnull=False)[:1]:
            raise ValidationError(
                _("%(kind)s “%(name)s” has been voided: nothing can point to it.")
                % {"kind": kind._meta.verbose_name, "name": voided}
            )


def _imported_entry(
    file: SpreadsheetImport,
    entry: Entry,
    position: int | None = None,
    before: dict[str, Any] | None = None,
) -> ImportedEntry:
    return ImportedEntry(
        file=file,
        position=position,
        model=entry._meta.label_lower,
        entry_id=entry.pk,
        version=entry.version,
        before=before,
    )


def _locked(file: SpreadsheetImport, *stages: str) -> None:
    """Lock the import. Raises ValidationError when somebody has brought it further meanwhile."""
    stored = SpreadsheetImport.objects.select_for_update().only("stage").get(pk=file.pk)
    if stored.stage not in stages:
        raise ValidationError(
            _("This import is at another step meanwhile: %(stage)s.")
            % {"stage": stored.get_stage_display()}
        )


def _finish(file: SpreadsheetImport, stage: str, **fields: Any) -> None:
    for name, value in {"stage": stage, **fields}.items():
        setattr(file, name, value)
    file.save(update_fields=["stage", *fields])


def run_import_step(work: ImportWork, form_class: type[EntryForm]) -> list[str]:
    """Do what is asked of an import; return what is wrong, in words, instead."""
    file, by = work.file, work.by
    try:
        if work.step == ImportWork.Step.CHECK:
            check_import(file, form_class, by, work.report)
        elif work.step == ImportWork.Step.COMMIT:
            commit_import(file, form_class, by, work.report)
        else:
            undo_import(file, by, work.reason)
    except PreviewOutdated:
        return [_("Something was changed here meanwhile: the file is checked again. Please look.")]
    except ValidationError as error:
        return error.messages
    return []


def discard_import(file: SpreadsheetImport) -> None:
    """Put the import aside: it is not committed, and its file is gone. Raises ValidationError."""
    with transaction.atomic():
        _locked(file, Stage.UPLOADED, Stage.CHECKED)
        file.rows.all().delete()
        file.works.update(errors=None)
        _finish(file, Stage.DISCARDED, content=None, findings=None, decisions=None)


def undo_import(file: SpreadsheetImport, by: User, reason: str) -> None:
    """Void what the import made and give back what it changed, while nothing of it was touched.

    Donors and the like that it added stay where others use them by now. Raises ValidationError.
    """
    if not reason.strip():
        raise ValidationError(_("Say why it is taken back."))
    with transaction.atomic():
        Society.lock(file.society_id)
        _locked(file, Stage.DONE)
        entries = list(file.entries.all())
        own = {one.entry_id: one for one in entries if one.position is not None}
        model = file.entry_model
        stored = {
            e.pk: e
            for e in model.objects.filter(pk__in=own).select_related("society").with_snapshots()
        }
        touched = [e for key, e in stored.items() if e.version != own[key].version]
        if touched:
            raise ValidationError(
                _("%(number)s of its records were changed or voided since: %(records)s")
                % {
                    "number": len(touched),
                    "records": "; ".join(f"{entry.pk} {entry}" for entry in touched[:5]),
                }
            )
        for entry in stored.values():
            entry.society = file.society
        # What is made has its first version.
        made = [entry for key, entry in stored.items() if own[key].version == 1]
        # What is changed back may point to them until then.
        void_entries(made, by=by, reason=reason, check_unused=False)
        altered = [one for one in own.values() if one.version != 1]
        if any(one.before is None for one in altered):
            raise ValidationError(_("What the records were before is no longer kept."))
        changed = [_as_before(stored[one.entry_id], one.before or {}) for one in altered]
        refuse_voided_targets(changed)
        try:
            save_entries(changed, by=by, reason=reason)
        except EntriesRefused as refusal:
            errors = [error for row in refusal.refused for e in row.errors.values() for error in e]
            raise ValidationError(errors) from refusal
        model.check_unused([entry.pk for entry in made])
        _void_added([one for one in entries if one.position is None], file, by, reason)
        _finish(
            file,
            Stage.UNDONE,
            undone_by=by,
            undone_at=timezone.now(),
            undo_reason=reason.strip(),
        )
        audit_log.write(
            audit_log.LogEntry.Action.UNDO_IMPORT,
            by=by,
            model=file.model,
            changes={"rows": [len(own), None]},
            reason=reason.strip(),
        )


def _void_added(
    entries: list[ImportedEntry], file: SpreadsheetImport, by: User, reason: str
) -> None:
    """Void what was added beside, as far as it is as it was and nothing points to it."""
    by_model: dict[str, dict[int, int]] = {}
    for one in entries:
        by_model.setdefault(one.model, {})[one.entry_id] = one.version
    for label, versions in by_model.items():
        model = cast(type[NamedEntry], apps.get_model(label))
        rows = model.objects.countable().filter(pk__in=versions)
        for pointing, name in model.referencing_fields():
            used = pointing.objects.countable().filter(**{f"{name}__in": versions})
            rows = rows.exclude(pk__in=used.order_by().values(name))
        unused = [entry for entry in rows if entry.version == versions[entry.pk]]
        for entry in unused:
            entry.society = file.society
        void_entries(unused, by=by, reason=reason)


def _values_of(entry: Entry) -> dict[str, Any]:
    """Return what an entry holds, with what it points to several of and its lines, as JSON."""
    return {
        "fields": _plain(entry),
        "several": {
            f.name: [chosen.pk for chosen in getattr(entry, f.name).all()]
            for f in entry._meta.many_to_many
        },
        "lines": {
            name: [_plain(line) for line in getattr(entry, name).all()] for name in entry.lines
        },
    }


def _plain(instance: Entry | Line) -> dict[str, Any]:
    values = {}
    for field in instance._meta.concrete_fields:
        if field.editable or field.primary_key:
            value = getattr(instance, field.attname)
            values[field.attname] = value.reveal() if isinstance(value, Secret) else value
    return values


def _restore(instance: Entry | Line, values: Mapping[str, Any]) -> None:
    known = {field.attname: field for field in instance._meta.concrete_fields}
    for name, value in values.items():
        field = known[name]
        # A key is set as it is: what it points to is read when asked for.
        setattr(instance, name, value if field.is_relation else field.to_python(value))


def _as_before(entry: Entry, before: Mapping[str, Any]) -> EntryToSave:
    """Return the entry with what it was before."""
    _restore(entry, before["fields"])
    several: dict[str, list[models.Model]] = {}
    for name, keys in before["several"].items():
        related = cast("type[models.Model]", entry._meta.get_field(name).related_model)
        several[name] = list(related._base_manager.filter(pk__in=keys))
    lines: dict[str, list[Line]] = {}
    for name, rows in before["lines"].items():
        line = cast("type[Line]", entry._meta.get_field(name).related_model)
        lines[name] = []
        for values in rows:
            one = line()
            _restore(one, values)
            one._state.adding = False
            lines[name].append(one)
    return EntryToSave(entry, many_to_many=several, lines=lines)

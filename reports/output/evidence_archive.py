"""The evidence of every record behind an evaluation.

Files are passed on as they are read, so that the archive is never whole in memory.
"""

from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryFile

import xlsxwriter
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from zipstream import ZipStream

from redcross.models import (
    Attachment,
    Entry,
    EntryQuerySet,
    LogEntry,
    User,
    audit_log,
    has_evidence,
)
from redcross.spreadsheets.sheets import WORKBOOK_OPTIONS
from reports.evaluation.document import file_name
from reports.models import Annex, Evaluation, SignedCopy

from .counted_records import (
    CountedRecords,
    change_since,
    counted_records,
    list_table,
    related_columns,
)
from .file_names import safe_name as _safe_name
from .printed_sheet import PrintedSheet, Row

PIECE_SIZE = 64 * 1024


def evidence_archive(evaluation: Evaluation, *, by: User) -> Iterator[bytes]:
    """Yield a ZIP of the evidence of every counted record, in folders by kind and record.

    `index.xlsx` in it names every record, those without evidence too, and its files. Sensitive ones
    go to who may open them, which is logged; for others the index says that there is one. Nothing
    is compressed: photos and PDFs do not get any smaller.
    """
    signed_copy = SignedCopy.objects.filter(evaluation=evaluation).first()
    own = CountedRecords(Evaluation, lambda: [(evaluation.pk, evaluation.version)])
    enclosed = evaluation.annexes.countable().filter(has_evidence(Annex)).order_by("pk")
    annexes = CountedRecords(Annex, lambda: enclosed.values_list("pk", "version"))
    archive = ZipStream()
    with TemporaryFile() as file:
        with xlsxwriter.Workbook(file, WORKBOOK_OPTIONS) as book:
            index = _EvidenceIndex(book, by)
            for counted in (own, annexes, *counted_records(evaluation, signed_copy)):
                for versions in counted.chunks():
                    for path, attachment in index.list_records(counted.model, versions):
                        archive.add(_content(attachment), path)
                        yield from archive.all_files()
                if counted is own and signed_copy:
                    for path, stored in index.list_signed(signed_copy):
                        archive.add(_content(stored), path)
                        yield from archive.all_files()
            index.sheet.finish()
        file.seek(0)
        archive.add(iter(partial(file.read, PIECE_SIZE), b""), "index.xlsx")
        yield from archive.finalize()


def _content(stored: Attachment | FieldFile) -> Iterator[bytes]:
    """Yield the file piece by piece, opened only when it is its turn."""
    field = stored.file if isinstance(stored, Attachment) else stored
    with field.storage.open(str(field.name)) as file:
        yield from file.chunks(PIECE_SIZE)


class _EvidenceIndex:
    """The list of records and their files, a row a file."""

    def __init__(self, book: xlsxwriter.Workbook, by: User):
        self.by = by
        with override("zh-hans"):
            self.sheet = PrintedSheet(book, book.add_worksheet(_("Index")))
            head: Row = [
                *(
                    _("kind"),
                    _("record number"),
                    pgettext("evidence", "record"),
                    _("since then"),
                    _("society"),
                ),
                *(_("file"), _("added on"), _("added by"), _("caption"), "SHA-256"),
            ]
        self.sheet.write([head])

    def list_records(
        self, model: type[Entry], versions: dict[int, int]
    ) -> list[tuple[str, Attachment]]:
        """List the records; return the files that are there with their paths in the archive.

        `versions`: the id of each record to the version that was counted.
        """
        evidence: dict[int, list[Attachment]] = {}
        files = (
            Attachment.objects.kept()
            .filter(model=model._meta.label_lower, object_id__in=versions)
            .order_by("pk")
        )
        for attachment in files.select_related("added_by"):
            evidence.setdefault(attachment.object_id, []).append(attachment)
        present: list[tuple[str, Attachment]] = []
        with override("zh-hans"):
            rows = model.objects.filter(pk__in=versions).order_by("pk")
            rows = rows.select_related(*related_columns(model, list_table(model), "society")[0])
            lines = self._lines(rows, versions, evidence, present)
            self.sheet.write(lines)
        for _path, attachment in present:
            if attachment.sensitive:
                name, action = attachment.logged_name, LogEntry.Action.REVEAL
                audit_log.write(action, by=self.by, on=attachment.entry, reason=name)
        return present

    def list_signed(self, signed_copy: SignedCopy) -> list[tuple[str, FieldFile]]:
        """List the signed copy and its sealed sheets; return those that are there, with paths."""
        evaluation = signed_copy.evaluation
        name = file_name(evaluation.society, evaluation.title, evaluation.name_suffix)
        with override("zh-hans"):
            folder = _safe_name(_("Signed copy"))
            about = [folder, signed_copy.pk, signed_copy.code, "", str(evaluation.society)]
            by, at = str(evaluation.approved_by), signed_copy.at
            rows: list[tuple[str, FieldFile, Row]] = [
                (f"{name}.pdf", signed_copy.pdf, [at, by, "", signed_copy.sha256]),
                (f"{name}.docx", signed_copy.docx, [at, by, "", ""]),
            ]
            for sheet in signed_copy.sheets.select_related("added_by").order_by("number"):
                details = [sheet.added_at, str(sheet.added_by), sheet.reason, sheet.sha256]
                rows.append((f"{sheet.number} {_safe_name(sheet.name)}", sheet.file, details))
            present = []
            lines = []
            for title, file, details in rows:
                path = f"{folder}/{title}"
                there = file.storage.exists(str(file.name))
                if there:
                    present.append((path, file))
                lines.append([*about, path if there else _("the file is missing"), *details])
            self.sheet.write(lines)
        return present

    def _lines(
        self,
        records: EntryQuerySet,
        versions: dict[int, int],
        evidence: dict[int, list[Attachment]],
        present: list[tuple[str, Attachment]],
    ) -> Iterator[Row]:
        """Yield the rows of the records; add to `present` the files that are there."""
        kind = str(records.model._meta.verbose_name_plural)
        for record in records:
            about: Row = [
                kind,
                record.pk,
                str(record),
                change_since(record, versions[record.pk]),
            ]
            about.append(str(record.society))
            folder = f"{_safe_name(kind)}/{record.pk} {_safe_name(str(record))}"
            for attachment in evidence.get(record.pk, []):
                if not attachment.may_be_opened_by(self.by):
                    yield [*about, _("sensitive, not in here"), attachment.added_at]
                    continue
                path = f"{folder}/{attachment.pk} {_safe_name(attachment.name)}"
                stored = attachment.file
                there = bool(stored) and stored.storage.exists(str(stored.name))
                if there:
                    present.append((path, attachment))
                yield [
                    *about,
                    path if there else _("the file is missing"),
                    attachment.added_at,
                    str(attachment.added_by),
                    attachment.caption,
                    attachment.sha256,
                ]
            if record.pk not in evidence:
                yield [*about, _("no evidence")]

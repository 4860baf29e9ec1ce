from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from redcross.kinds import list_page_of
from redcross.management.entries import EntryCommand, printable
from redcross.models import Entry, ImportedRow, User
from redcross.spreadsheets.imports import (
    Decisions,
    ImportRead,
    faults_of,
    import_rows,
    questions_of,
)

Status = ImportedRow.Status
# Row or sheet, column, message.
Fault = tuple[int | str, str, str]


class Command(EntryCommand):
    """`manage.py import_records 捐款 gifts.xlsx --user guanli --commit`."""

    help = (
        "Checks a spreadsheet of records as the import page does, and tells every fault and "
        "question; saves them with --commit, all or none."
    )
    action = "import"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--commit", action="store_true", help="save; without it nothing is")
        parser.add_argument(
            "--confirm-all", action="store_true", help="what is asked about is so, all of it"
        )
        parser.add_argument(
            "--add-unknown",
            action="store_true",
            help="add whoever and whatever is named and not known yet",
        )

    def may(self, user: User, model: type[Entry]) -> bool:
        return super().may(user, model) and user.society_id is not None

    def run(self, model: type[Entry], file: Path, user: User, options: dict[str, Any]) -> None:
        form_class = list_page_of(model).entry_form
        source = form_class, _content(file), file.name
        how = {"by": user, "add_unknown": options["add_unknown"]}
        try:
            read = ImportRead(*source, **how)
            questions = questions_of(read)
            confirmed = [question.key for question in questions if options["confirm_all"]]
            if confirmed:
                # What was asked about may be named by other rows: all is looked at again.
                read = ImportRead(*source, **how, decisions=Decisions(confirmed=confirmed))
            self._tell(read)
            if not options["commit"]:
                self.stdout.write(_("Nothing is written without --commit."))
                return
            if len(confirmed) < len(questions):
                raise CommandError(
                    _("Nothing is written: look at the questions, and confirm all: --confirm-all")
                )
            saved = import_rows(*source, **how, confirmed=confirmed)
        except ValidationError as error:
            raise CommandError(printable(" ".join(error.messages))) from error
        except PermissionDenied as error:
            raise CommandError(_("Another society has imported this file.")) from error
        self._tell_faults(saved.faults)
        if saved.refused:
            raise CommandError(_("Nothing is written."))
        self.stdout.write(
            _("%(saved)s records imported, %(repeated)s had been imported before.")
            % {"saved": saved.saved, "repeated": saved.repeated}
        )

    def _tell(self, read: ImportRead) -> None:
        """Print what becomes of the rows, what is asked and what is wrong. Raises CommandError."""
        number = Counter(read.status(row) for row in read.rows)
        for status in filter(number.get, Status):
            self.stdout.write(f"{status.label}: {number[status]}")
        self._list(
            _("To be imported: %(number)s"),
            [
                f"{row.row.place}: {row.entry} ({read.status(row).label})"
                for row in read.accepted_rows
            ],
        )
        if read.added:
            self._list(
                _("To be added beside: %(number)s"),
                [f"{entry._meta.verbose_name}: {entry}" for entry in read.added],
            )
        self._list(
            _("Questions: %(number)s"), [d.text for d in questions_of(read) if not d.confirmed]
        )
        self._tell_faults(faults_of(read))

    def _tell_faults(self, faults: Sequence[Fault]) -> None:
        """Print what is wrong. Raises CommandError when something is."""
        if faults:
            lines = [" ".join(map(str, filter(None, fault))) for fault in faults]
            self._list(_("Faults: %(number)s"), lines)
            raise CommandError(_("Nothing is written: put the faults right first."))

    def _list(self, heading: str, lines: Sequence[str]) -> None:
        self.stdout.write(heading % {"number": len(lines)})
        for line in lines:
            self.stdout.write(f"  {printable(line)}")


def _content(file: Path) -> bytes:
    """Return what is in the file. Raises CommandError."""
    try:
        if file.stat().st_size > settings.SPREADSHEET_MAX_BYTES:
            limit = settings.SPREADSHEET_MAX_BYTES // 1024**2
            raise CommandError(_("The file is larger than %(mb)s MB.") % {"mb": limit})
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error

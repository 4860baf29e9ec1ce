import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.http import QueryDict
from django.utils.translation import gettext as _

from redcross.kinds import list_page_of
from redcross.management.entries import EntryCommand, printable
from redcross.models import Entry, User
from redcross.spreadsheets.exports import log_export
from redcross.spreadsheets.formats import FORMATS, Csv
from redcross.views import EntryList
from redcross.views.list import list_for


class Command(EntryCommand):
    """`manage.py export_records 捐款 gifts.xlsx --filter date_from=2021-01-01 --user guanli`."""

    help = (
        "Writes the records of a kind with all fields as its list page exports them, "
        "to an .xlsx file with the lines on their own sheets, or to a .csv file without them."
    )
    action = "export"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--filter",
            nargs="+",
            action="extend",
            default=[],
            metavar="NAME=VALUE",
            dest="filters",
            help="in the words of the list page's address: date_from=2021-01-01 q=张",
        )

    def run(self, model: type[Entry], file: Path, user: User, options: dict[str, Any]) -> None:
        file_format = file.suffix.lower().removeprefix(".")
        if file_format not in FORMATS:
            raise CommandError(
                _("“%(file)s” must end in one of: %(endings)s")
                % {"file": file, "endings": ", ".join(f".{ending}" for ending in FORMATS)}
            )
        page = _filtered_list(list_page_of(model), options["filters"], user)
        rows, query = page.object_list.count(), page.request.GET.urlencode()
        try:
            # What leaves may be sensitive: the file is for who wrote it.
            with open(file, "wb", opener=_private) as written:
                log_export(by=user, model=model._meta.label_lower, rows=rows, query=query)
                FORMATS[file_format]().write(written, page.sheets())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        self.stdout.write(
            _("%(kind)s: %(number)s records written to %(file)s.")
            % {
                "kind": model._meta.verbose_name_plural,
                "number": rows,
                "file": file,
            }
        )
        if file_format == Csv.extension and page.entry_form.lines:
            self.stdout.write(_("A .csv file has no lines of the records: take .xlsx for them."))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _filtered_list(view_class: type[EntryList], filters: Sequence[str], user: User) -> EntryList:
    """Return the list page with the rows that the filters leave. Raises CommandError."""
    known = view_class.filterset_class.base_filters
    query = QueryDict(mutable=True)
    for condition in filters:
        name, sign, value = condition.partition("=")
        if not sign or name not in known:
            raise CommandError(
                _("“%(filter)s” is no filter. Write NAME=VALUE with one of: %(known)s")
                % {"filter": condition, "known": ", ".join(known)}
            )
        query.appendlist(name, value)
    query["columns"] = "all"
    page = list_for(view_class, user, query)
    page.find()
    if not page.filterset.is_valid():
        faults = page.filterset.form.errors
        raise CommandError(
            "\n".join(f"{name}: {printable(text)}" for name in faults for text in faults[name])
        )
    return page

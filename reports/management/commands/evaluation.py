from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from redcross.figures import Period
from redcross.models import Society
from reports.evaluation.document import compose_document, generate_document
from reports.forms import parse_period
from reports.models import Evaluation, SignedCopy
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf


def read_period(words: str) -> Period:
    """Return the period of `2021` or of `2021-01-01..2021-06-30`. Raises ArgumentTypeError."""
    try:
        return parse_period(words)
    except ValidationError as error:
        raise ArgumentTypeError(" ".join(error.messages)) from error


class Command(BaseCommand):
    """`manage.py evaluation 2021 --pdf report.pdf`, `… 2021-01-01..2021-06-30 --kept`."""

    help = "Writes the evaluation of a year, or of any two dates, as PDF, as Word file, or both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "period", type=read_period, help="a year, or two dates with two dots between them"
        )
        parser.add_argument("--pdf", type=Path)
        parser.add_argument("--docx", type=Path)
        parser.add_argument("--society", help="code or name; the first one when left out")
        parser.add_argument(
            "--alone",
            action="store_true",
            dest="own_records_only",
            help="without the societies below (本级)",
        )
        parser.add_argument(
            "--kept",
            action="store_true",
            help="the latest revision as it is written, marked 送审稿, or as it was signed; "
            "not one generated anew",
        )

    def handle(
        self,
        *,
        period: Period,
        pdf: Path | None,
        docx: Path | None,
        society: str | None,
        own_records_only: bool,
        kept: bool,
        **options: Any,
    ) -> None:
        if not (pdf or docx):
            raise CommandError("Name the file to write: --pdf FILE, --docx FILE or both.")
        societies = Society.objects.all()
        if society:
            societies = societies.filter(code=society) or societies.filter(name=society)
        chosen = societies.first()
        if chosen is None:
            raise CommandError("There is no such society. Run load_demo, or add it in the admin.")
        files = {suffix: file for suffix, file in (("pdf", pdf), ("docx", docx)) if file}
        latest = self._latest(chosen, period, own_records_only) if kept else None
        signed_copy = SignedCopy.objects.filter(evaluation=latest).first() if latest else None
        for suffix, file in files.items():
            if signed_copy:
                file.write_bytes(self._signed(signed_copy, suffix))
            else:
                document = (
                    compose_document(latest)
                    if latest
                    else generate_document(chosen, period, own_records_only=own_records_only)
                )
                file.write_bytes({"pdf": evaluation_pdf, "docx": evaluation_docx}[suffix](document))
            self.stdout.write(f"{file}: {chosen}, {period.start} — {period.end}")

    def _latest(self, society: Society, period: Period, own_records_only: bool) -> Evaluation:
        """Return the latest revision. Raises CommandError where there is none."""
        rows = Evaluation.objects.of_period(society, period)
        latest = rows.filter(own_records_only=own_records_only).first()
        if latest is None:
            raise CommandError("No evaluation of this period is kept. Leave --kept out.")
        return latest

    def _signed(self, signed_copy: SignedCopy, suffix: str) -> bytes:
        """Return the file as it was signed. Raises CommandError where it is not any more."""
        if suffix == "pdf":
            try:
                return signed_copy.content()
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        with signed_copy.docx.storage.open(str(signed_copy.docx.name)) as file:
            content: bytes = file.read()
        return content

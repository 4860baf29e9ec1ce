from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from redcross.figures import Period
from redcross.models import Society
from reports.evaluation.document import (
    EvaluationDocument,
    compose_document,
    generate_document,
)
from reports.models import Evaluation
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf


class Command(BaseCommand):
    """`manage.py evaluation 2021 --pdf report.pdf`."""

    help = "Writes the evaluation of a year as PDF, as a Word document, or both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
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
            help="the latest revision as it is kept, not one generated anew",
        )

    def handle(
        self,
        *,
        year: int,
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
        evaluation = (
            self._kept(chosen, year, own_records_only)
            if kept
            else generate_document(chosen, year, own_records_only=own_records_only)
        )
        for file, write in ((pdf, evaluation_pdf), (docx, evaluation_docx)):
            if file:
                file.write_bytes(write(evaluation))
                self.stdout.write(f"{file}: {chosen}, {year}")

    def _kept(self, society: Society, year: int, own_records_only: bool) -> EvaluationDocument:
        """Return the latest revision. Raises CommandError where there is none."""
        rows = Evaluation.objects.of_period(society, Period.year(year))
        latest = rows.filter(own_records_only=own_records_only).first()
        if latest is None:
            raise CommandError("No evaluation of this year is kept. Leave --kept out.")
        return compose_document(latest)

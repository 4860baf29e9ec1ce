from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from redcross.models import Society
from reports.docx import evaluation_docx
from reports.evaluation import compose
from reports.printing import evaluation_pdf


class Command(BaseCommand):
    help = "Writes the evaluation of a year as PDF, as a Word document, or both."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--pdf", type=Path)
        parser.add_argument("--docx", type=Path)
        parser.add_argument("--society", help="code or name; the first one when left out")
        parser.add_argument(
            "--alone", action="store_true", help="without the societies below (本级)"
        )

    def handle(self, *, year, pdf, docx, society, alone, **options):
        if not (pdf or docx):
            raise CommandError("Name the file to write: --pdf FILE, --docx FILE or both.")
        found = Society.objects.all()
        if society:
            found = found.filter(code=society) or found.filter(name=society)
        chosen = found.first()
        if chosen is None:
            raise CommandError("There is no such society. Run load_demo, or add it in the admin.")
        evaluation = compose(chosen, year, alone=alone)
        for file, write in ((pdf, evaluation_pdf), (docx, evaluation_docx)):
            if file:
                file.write_bytes(write(evaluation))
                self.stdout.write(f"{file}: {chosen}, {year}")

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from redcross.models import Society
from reports.evaluation import compose
from reports.printing import evaluation_pdf


class Command(BaseCommand):
    help = "Writes the evaluation of a year as PDF."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--pdf", type=Path, required=True)
        parser.add_argument("--society", help="code or name; the first one when left out")
        parser.add_argument(
            "--alone", action="store_true", help="without the societies below (本级)"
        )

    def handle(self, *, year, pdf, society, alone, **options):
        found = Society.objects.all()
        if society:
            found = found.filter(code=society) or found.filter(name=society)
        chosen = found.first()
        if chosen is None:
            raise CommandError("There is no such society. Run load_demo, or add it in the admin.")
        pdf.write_bytes(evaluation_pdf(compose(chosen, year, alone=alone)))
        self.stdout.write(f"{pdf}: {chosen}, {year}")

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redcross.doctor import database, machine, settings
from redcross.doctor.findings import findings


class Command(BaseCommand):
    help = (
        "Looks through the server: settings, database, folders, worker, backup. Says of each what "
        "there is or what to do; ends with exit code 1 where something is to be done."
    )
    # A server that cannot start has to be told why, too.
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        wrong = 0
        for subject, good, message in findings((settings, database, machine)):
            wrong += not good
            mark = pgettext("doctor", "good") if good else pgettext("doctor", "TO DO")
            style = self.style.SUCCESS if good else self.style.ERROR
            self.stdout.write(f"{style(mark)}\t{subject}: {message}")
        if wrong:
            raise CommandError(_("To do: %(number)s.") % {"number": wrong})
        self.stdout.write(_("All is well."))

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from redcross.log_seals import faults_of_log, unsealed
from redcross.models import LogEntry, LogSeal


class Command(BaseCommand):
    help = (
        "Compares the log with its seals: what was changed, taken out, put in or dated otherwise "
        "since it was sealed. Ends with exit code 1 where something is found."
    )

    def handle(self, **options: Any) -> None:
        faults = 0
        for fault in faults_of_log():
            faults += 1
            self.stdout.write(fault)
        last = LogSeal.latest()
        sealed = (
            f"seal {last.number} of {timezone.localtime(last.at):%Y-%m-%d %H:%M}"
            if last
            else "no seal"
        )
        entries, open_ones = LogEntry.objects.count(), unsealed()
        self.stdout.write(
            f"{entries - open_ones} entries up to {sealed}; {open_ones} not sealed yet."
        )
        if faults:
            raise CommandError(f"The log is not what it was: {faults} found.")
        self.stdout.write("The log is as it was sealed.")

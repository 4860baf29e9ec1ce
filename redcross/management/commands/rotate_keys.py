from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from redcross.key_rotation import kept_with_older_keys, rotate_all


class Command(BaseCommand):
    help = (
        "Encrypts sensitive values anew with the newest of FIELD_KEYS, while others work. Add the "
        "new key to FIELD_KEYS and restart first; take the old ones out when it says so."
    )

    def handle(self, **options: Any) -> None:
        for where, number in rotate_all():
            if number:
                self.stdout.write(f"{where}: {number}")
        # What began before the restart may have been saved meanwhile with the key of then.
        if again := sum(number for _where, number in rotate_all()):
            self.stdout.write(f"again: {again}")
        newest = max(settings.FIELD_KEYS)
        if older := kept_with_older_keys():
            raise CommandError(
                f"{len(older)} files to be fetched are kept with an older key until they expire, "
                f"within {settings.EXPORT_FILE_HOURS} hours. Keep the old keys until then, and run "
                "this once more."
            )
        self.stdout.write(
            f"All is kept with key {newest}: the others may leave FIELD_KEYS. Backups made before "
            "need them still: keep them with those."
        )

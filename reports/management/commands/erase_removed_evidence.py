from typing import Any

from django.core.management.base import BaseCommand

from reports.archive.removed_evidence import erasable_files


class Command(BaseCommand):
    help = (
        "Deletes the files of evidence that was taken out more than ATTACHMENT_RETENTION_DAYS ago, "
        "of records whose archival period has ended; without that setting none."
    )

    def handle(self, **options: Any) -> None:
        erased = 0
        for attachment in erasable_files():
            attachment.erase()
            erased += 1
        self.stdout.write(f"Deleted: {erased}")

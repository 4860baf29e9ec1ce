from typing import Any

from django.core.management.base import BaseCommand

from redcross.models import Attachment


class Command(BaseCommand):
    help = (
        "Deletes the files of evidence that was taken out more than ATTACHMENT_RETENTION_DAYS ago; "
        "without that setting none."
    )

    def handle(self, **options: Any) -> None:
        erased = 0
        for attachment in Attachment.objects.past_retention().iterator():
            attachment.erase()
            erased += 1
        self.stdout.write(f"Deleted: {erased}")

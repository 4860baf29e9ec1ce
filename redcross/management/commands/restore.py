from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from redcross.backup.archive import EVIDENCE
from redcross.backup.encryption import BackupUnreadable
from redcross.backup.making import verify_backup
from redcross.backup.restoring import NotRestored, restore_backup
from redcross.backup.server_tools import ServerToolFailed


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database and an empty folder of evidence, and compares "
        "each table row by row and each file with what the backup says of them."
    )
    # There are no tables yet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="only read it: whether it could be restored"
        )

    def handle(self, *, file: Path, check: bool, **options: Any) -> None:
        act = verify_backup if check else restore_backup
        try:
            manifest = act(file, settings.BACKUP_KEY)
        except (NotRestored, BackupUnreadable, ServerToolFailed, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        files = sum(name.startswith(EVIDENCE) for name in manifest["files"])
        done = "The backup is whole" if check else "Restored and compared"
        self.stdout.write(
            f"{done}: {rows} rows in {len(manifest['tables'])} tables, {files} files of evidence, "
            f"as of {manifest['made_at']}."
        )
        if missing := manifest["missing"]:
            self.stderr.write(
                f"{len(missing)} files of evidence had been lost before: {', '.join(missing[:5])}"
            )

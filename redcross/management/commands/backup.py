from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from redcross.backup.archive import EVIDENCE, total_bytes
from redcross.backup.copies import delete_old
from redcross.backup.encryption import BackupUnreadable
from redcross.backup.making import AlreadyRunning, make_backup
from redcross.backup.server_tools import ServerToolFailed


class Command(BaseCommand):
    help = (
        "Writes the database and the evidence, not the keys, into one file, reads it back, and "
        "deletes the backups that BACKUP_KEEP no longer keeps."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, help="a folder other than BACKUP_DIR; nothing is deleted there"
        )

    def handle(self, *, to: Path | None, **options: Any) -> None:
        try:
            file, manifest = make_backup(to or Path(settings.BACKUP_DIR))
        except (AlreadyRunning, BackupUnreadable, ServerToolFailed, OSError, ValueError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        files = {n: f for n, f in manifest["files"].items() if n.startswith(EVIDENCE)}
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"{file}: {rows} rows in {len(manifest['tables'])} tables, {len(files)} files of "
            f"evidence ({filesizeformat(total_bytes(files.values()))}); read back and verified."
        )
        if not settings.BACKUP_KEY:
            self.stderr.write("It is not encrypted: BACKUP_KEY is not set.")
        if missing := manifest["missing"]:
            self.stderr.write(
                f"{len(missing)} files of evidence were missing already: {', '.join(missing[:5])}"
            )
        if to is None:
            for old in delete_old(file.parent):
                self.stdout.write(f"No longer kept: {old.name}")

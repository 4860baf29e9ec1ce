"""Where evidence and written files lie."""

import os
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _File = File[Any]
else:
    _File = File


def part_of(name: str) -> str:
    """Return what a file is called as long as it is being written."""
    return f"{name}.part"


class WholeFileStorage(FileSystemStorage):
    """Keeps a file whole or not at all.

    It has its name once all of it is written: a full disk leaves nothing of it, and what a process
    leaves that was killed goes with its name.
    """

    def _save(self, name: str, content: _File) -> str:
        part = part_of(name)
        try:
            written = super()._save(part, content)  # type: ignore[misc]  # the stubs lack it
        except BaseException:
            super().delete(part)
            raise
        # Names are made up, and nobody else's.
        os.replace(self.path(written), self.path(name))
        return name

    def delete(self, name: str) -> None:
        super().delete(name)
        super().delete(part_of(name))

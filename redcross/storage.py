"""Where evidence and written files lie: each whole or not at all, with its rows or without them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _File = File[Any]
else:
    _File = File

# What was stored since the innermost `stored_together` began; None outside of any.
_stored: ContextVar[list[str] | None] = ContextVar("stored", default=None)


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
        together = _stored.get()
        if together is not None:
            together.append(name)
        return name

    def delete(self, name: str) -> None:
        super().delete(name)
        super().delete(part_of(name))


@contextmanager
def stored_together() -> Iterator[None]:
    """Delete what was stored within, should that raise: their rows are taken back too.

    It stands inside the transaction. A commit that fails may have reached the database, whose rows
    then need their files.
    """
    outer = _stored.get()
    own: list[str] = []
    before = _stored.set(own)
    try:
        yield
    except BaseException:
        for name in own:
            default_storage.delete(name)
        raise
    else:
        if outer is not None:
            outer.extend(own)
    finally:
        _stored.reset(before)

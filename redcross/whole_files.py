"""Files that are stored whole or not at all: a full disk leaves no half of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _File = File[bytes]
else:
    _File = File

# What was stored since the innermost `stored_together` began; None outside of any.
_stored: ContextVar[list[str] | None] = ContextVar("stored", default=None)


class WholeFileStorage(FileSystemStorage):
    """A folder in which a file that cannot be written to its end does not stay."""

    def _save(self, name: str, content: _File) -> str:
        # Never what another has stored, should two ever come to the same name.
        is_free = not self.exists(name)
        try:
            stored: str = super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        except BaseException:
            if is_free:
                self.delete(name)
            raise
        together = _stored.get()
        if together is not None:
            together.append(stored)
        return stored


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

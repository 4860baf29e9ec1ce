"""The package itself: a ZIP that is passed on as it is made, never whole in memory.

As long as no record, file or rule changes it is the same byte for byte: order, times, print and
spreadsheets are made of what is in it, nothing of when it is packed.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from io import RawIOBase
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils.timezone import localtime
from django.utils.translation import override

from redcross.models import PDF_TYPE
from redcross.printing.page_counts import PageCounter
from reports.output.file_names import safe_name
from reports.output.working_papers import write_working_papers

from .contents import ArchivedFile, ArchiveItem, YearContents
from .directory import DirectoryLine, directory_volumes, write_directory, write_missing
from .missing import KnownMissing, MissingItem, unevidenced_rows

PIECE_SIZE = 64 * 1024
# Characters of a title in the name of a folder: with its number and day no more than 255 bytes.
LONGEST_TITLE = 40
HASHES, MISSING, DIRECTORY = "SHA256校验.txt", "缺失清单.xlsx", "归档文件目录.xlsx"


class _Written(RawIOBase):
    """What a ZIP was written to, until it is passed on."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> Iterator[bytes]:
        """Yield what was written since the last time."""
        pieces, self.pieces = self.pieces, []
        yield from pieces


class Package:
    """One packing of a year.

    `absolute` makes a full address of one of ours, for working papers; `report` is told of each
    file that is done, and may end it by what it raises.
    """

    def __init__(
        self,
        contents: YearContents,
        known: KnownMissing,
        absolute: Callable[[str], str],
        report: Callable[[int], None] = lambda done: None,
    ) -> None:
        self.contents, self.known = contents, known
        self.absolute, self.report = absolute, report
        self.done = 0
        self.missing: list[MissingItem] = []
        # Path in the package to hash, in order; hash of evidence to the number of its item, and
        # how many pages it has.
        self.hashes: list[tuple[str, str]] = []
        self.packed: dict[str, tuple[str, int | None]] = {}

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes of the ZIP. Nothing is compressed: scans do not get any smaller."""
        self.written = _Written()
        lines: list[DirectoryLine] = []
        with ZipFile(cast(IO[bytes], self.written), "w", ZIP_STORED) as archive:
            with PageCounter() as counter:
                for item in self.contents.items:
                    yield from self._item(archive, item, lines, counter)
            yield from self._lists(archive, lines)
        yield from self.written.taken()

    def _item(
        self,
        archive: ZipFile,
        item: ArchiveItem,
        lines: list[DirectoryLine],
        counter: PageCounter,
    ) -> Iterator[bytes]:
        """Pass on the files of an item, and add its line to those of the directory."""
        title = safe_name(item.title[:LONGEST_TITLE])
        folder = f"{safe_name(item.folder)}/{item.place} {item.day} {title}"
        notes = [item.note] if item.note else []
        pages: list[int | None] = []
        for index, file in enumerate(item.files, 1):
            if file.sha256 in self.packed:
                where, count = self.packed[file.sha256]
                pages.append(count)
                notes.append(f"{index:02}同{where}" if where != item.archive_number else "")
            elif (opened := _opened(file)) is None:
                self._lacks(item, file, "文件丢失")
                notes.append(f"{index:02}缺失")
            else:
                with opened:
                    count = _pages(file, opened, counter)
                    path = f"{folder}/{index:02} {safe_name(file.name)}"
                    yield from self._member(archive, path, _read(opened), file.added_at)
                pages.append(count)
                digest = self.hashes[-1][1]
                if file.sha256 and digest != file.sha256:
                    self._lacks(item, file, "与保存时的校验值不符")
                    notes.append(f"{index:02}校验不符")
                else:
                    self.packed[digest] = item.archive_number, count
            self.done += 1
            self.report(self.done)
        if item.signed_copy:
            yield from self._working_papers(archive, item, folder)
        known = [count for count in pages if count is not None]
        total = sum(known) if pages and len(known) == len(pages) else None
        lines.append(DirectoryLine(item, total, "；".join(filter(None, notes))))

    def _working_papers(self, archive: ZipFile, item: ArchiveItem, folder: str) -> Iterator[bytes]:
        copy = item.signed_copy
        assert copy is not None  # noqa: S101 - of a signed evaluation it is set
        with (
            override("zh-hans"),
            write_working_papers(copy.evaluation, self.absolute) as papers,
        ):
            path = f"{folder}/{len(item.files) + 1:02} 工作底稿.xlsx"
            yield from self._member(archive, path, _read(papers), copy.at)

    def _lists(self, archive: ZipFile, lines: list[DirectoryLine]) -> Iterator[bytes]:
        """Pass on the directory, what is missing, and the hashes of all before them."""
        moment = self.contents.moment
        for name, content in directory_volumes(self.contents, lines):
            yield from self._member(archive, f"{name}.pdf", iter([content]), moment)
        with TemporaryFile() as file:
            write_directory(file, self.contents, lines)
            yield from self._member(archive, DIRECTORY, _read(file), moment)
        with override("zh-hans"), TemporaryFile() as file:
            # What was lost was found again while packing, with what else is wrong.
            rest = [one for one in self.known.named() if one not in self.known.lost]
            rows = chain(rest, self.missing, unevidenced_rows(self.contents))
            write_missing(file, self.contents, rows)
            yield from self._member(archive, MISSING, _read(file), moment)
        checksums = "".join(f"{digest}  {path}\n" for path, digest in self.hashes)
        yield from self._member(archive, HASHES, iter([checksums.encode()]), moment)

    def _member(
        self, archive: ZipFile, path: str, content: Iterator[bytes], at: datetime
    ) -> Iterator[bytes]:
        """Pass on a file of the package, and note its hash."""
        info = ZipInfo(path, localtime(at).timetuple()[:6])
        info.external_attr = 0o100644 << 16
        info.create_system = 3
        digest = hashlib.sha256()
        with archive.open(info, "w", force_zip64=True) as member:
            for piece in content:
                digest.update(piece)
                member.write(piece)
                yield from self.written.taken()
        self.hashes.append((path, digest.hexdigest()))
        yield from self.written.taken()

    def _lacks(self, item: ArchiveItem, file: ArchivedFile, what: str) -> None:
        about = f"{item.archive_number} {item.title}：{file.name}"
        self.missing.append(MissingItem("文件", about, what))


def _opened(file: ArchivedFile) -> IO[bytes] | None:
    """Return the file opened, None where it is not there."""
    try:
        return cast(IO[bytes], file.stored.storage.open(str(file.stored.name)))
    except (OSError, ValueError):
        return None


def _read(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the file from its beginning, piece by piece."""
    file.seek(0)
    return iter(partial(file.read, PIECE_SIZE), b"")


def _pages(file: ArchivedFile, opened: IO[bytes], counter: PageCounter) -> int | None:
    """Return how many pages it has: a photo is one."""
    if file.content_type != PDF_TYPE:
        return 1
    size = opened.seek(0, 2)
    return counter.count(size, _read(opened)).pages or None

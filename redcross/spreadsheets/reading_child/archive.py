"""The zip archive that an XLSX or ODS file is."""

from collections.abc import Callable, Iterable, Iterator
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from .limits import MAX_UNPACKED
from .scan import Refused

CHUNK = 1024 * 1024


class Archive:
    """Reads parts whole or in chunks. A part that is not as long as the archive's list says is
    found out by its checksum."""

    def __init__(self, file: IO[bytes]) -> None:
        self.zip = ZipFile(file)
        self._parts = {info.filename.lower(): info for info in self.zip.infolist()}
        sizes = [info.file_size for name, info in self._parts.items() if is_xml(name)]
        if sum(sizes) > MAX_UNPACKED:
            raise Refused("too_large")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def names(self) -> Iterator[str]:
        return (info.filename for info in self._parts.values())

    def size(self, name: str) -> int:
        return self._parts[name.lower()].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        with self.zip.open(self._parts[name.lower()]) as part:
            while chunk := part.read(CHUNK):
                yield chunk


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def parse(
    chunks: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse XML as `make_parser` says."""
    parser = make_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def make_parser() -> expat.XMLParserType:
    """Return a parser that refuses what declares a document type, and so may declare entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_declared: object) -> None:
    raise Refused("damaged")

"""The formats in which entries leave, whoever sends them: a list page, the admin, a command."""

from collections.abc import Iterable
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse
from django.utils.http import content_disposition_header
from import_export.formats.base_formats import Format

from .sheets import SheetContent, csv_lines, write_workbook


class SheetFormat(Format):
    """Finished sheets as a file; what comes in is read by `reading.py`, whatever its format."""

    extension: str
    content_type: str

    def write(self, stream: IO[bytes], contents: Iterable[SheetContent]) -> None:
        """Write a file with these sheets."""
        raise NotImplementedError

    def export_data(self, dataset: Iterable[SheetContent], **kwargs: Any) -> Iterable[bytes]:
        """Return the bytes of such a file, piece by piece."""
        raise NotImplementedError

    def download(self, contents: Iterable[SheetContent], name: str) -> FileResponse:
        """Answer with the file of this name."""
        answer = FileResponse(self.export_data(contents), content_type=self.content_type)
        disposition = content_disposition_header(True, f"{name}.{self.extension}")
        answer["Content-Disposition"] = disposition or "attachment"
        return answer

    def get_title(self) -> str:
        return self.extension.upper()

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_export(self) -> bool:
        return True


class Xlsx(SheetFormat):
    """A workbook with all sheets; it is made on the disk, never whole in memory."""

    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, stream: IO[bytes], contents: Iterable[SheetContent]) -> None:
        write_workbook(stream, contents)

    def export_data(self, dataset: Iterable[SheetContent], **kwargs: Any) -> Iterable[bytes]:
        file = TemporaryFile()  # noqa: SIM115 - who sends it closes it
        self.write(file, dataset)
        file.seek(0)
        return file


class Csv(SheetFormat):
    """The first sheet alone, made as it is sent."""

    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def write(self, stream: IO[bytes], contents: Iterable[SheetContent]) -> None:
        stream.writelines(self.export_data(contents))

    def export_data(self, dataset: Iterable[SheetContent], **kwargs: Any) -> Iterable[bytes]:
        for content in islice(dataset, 1):
            yield from csv_lines(content)

    def is_binary(self) -> bool:
        return False


FORMATS: dict[str, type[SheetFormat]] = {kind.extension: kind for kind in (Xlsx, Csv)}

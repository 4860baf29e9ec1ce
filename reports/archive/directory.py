"""归档文件目录 and 缺失清单, for print and as spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, NamedTuple

from django.utils.translation import override

from redcross.models import Society
from redcross.papers import Column, Sheet, Table
from redcross.papers.pdf import papers_pdf
from redcross.papers.sheet import Cell
from redcross.spreadsheets.resource import CellKind, SheetCell, SheetColumn
from redcross.spreadsheets.sheets import SheetContent, write_workbook
from reports.models import Retention

from .contents import ArchiveItem, YearContents
from .missing import MissingItem

# 序号 档号 文号 责任者 题名 日期 密级 页数 备注, in millimetres of a page across.
COLUMNS = (
    Column("序号", 11, centred=True),
    Column("档号", 50),
    Column("文号", 42),
    Column("责任者", 41),
    Column("题名", 53),
    Column("日期", 19, centred=True),
    Column("密级", 11, centred=True),
    Column("页数", 11),
    Column("备注", 19),
)
# Lines of one volume: what is set at once is held in memory.
VOLUME = 500

_RETENTION_WORDS = {
    Retention.PERMANENT: "永久",
    Retention.THIRTY: "定期30年",
    Retention.TEN: "定期10年",
}


class Volume(NamedTuple):
    """A file of the directory as print: its name without the ending, and its bytes."""

    name: str
    content: bytes


class DirectoryLine(NamedTuple):
    """What was packed of an item. `pages`: None where they are not known."""

    item: ArchiveItem
    pages: int | None
    note: str


def retention_words(retention: Retention) -> str:
    """Return it as the directory has it."""
    return _RETENTION_WORDS[retention]


def _cells(society: Society, line: DirectoryLine) -> list[Cell]:
    """Return the cells of a printed line; 序号 and 件号 begin anew with each retention."""
    item = line.item
    columns = [item.archive_number, item.number, society.name, item.title, item.day, ""]
    return [str(int(item.place)), *columns, line.pages, line.note]


def directory_volumes(contents: YearContents, lines: Sequence[DirectoryLine]) -> Iterator[Volume]:
    """Yield the directory as PDF/A, volume by volume of each retention, one of an empty year."""
    society = contents.society
    for retention, of_one in groupby(lines, key=lambda line: line.item.retention):
        rows = list(of_one)
        several = len(rows) > VOLUME
        for volume, first in enumerate(range(0, len(rows), VOLUME), 1):
            part = f"第{volume}册" if several else ""
            cells = [_cells(society, line) for line in rows[first : first + VOLUME]]
            words = retention_words(retention)
            name = f"归档文件目录（{words}）{part}"
            yield Volume(name, _print(contents, f"保管期限：{words}", part, cells))
    if not lines:
        yield Volume("归档文件目录", _print(contents, "本年度没有归档文件", "", []))


def _print(contents: YearContents, note: str, part: str, cells: Sequence[Sequence[Cell]]) -> bytes:
    fonds = contents.rules.fonds
    heading = [f"全宗号：{fonds}"] if fonds else []
    heading += [f"年度：{contents.year}", note, *([part] if part else [])]
    sheet = Sheet(
        "归档文件目录",
        [Table(COLUMNS, cells)],
        note="　　".join(heading),
        signatures=("整理人", "检查人", "整理日期"),
        landscape=True,
        society=contents.society.name,
        marks=["演示数据"] if contents.society.demonstration else [],
    )
    return papers_pdf([sheet], contents.moment).content


def write_directory(
    stream: IO[bytes], contents: YearContents, lines: Sequence[DirectoryLine]
) -> None:
    """Write the directory as a spreadsheet, with what 保管期限 each has."""
    kinds = {"序号": CellKind.KEY, "页数": CellKind.NUMBER}
    columns = [
        SheetColumn(head, kinds.get(head, CellKind.TEXT), adds_up=False)
        for head in (*(column.head for column in COLUMNS), "保管期限")
    ]
    rows: list[list[SheetCell]] = []
    for line in lines:
        item, name = line.item, contents.society.name
        cells = [item.archive_number, item.number, name, item.title, item.day, ""]
        rows.append(
            [int(item.place), *cells, line.pages, line.note, retention_words(item.retention)]
        )
    title = f"{contents.society.name}{contents.year}年归档文件目录"
    _write(stream, "归档文件目录", columns, rows, title, contents)


def write_missing(
    stream: IO[bytes], contents: YearContents, missing: Iterable[MissingItem]
) -> None:
    """Write 缺失清单 as a spreadsheet; of a year that lacks nothing it has no lines."""
    columns = [SheetColumn("序号", CellKind.KEY)]
    columns += [SheetColumn(head, CellKind.TEXT) for head in ("类别", "名称", "缺什么")]
    rows = ((index, one.category, one.about, one.what) for index, one in enumerate(missing, 1))
    title = f"{contents.society.name}{contents.year}年归档缺失清单"
    _write(stream, "缺失清单", columns, rows, title, contents)


def _write(
    stream: IO[bytes],
    name: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[SheetCell]],
    title: str,
    contents: YearContents,
) -> None:
    mark = ["演示数据"] if contents.society.demonstration else []
    content = SheetContent(name, columns, rows, title, mark)
    with override("zh-hans"):
        write_workbook(stream, [content], contents.moment)

"""Working papers (工作底稿) and the evidence pack: every number with the records behind it.

Rows and files are passed on as they are read, so that neither is ever whole in memory.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from redcross.export import OPTIONS, Link, cells, headings, write_rows
from redcross.figures import Counted, of_apps
from redcross.models import Attachment, Line

from .chips import by_key
from .drafts import Evaluation
from .frozen import Frozen
from .snapshot import behind, figures_now, moved
from .values import parts_url

CHUNK = 1000
UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class Behind:
    """The records of one model that were counted. `rows` gives (id, version) anew every time."""

    model: Any
    rows: Callable[[], Iterable[Any]]

    def chunks(self) -> Iterator[dict[int, int]]:
        """Id to the version that was counted, a thousand at a time."""
        chunk: dict[int, int] = {}
        for number, version in self.rows():
            chunk[number] = version
            if len(chunk) == CHUNK:
                yield chunk
                chunk = {}
        if chunk:
            yield chunk


def counted(evaluation: Evaluation, frozen: Frozen | None) -> list[Behind]:
    """As signed; of what is not final, as it is now."""
    found = []
    for model, rows in behind(evaluation):
        label = model._meta.label_lower
        if frozen is None:
            pairs = rows.values_list("pk", "version")
            found.append(Behind(model, partial(pairs.iterator, chunk_size=CHUNK)))
        elif label in frozen.counted:
            found.append(Behind(model, partial(iter, frozen.counted[label])))
    return found


def may_take(user: Any) -> bool:
    """Whether the user may export all that figures are counted from."""
    models = {Evaluation, *(figure.model for figure in of_apps())}
    return all(user.has_perm(model.permission("export")) for model in models)


def since(record: Any, version: int) -> str:
    """What happened to the record after it was counted, or nothing."""
    if record.voided_at:
        return _("voided since")
    if record.version != version:
        return _("changed since")
    return ""


# --- working papers ----------------------------------------------------------------------------


def working_papers(evaluation: Evaluation, absolute: Callable[[str], str]) -> IO[bytes]:
    """XLSX: a sheet of all figures, then one of every kind of record behind them.

    `absolute` makes a full address of one of ours.
    """
    frozen = Frozen.objects.filter(evaluation=evaluation).first()
    file = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    with override("zh-hans"), xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet(_("Figures")[:31])
        rows = _figures(evaluation, frozen, absolute)
        write_rows(book, sheet, chain(_head(evaluation, frozen), rows))
        for one in counted(evaluation, frozen):
            _sheet(book, one.model, _records(one))
            for line in _lines_of(one.model):
                _sheet(book, line, _lines(one, line))
    file.seek(0)
    return file


def _head(evaluation: Evaluation, frozen: Frozen | None) -> Iterator[list[Any]]:
    """Whose papers they are, in two rows."""
    mark = ["演示数据"] if evaluation.society.demonstration else []
    yield [str(evaluation.society), str(evaluation), evaluation.start, evaluation.end, *mark]
    at = frozen.at if frozen else timezone.now()
    code = [_("verification code"), frozen.code] if frozen else []
    yield [_("As signed") if frozen else _("Now"), at, *code]


def _figures(
    evaluation: Evaluation, frozen: Frozen | None, absolute: Callable[[str], str]
) -> Iterator[list[Any]]:
    yield [
        pgettext("of a figure", "key"),
        _("Figure"),
        pgettext("of a figure", "value"),
        _("rounded"),
        pgettext("of a figure", "unit"),
        _("Counting rule"),
        _("number of records"),
        _("the list as it is now"),
        *([_("Now")] if frozen else []),
    ]
    changed = {one.figure.key: one.now for one in moved(frozen)} if frozen else {}
    values = frozen.values if frozen else figures_now(evaluation)
    for key, (number, rounded, records, label, unit, rule) in values.items():
        now = [_number(changed[key]) if key in changed else ""] if frozen else []
        yield [
            key,
            label,
            _number(None if number is None else Decimal(number)),
            _("yes") if rounded else _("no"),
            unit,
            rule,
            "" if records is None else records,
            _address(evaluation, key, absolute),
            *now,
        ]


def _number(number: Decimal | None) -> Any:
    if number is None:
        return pgettext("of a figure", "none")
    return int(number) if number == int(number) else number


def _address(evaluation: Evaluation, key: str, absolute: Callable[[str], str]) -> str:
    figure, whose = by_key().get(key), (evaluation.society, evaluation.alone)
    if isinstance(figure, Counted):
        url = figure.url(figure.parameters(*whose, evaluation.period))
        return Link(absolute(url))
    return Link(absolute(parts_url(key, whose[0], evaluation.period, whose[1]))) if figure else ""


def _table(model: Any) -> Any:
    """That of the list page of a kind of record or line, without rows."""
    page: Any = resolve(reverse(model.url_name("list"))).func
    return page.view_initkwargs["table_class"]([])


def _sheet(book: Any, model: Any, rows: Iterator[list[Any]]) -> None:
    """Heading and rows; what has none has no sheet."""
    head, first = next(rows), next(rows, None)
    if first is not None:
        title = UNFIT.sub("", str(model._meta.verbose_name_plural))[:31]
        write_rows(book, book.add_worksheet(title), chain([head, first], rows))


def _ways(model: Any, table: Any, *more: str) -> tuple[set[str], set[str]]:
    """What the table's columns need to be read along with: one each, and several each."""
    asked = {*table.base_columns, *more}
    one = {f.name for f in model._meta.concrete_fields if f.is_relation}
    return one & asked, {f.name for f in model._meta.many_to_many} & asked


def _records(one: Behind) -> Iterator[list[Any]]:
    table = _table(one.model)
    keys, several = _ways(one.model, table, "society")
    dated = "date" in {f.name for f in one.model._meta.concrete_fields}
    yield [
        _("record number"),
        _("version"),
        _("since then"),
        _("society"),
        *([_("date")] if dated else []),
        *headings(table),
    ]
    for versions in one.chunks():
        rows = one.model.objects.filter(pk__in=versions).order_by("pk")
        rows = list(rows.select_related(*keys).prefetch_related(*several))
        for record, shown in zip(rows, cells(table, rows), strict=True):
            yield [
                record.pk,
                versions[record.pk],
                since(record, versions[record.pk]),
                str(record.society),
                *([record.date] if dated else []),
                *shown,
            ]


def _lines_of(model: Any) -> list[Any]:
    """The kinds of line of these records that figures count."""
    lines = {figure.model: 0 for figure in of_apps() if issubclass(figure.model, Line)}
    return [line for line in lines if line.owner_model() is model]


def _lines(one: Behind, line: Any) -> Iterator[list[Any]]:
    """The lines of the records as they are now, with what happened to their record."""
    table = _table(line)
    keys, several = _ways(line, table, line.owner)
    yield [_("line number"), _("number of its record"), _("since then"), *headings(table)]
    for versions in one.chunks():
        rows = line.objects.filter(**{f"{line.owner}__in": versions}).order_by(line.owner, "pk")
        rows = list(rows.select_related(*keys).prefetch_related(*several))
        for row, shown in zip(rows, cells(table, rows), strict=True):
            owner = getattr(row, line.owner)
            yield [row.pk, owner.pk, since(owner, versions[owner.pk]), *shown]


# --- evidence ----------------------------------------------------------------------------------


class _Outlet:
    """What the archive is written into and the answer is fed from; it cannot be rewound."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces


def evidence_pack(evaluation: Evaluation) -> Iterator[bytes]:
    """A ZIP of the evidence of every counted record, in folders by kind and record.

    `index.xlsx` in it names every record, those without evidence too, and its files.
    """
    frozen = Frozen.objects.filter(evaluation=evaluation).first()
    own = Behind(Evaluation, lambda: [(evaluation.pk, evaluation.version)])
    outlet = _Outlet()
    with TemporaryFile() as file, ZipFile(outlet, "w") as pack:
        with xlsxwriter.Workbook(file, OPTIONS) as book:
            index = _Index(book)
            for one in (own, *counted(evaluation, frozen)):
                for versions in one.chunks():
                    for path, kept in index.take(one.model, versions):
                        with kept.file.open("rb") as content:
                            yield from _packed(pack, outlet, path, content)
        file.seek(0)
        yield from _packed(pack, outlet, "index.xlsx", file)
    yield from outlet.taken()


def _packed(pack: ZipFile, outlet: _Outlet, path: str, file: Any) -> Iterator[bytes]:
    """The file goes in as it is: photos and PDFs do not get any smaller."""
    entry = ZipInfo(path, timezone.localtime().timetuple()[:6])
    with pack.open(entry, "w") as inside:
        while piece := file.read(64 * 1024):
            inside.write(piece)
            yield from outlet.taken()
    yield from outlet.taken()


class _Index:
    """The list of records and their files, a row a file."""

    def __init__(self, book: Any):
        self.book = book
        with override("zh-hans"):
            self.sheet = book.add_worksheet(_("Index"))
            head = [
                *(
                    _("kind"),
                    _("record number"),
                    pgettext("evidence", "record"),
                    _("since then"),
                    _("society"),
                ),
                *(_("file"), _("added on"), _("added by")),
            ]
        self.row = write_rows(book, self.sheet, [head])

    def take(self, model: Any, versions: dict[int, int]) -> list[tuple[str, Attachment]]:
        """Lists the records; gives the files that are there, by their paths in the archive."""
        kept: dict[int, list[Attachment]] = {}
        files = Attachment.objects.filter(
            model=model._meta.label_lower, object_id__in=versions
        ).order_by("pk")
        for one in files.select_related("added_by"):
            kept.setdefault(one.object_id, []).append(one)
        found: list[tuple[str, Attachment]] = []
        with override("zh-hans"):
            rows = model.objects.filter(pk__in=versions).order_by("pk")
            rows = rows.select_related(*_ways(model, _table(model), "society")[0])
            lines = self._lines(model, rows, versions, kept, found)
            self.row = write_rows(self.book, self.sheet, lines, first=self.row)
        return found

    def _lines(
        self, model: Any, rows: Any, versions: Any, kept: Any, found: Any
    ) -> Iterator[list[Any]]:
        kind = str(model._meta.verbose_name_plural)
        for record in rows:
            about = [kind, record.pk, str(record), since(record, versions[record.pk])]
            about.append(str(record.society))
            folder = f"{_fit(kind)}/{record.pk} {_fit(str(record))}"
            for one in kept.get(record.pk, []):
                path = f"{folder}/{one.pk} {_fit(one.name)}"
                there = one.file.storage.exists(one.file.name)
                if there:
                    found.append((path, one))
                yield [
                    *about,
                    path if there else _("the file is missing"),
                    one.added_at,
                    str(one.added_by),
                ]
            if record.pk not in kept:
                yield [*about, _("no evidence")]


def _fit(name: str) -> str:
    """Part of a path that every system can unpack."""
    return UNFIT.sub("_", name).strip(". ")[-60:] or "_"

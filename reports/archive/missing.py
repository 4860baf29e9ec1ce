"""What a year's package lacks, as far as it is known before a file is read."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import override

from redcross.figures import registered_figures
from redcross.models import Entry, EntryQuerySet, Line, Printout, Record, Society, has_evidence
from redcross.papers import paper_by_key
from reports.models import Evaluation

from .contents import YearContents, has_voucher, kept_kinds, rows_of_year, with_names

# What is a register of papers that lie with the gifts they are of.
REGISTERS = ("donations.receipt",)
# How many of a kind the page names.
NAMED_ON_PAGE = 5


class MissingItem(NamedTuple):
    """A line of 缺失清单: of what category it is, what it is about, and what is missing."""

    category: str
    about: str
    what: str


@dataclass(frozen=True)
class RecordsWithoutEvidence:
    """The records of a kind that have no evidence: how many, and the list of them."""

    model: type[Entry]
    number: int
    url: str

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)


@dataclass(frozen=True)
class KnownMissing:
    """What is missing, found by queries alone."""

    evaluations: list[MissingItem]
    vouchers: list[MissingItem]
    papers: list[MissingItem]
    left_out: list[MissingItem]
    lost: list[MissingItem]
    unevidenced: list[RecordsWithoutEvidence]

    def named(self) -> list[MissingItem]:
        """Return all but the records without evidence, which are too many for a page."""
        return [*self.evaluations, *self.vouchers, *self.papers, *self.left_out, *self.lost]

    def __bool__(self) -> bool:
        return bool(self.named() or self.unevidenced)


def known_missing(contents: YearContents) -> KnownMissing:
    """Return what is missing of these contents, in Chinese.

    The number of queries does not grow with records or files; of each file the storage is asked
    whether it is there.
    """
    with override("zh-hans"):
        return KnownMissing(
            list(_evaluations(contents)),
            [
                MissingItem("记账凭证", f"{month[:4]}年{int(month[4:])}月{number}", "没有扫描件")
                for month, number in contents.vouchers_without_scan()
            ],
            list(_outstanding_papers(contents)),
            [
                MissingItem("敏感材料", f"{one.of}：{one.name}", "装包人无权查看，未装入")
                for one in contents.left_out
            ],
            list(_lost(contents)),
            list(_unevidenced(contents)),
        )


def _evaluations(contents: YearContents) -> Iterator[MissingItem]:
    """Yield what of the evaluations is not signed, has no sealed sheet, or was never begun."""
    of_year = Evaluation.objects.countable().filter(
        society=contents.society, end__year=contents.year
    )
    category, found = "绩效评价", False
    for evaluation in of_year.order_by("start", "end", "revision"):
        found = True
        if evaluation.status != Evaluation.Status.FINAL:
            yield MissingItem(category, evaluation.title, "尚未签发")
    signed = [item.signed_copy for item in contents.items if item.signed_copy]
    for copy in signed:
        if not copy.sheets.all():
            yield MissingItem(category, copy.evaluation.title, "没有盖章页扫描件")
    if not found:
        yield MissingItem(category, f"{contents.year}年", "没有绩效评价")


def _lost(contents: YearContents) -> Iterator[MissingItem]:
    for item in contents.items:
        for file in item.files:
            if not file.stored or not file.stored.storage.exists(str(file.stored.name)):
                yield MissingItem(
                    "文件", f"{item.archive_number} {item.title}：{file.name}", "文件丢失"
                )


def _outstanding_papers(contents: YearContents) -> Iterator[MissingItem]:
    """Yield the papers of the year's records that are awaited and not back.

    Of what has no day it is the year in which they were printed.
    """
    society, year = contents.society, contents.year
    out: dict[str, list[Printout]] = defaultdict(list)
    for printout in Printout.objects.outstanding().filter(society=society).order_by("pk"):
        out[printout.model].append(printout)
    papers = paper_by_key()
    titles = {key: paper.chinese_title() for key, paper in papers.items()}
    kinds: list[type[Entry] | type[Society]] = [*kept_kinds(), Society]
    for model in kinds:
        awaited = out.get(model._meta.label_lower, [])
        of_year = None
        if awaited and issubclass(model, Record):
            keys = {key for one in awaited for key in one.object_ids}
            rows = rows_of_year(model, society, year).filter(pk__in=keys)
            of_year = {row.pk: row for row in with_names(rows)}
        for one in awaited:
            title = titles.get(one.paper, one.paper)
            back = f"共{one.pages}页，只收回{len(one.pages_back)}页" if one.pages_back else "未收回"
            printed = f"{localtime(one.printed_at):%Y-%m-%d}打印，{back}"
            if of_year is None:
                if localtime(one.printed_at).year == year:
                    yield MissingItem("未收回的单据", title, printed)
                continue
            if own := [of_year[key] for key in one.object_ids if key in of_year]:
                more = f"等{len(own)}条" if len(own) > 1 else ""
                yield MissingItem("未收回的单据", f"{title}：{own[0]}{more}", printed)


def counted_kinds() -> list[type[Record]]:
    """Return the kinds that should have evidence: figures count them, or their lines."""
    counted: dict[type[Record], None] = {}
    for figure in registered_figures():
        model = figure.model.owner_model() if issubclass(figure.model, Line) else figure.model
        if issubclass(model, Record) and model._meta.label_lower not in REGISTERS:
            counted[model] = None
    return [model for model in kept_kinds() if model in counted]


def without_evidence(model: type[Record], society: Society, year: int) -> EntryQuerySet:
    """Return the records that should have evidence and have none.

    What is booked by a voucher is shown by the scan of that.
    """
    rows = rows_of_year(model, society, year).filter(~has_evidence(model))
    return rows.filter(voucher_number="") if has_voucher(model) else rows


def _unevidenced(contents: YearContents) -> Iterator[RecordsWithoutEvidence]:
    society, year = contents.society, contents.year
    for model in counted_kinds():
        if number := without_evidence(model, society, year).count():
            query = {
                "evidence": "no",
                "date_from": f"{year}-01-01",
                "date_to": f"{year}-12-31",
                "alone": society.pk,
            }
            yield RecordsWithoutEvidence(
                model, number, f"{reverse(model.url_name('list'))}?{urlencode(query)}"
            )


def unevidenced_rows(contents: YearContents) -> Iterator[MissingItem]:
    """Yield each record that has no evidence and should have some, read a thousand at a time."""
    for model in counted_kinds():
        rows = without_evidence(model, contents.society, contents.year).order_by("date", "pk")
        kind = str(model._meta.verbose_name)
        for record in with_names(rows).iterator(chunk_size=1000):
            yield MissingItem("记录", f"{kind}：{record}（{record.date:%Y-%m-%d}）", "没有佐证材料")

"""What of a year goes into the package of one society: its items, in the order of their numbers.

Of an entry with a day it is the year of that day; of one without, as of a donor, each file is of
the year in which it was added. So every file is in the package of one year.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.timezone import localtime
from django.utils.translation import override

from redcross.kinds import entry_kinds
from redcross.models import (
    Attachment,
    Entry,
    EntryQuerySet,
    Printout,
    Record,
    Society,
    User,
)
from redcross.papers import paper_by_key
from redcross.typed_values import DatePrecision
from reports.models import (
    VOUCHER,
    ArchiveRules,
    Evaluation,
    EvaluationComponent,
    Retention,
    SignedCopy,
)

# Folders of what is no kind of record.
VOUCHER_FOLDER, EVALUATION_FOLDER, PAPER_FOLDER = "记账凭证", "绩效评价", "单据"
# Digits of a 件号.
NUMBER_LENGTH = 4


@dataclass(frozen=True)
class ArchivedFile:
    """A file as it lies in the storage. `sha256`: as it was when it was kept, "" if unknown."""

    stored: FieldFile
    name: str
    sha256: str
    content_type: str
    added_at: datetime


@dataclass
class ArchiveItem:
    """A line of the directory (一件): an evaluation, a voucher, or an entry with its files.

    `kind`: the label of a model, or VOUCHER. `number`: the 文号.
    """

    kind: str
    folder: str
    title: str
    day: str
    number: str = ""
    files: list[ArchivedFile] = field(default_factory=list)
    signed_copy: SignedCopy | None = None
    note: str = ""
    # Set when all are known.
    retention: Retention = Retention.PERMANENT
    place: str = ""
    archive_number: str = ""


@dataclass(frozen=True)
class LeftOutFile:
    """A file that who packs may not see: its number, for its name may tell whose it is.

    `of`: what it belongs to.
    """

    of: str
    name: str
    added_at: datetime


# Month and number: most societies begin anew with each month.
Voucher = tuple[str, str]


@dataclass
class YearContents:
    """The items of a year, and what is known of vouchers. `moment`: when the last came to it."""

    society: Society
    year: int
    rules: ArchiveRules
    items: list[ArchiveItem] = field(default_factory=list)
    left_out: list[LeftOutFile] = field(default_factory=list)
    # Whether there are files that only who may reveal sensitive values sees.
    sensitive: bool = False
    vouchers: set[Voucher] = field(default_factory=set)
    scanned: set[Voucher] = field(default_factory=set)
    moment: datetime = field(default_factory=lambda: localtime())

    @property
    def files(self) -> list[ArchivedFile]:
        """Return the files of all items."""
        return [file for item in self.items for file in item.files]

    def vouchers_without_scan(self) -> list[Voucher]:
        """Return the vouchers of which no record has evidence, in their order."""
        return sorted(self.vouchers - self.scanned, key=voucher_order)


def voucher_order(voucher: Voucher) -> tuple[str, list[tuple[int, int, str]]]:
    """Return what vouchers are sorted by: the month, then the number, of which 2 is before 12."""
    month, number = voucher
    parts = re.findall(r"\d+|\D+", number)
    return month, [(1, int(p), p) if p.isdecimal() else (0, 0, p) for p in parts]


def kept_kinds() -> list[type[Entry]]:
    """Return the kinds whose evidence is filed by itself; the rest goes with its evaluation."""
    own = (Evaluation, EvaluationComponent)
    return [model for model in entry_kinds() if not issubclass(model, own)]


def rows_of_year(model: type[Record], society: Society, year: int) -> EntryQuerySet:
    """Return the records of a kind that count, of the society alone."""
    return model.objects.countable().filter(society=society, date__year=year)


def with_names(rows: EntryQuerySet) -> EntryQuerySet:
    """Return the entries read along with what they are called by."""
    fields = rows.model._meta.concrete_fields
    pointing = [f.name for f in fields if f.related_model and issubclass(f.related_model, Entry)]
    names = [*pointing, *rows.model.named_by]
    return rows.select_related(*names) if names else rows


def has_voucher(model: type[Entry]) -> bool:
    """Return whether its records carry the number of an accounting voucher."""
    return any(f.name == "voucher_number" for f in model._meta.concrete_fields)


def contents_of(society: Society, year: int, user: User) -> YearContents:
    """Return what goes into the package as this user may pack it, in Chinese.

    The number of queries grows with the kinds that have evidence, not with records or files.
    """
    with override("zh-hans"):
        contents = YearContents(society, year, ArchiveRules.of(society))
        contents.items += _evaluation_items(contents, user)
        attached = Attachment.objects.kept().filter(society=society)
        labels = set(attached.order_by().values_list("model", flat=True).distinct())
        vouchers: dict[Voucher, list[ArchiveItem]] = defaultdict(list)
        for model in kept_kinds():
            if issubclass(model, Record) and has_voucher(model):
                contents.vouchers |= _voucher_numbers(model, society, year)
            if model._meta.label_lower not in labels:
                continue
            for item, voucher in _items_of_kind(model, contents, user):
                if voucher:
                    vouchers[voucher].append(item)
                else:
                    contents.items.append(item)
        contents.items += _society_papers(contents, user)
        contents.items += [
            _voucher_item(voucher, vouchers[voucher])
            for voucher in sorted(vouchers, key=voucher_order)
        ]
        _number(contents)
        if moments := [file.added_at for file in contents.files]:
            contents.moment = max(moments)
        else:
            contents.moment = localtime().replace(
                year=year, month=12, day=31, hour=0, minute=0, second=0, microsecond=0
            )
    return contents


def _voucher_numbers(model: type[Record], society: Society, year: int) -> set[Voucher]:
    rows = rows_of_year(model, society, year).exclude(voucher_number="")
    found = rows.order_by().values_list("date__month", "voucher_number").distinct()
    return {(f"{year}{month:02}", number) for month, number in found}


def _items_of_kind(
    model: type[Entry], contents: YearContents, user: User
) -> Iterator[tuple[ArchiveItem, Voucher | None]]:
    """Yield an item of every entry with evidence, and the voucher that it goes with."""
    society, year, label = contents.society, contents.year, model._meta.label_lower
    files = Attachment.objects.kept().filter(model=label, society=society).exclude(file="")
    files = files.order_by("pk")
    order: tuple[str, ...] = ("pk",)
    if issubclass(model, Record):
        rows, order = rows_of_year(model, society, year), ("date", "pk")
        files = files.filter(object_id__in=rows.order_by().values("pk"))
    else:
        rows = model.objects.countable().filter(society=society)
        files = files.filter(added_at__year=year)
    by_entry = _visible_files(files, contents, user)
    folder = str(model._meta.verbose_name_plural)
    voucher_kind = has_voucher(model)
    for entry in with_names(rows.filter(pk__in=by_entry)).order_by(*order):
        own = by_entry[entry.pk]
        voucher = _voucher_of(entry) if voucher_kind else None
        if voucher:
            contents.scanned.add(voucher)
        title = f"{model._meta.verbose_name}：{entry}"
        kept_files = _packed_files(own, title, contents)
        day = (
            shown_day(entry)
            if isinstance(entry, Record)
            else f"{localtime(own[0].added_at):%Y%m%d}"
        )
        number = (
            str(getattr(entry, entry.number_field)) if getattr(entry, "number_field", "") else ""
        )
        yield ArchiveItem(label, folder, title, day, number, kept_files), voucher


def _voucher_of(entry: Entry) -> Voucher | None:
    """Return the month and number of the voucher that books it."""
    number = getattr(entry, "voucher_number", "")
    return (f"{entry.date:%Y%m}", number) if number and isinstance(entry, Record) else None


def _visible_files(
    files: QuerySet[Attachment], contents: YearContents, user: User
) -> dict[int, list[ArchivedFile | LeftOutFile]]:
    """Return the files by entry, as `_visible` has them."""
    found: dict[int, list[ArchivedFile | LeftOutFile]] = defaultdict(list)
    for one in files:
        found[one.object_id].append(_visible(one, contents, user))
    return found


def _visible(one: Attachment, contents: YearContents, user: User) -> ArchivedFile | LeftOutFile:
    """Return the file, or of one that the user may not open its number."""
    if not one.may_be_opened_by(user):
        return LeftOutFile("", f"#{one.pk}", one.added_at)
    contents.sensitive |= one.sensitive
    return archived(one)


def _packed_files(
    files: list[ArchivedFile | LeftOutFile], title: str, contents: YearContents
) -> list[ArchivedFile]:
    """Return the files that are packed; what is left out is noted with what it belongs to."""
    contents.left_out += [replace(one, of=title) for one in files if isinstance(one, LeftOutFile)]
    return [one for one in files if isinstance(one, ArchivedFile)]


def _society_papers(contents: YearContents, user: User) -> Iterator[ArchiveItem]:
    """Yield what came back signed of papers of the society itself, in the year it came."""
    label = Printout._meta.label_lower
    files = Attachment.objects.kept().filter(
        model=label, society=contents.society, added_at__year=contents.year
    )
    by_paper = _visible_files(files.order_by("pk"), contents, user)
    papers = paper_by_key()
    for printout in Printout.objects.filter(pk__in=by_paper).order_by("pk"):
        paper = papers.get(printout.paper)
        title = paper.chinese_title() if paper else printout.paper
        kept_files = _packed_files(by_paper[printout.pk], title, contents)
        day = f"{localtime(by_paper[printout.pk][0].added_at):%Y%m%d}"
        yield ArchiveItem(label, PAPER_FOLDER, title, day, files=kept_files)


def archived(one: Attachment) -> ArchivedFile:
    """Return evidence as it is packed."""
    return ArchivedFile(one.file, one.name, one.sha256, one.content_type, one.added_at)


def shown_day(record: Record) -> str:
    """Return the day as the directory has it, 20210501, as far as it is known."""
    day: date = record.date
    precision = DatePrecision(record.date_precision)
    return {DatePrecision.DAY: f"{day:%Y%m%d}", DatePrecision.YEAR: f"{day:%Y}"}.get(
        precision, f"{day:%Y%m}"
    )


def _voucher_item(voucher: Voucher, of: list[ArchiveItem]) -> ArchiveItem:
    """Return the scans of a voucher: the evidence of all that it books."""
    _month, number = voucher
    files = [file for item in of for file in item.files]
    first = of[0]
    title = f"记账凭证{number}：{first.title}" + (f"等{len(of)}笔" if len(of) > 1 else "")
    return ArchiveItem(VOUCHER, VOUCHER_FOLDER, title, first.day, number, files)


def _evaluation_items(contents: YearContents, user: User) -> Iterator[ArchiveItem]:
    """Yield the signed evaluations of periods that end in the year, the latest revision first."""
    copies = SignedCopy.objects.filter(
        evaluation__society=contents.society,
        evaluation__voided_at=None,
        evaluation__end__year=contents.year,
    )
    copies = copies.select_related("evaluation__society")
    copies = copies.order_by("evaluation__start", "evaluation__end", "-evaluation__revision")
    signed = list(copies.prefetch_related("sheets"))
    belonging = _files_of_evaluations([copy.evaluation_id for copy in signed], contents, user)
    for copy in signed:
        evaluation = copy.evaluation
        pdf = ArchivedFile(
            copy.pdf, f"{evaluation.title}.pdf", copy.sha256, "application/pdf", copy.at
        )
        sheets = sorted(copy.sheets.all(), key=lambda sheet: sheet.number)
        files = [
            pdf,
            *(
                ArchivedFile(s.file, f"盖章页 {s.name}", s.sha256, s.content_type, s.added_at)
                for s in sheets
            ),
            *_packed_files(belonging[evaluation.pk], evaluation.title, contents),
        ]
        revision = f"第{evaluation.revision}次编制；" if evaluation.revision > 1 else ""
        yield ArchiveItem(
            Evaluation._meta.label_lower,
            EVALUATION_FOLDER,
            evaluation.title,
            f"{localtime(copy.at):%Y%m%d}",
            files=files,
            signed_copy=copy,
            note=f"{revision}核验码{copy.code}",
        )


def _files_of_evaluations(
    keys: list[int], contents: YearContents, user: User
) -> dict[int, list[ArchivedFile | LeftOutFile]]:
    """Return the evidence of these evaluations and of what belongs to them, by evaluation."""
    owners = {(Evaluation._meta.label_lower, key): key for key in keys}
    for model in entry_kinds():
        if issubclass(model, EvaluationComponent):
            owners |= _owners(model, keys)
    condition = Q(pk__in=[])
    for label in {label for label, _key in owners}:
        condition |= Q(model=label, object_id__in=[key for of, key in owners if of == label])
    found: dict[int, list[ArchivedFile | LeftOutFile]] = defaultdict(list)
    for one in Attachment.objects.kept().filter(condition).order_by("model", "pk"):
        found[owners[one.model, one.object_id]].append(_visible(one, contents, user))
    return found


def _owners(model: type[EvaluationComponent], keys: list[int]) -> dict[tuple[str, int], int]:
    """Return the evaluation of each component of a kind that points to one itself."""
    if not any(f.name == "evaluation" for f in model._meta.concrete_fields):
        return {}
    rows = cast("EntryQuerySet[Any]", model.objects.countable()).filter(evaluation__in=keys)
    pairs = rows.values_list("pk", "evaluation")
    return {(model._meta.label_lower, pk): evaluation for pk, evaluation in pairs}


def _number(contents: YearContents) -> None:
    """Sort the items, those kept longest first, and give each its number within its retention.

    One of which the user may see nothing has its number too, and is taken out then: whoever packs,
    a number is of the same item.
    """
    order = list(Retention)
    for item in contents.items:
        item.retention = contents.rules.retention_of(item.kind)
    # Stable: within a retention they stay as they were found.
    contents.items.sort(key=lambda item: order.index(item.retention))
    count: dict[Retention, int] = defaultdict(int)
    for item in contents.items:
        count[item.retention] += 1
        item.place = f"{count[item.retention]:0{NUMBER_LENGTH}}"
        item.archive_number = contents.rules.archive_number(
            contents.year, item.retention, item.place
        )
    contents.items = [item for item in contents.items if item.files]

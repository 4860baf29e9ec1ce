"""鉴定销毁清册 as a paper: what stands on it, before and after it was carried out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.apps import apps
from django.db.models import Case, When
from django.utils.timezone import localtime
from django.utils.translation import override

from redcross.models import Attachment, Entry
from redcross.papers import Column, Fields, Opinion, Opinions, Part, Sheet, Table, Text
from redcross.papers.days import full_day
from redcross.papers.sheet import Cell
from reports.models import DisposalItem, DisposalList, Retention

from .contents import with_names
from .directory import retention_words

COLUMNS = (
    Column("序号", 14, centred=True),
    Column("类别", 34),
    Column("题名", 78),
    Column("登记号", 22, centred=True),
    Column("年度", 18, centred=True),
    Column("佐证材料（件）", 24, total=True),
    Column("敏感信息", 22, centred=True),
    Column("处置", 45),
)
# Entries named at once.
AT_ONCE = 500


def disposal_sheet(made: DisposalList) -> Sheet:
    """Return the list, in Chinese. Names stand on it as they are now: once destroyed, none."""
    with override("zh-hans"):
        return Sheet(
            "鉴定销毁清册",
            [Fields(_heading_fields(made)), Table(COLUMNS, list(_rows(made))), *_approval(made)],
            number=str(made.pk),
            society=made.society.name,
            signatures=() if made.approved_at else ("编制人", "鉴定人", "监销人"),
            landscape=True,
        )


def _heading_fields(made: DisposalList) -> list[tuple[str, Cell]]:
    kind = str(made.kind_model._meta.verbose_name_plural)
    done = made.carried_out_at
    return [
        ("全宗单位", made.society.name),
        ("类别", kind),
        ("保管期限", retention_words(Retention(made.retention))),
        ("编制", f"{made.made_by} {full_day(localtime(made.asked_at).date())}"),
        ("执行", f"{made.carried_out_by} {full_day(localtime(done).date())}" if done else ""),
        ("件数", str(made.items.filter(kept_back=False).count())),
    ]


def _approval(made: DisposalList) -> Sequence[Part]:
    if made.approved_at is None or made.approved_on is None:
        return [Opinions([Opinion("鉴定意见"), Opinion("负责人审批意见")])]
    return [
        Text(
            [
                f"鉴定意见：{made.opinion}",
                f"批准：{made.approved_by}，批准文件：{made.paper}，批准日期：{full_day(made.approved_on)}。",
            ]
        )
    ]


def _rows(made: DisposalList) -> Iterator[list[Cell]]:
    done = made.carried_out_at is not None
    for index, (item, entry) in enumerate(items_with_entries(made), 1):
        fate = "仍有关联，未销毁" if item.kept_back else "已销毁" if done else ""
        kind = str(entry._meta.verbose_name)
        yield [
            *(str(index), kind, str(entry), str(item.object_id), str(item.year)),
            *(item.files, "有" if item.sensitive else "", fate),
        ]


def items_with_entries(
    made: DisposalList, most: int | None = None
) -> Iterator[tuple[DisposalItem, Entry]]:
    """Yield the items with their entries: the records first, then the people; at most so many."""
    of_others = Case(When(model=made.kind, then=0), default=1)
    items = made.items.order_by(of_others, "model", "year", "object_id")
    chosen = list(items[:most] if most else items)
    for at in range(0, len(chosen), AT_ONCE):
        some = chosen[at : at + AT_ONCE]
        keys: defaultdict[str, list[int]] = defaultdict(list)
        for item in some:
            keys[item.model].append(item.object_id)
        entries: dict[tuple[str, int], Entry] = {}
        for label, of_kind in keys.items():
            kind = cast("type[Entry]", apps.get_model(label))
            rows: Any = kind._base_manager.filter(pk__in=of_kind)
            entries |= {(label, row.pk): row for row in with_names(rows)}
        yield from ((item, entries[item.model, item.object_id]) for item in some)


def files_of(made: DisposalList, most: int) -> list[Attachment]:
    """Return the first of the files that are destroyed with its records, as they are now."""
    found: list[Attachment] = []
    for item in made.items.filter(files__gt=0).order_by("pk")[:most]:
        found += Attachment.objects.filter(model=item.model, object_id=item.object_id)
    return found[:most]

"""The records behind an evaluation, passed on as they are read."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from redcross.figures import registered_figures
from reports.evaluation.snapshot import counted_rows
from reports.models import Evaluation, SignedCopy

CHUNK_SIZE = 1000
UNSAFE_CHARACTERS = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class CountedRecords:
    """The records of one model that were counted. `rows` gives (id, version) anew every time."""

    model: Any
    rows: Callable[[], Iterable[Any]]

    def chunks(self) -> Iterator[dict[int, int]]:
        """Id to the version that was counted, a thousand at a time."""
        chunk: dict[int, int] = {}
        for number, version in self.rows():
            chunk[number] = version
            if len(chunk) == CHUNK_SIZE:
                yield chunk
                chunk = {}
        if chunk:
            yield chunk


def counted_records(evaluation: Evaluation, signed_copy: SignedCopy | None) -> list[CountedRecords]:
    """As signed; of what is not final, as it is now."""
    found = []
    for model, rows in counted_rows(evaluation):
        label = model._meta.label_lower
        if signed_copy is None:
            pairs = rows.values_list("pk", "version")
            found.append(CountedRecords(model, partial(pairs.iterator, chunk_size=CHUNK_SIZE)))
        elif label in signed_copy.counted:
            found.append(CountedRecords(model, partial(iter, signed_copy.counted[label])))
    return found


def can_export(user: Any) -> bool:
    """Whether the user may export all that figures are counted from."""
    models = {Evaluation, *(figure.model for figure in registered_figures())}
    return all(user.has_perm(model.permission("export")) for model in models)


def change_since(record: Any, version: int) -> str:
    """What happened to the record after it was counted, or nothing."""
    if record.voided_at:
        return _("voided since")
    if record.version != version:
        return _("changed since")
    return ""


def list_table(model: Any) -> Any:
    """That of the list page of a kind of record or line, without rows."""
    page: Any = resolve(reverse(model.url_name("list"))).func
    return page.view_class.table_class([])


def related_columns(model: Any, table: Any, *more: str) -> tuple[set[str], set[str]]:
    """What the table's columns need to be read along with: one each, and several each."""
    asked = {*table.base_columns, *more}
    one = {f.name for f in model._meta.concrete_fields if f.is_relation}
    return one & asked, {f.name for f in model._meta.many_to_many} & asked

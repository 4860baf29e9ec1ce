"""The records behind an evaluation, passed on as they are read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from redcross.figures import registered_figures
from redcross.models import Entry, Line, User
from redcross.tables import EntryTable
from reports.evaluation.snapshot import counted_rows
from reports.models import Evaluation, SignedCopy

CHUNK_SIZE = 1000


@dataclass(frozen=True)
class CountedRecords:
    """The records of one model that were counted. `rows` gives (id, version) anew every time."""

    model: type[Entry]
    rows: Callable[[], Iterable[Sequence[int]]]

    def chunks(self) -> Iterator[dict[int, int]]:
        """Yield id to the version that was counted, a thousand at a time."""
        chunk: dict[int, int] = {}
        for number, version in self.rows():
            chunk[number] = version
            if len(chunk) == CHUNK_SIZE:
                yield chunk
                chunk = {}
        if chunk:
            yield chunk


def counted_records(evaluation: Evaluation, signed_copy: SignedCopy | None) -> list[CountedRecords]:
    """Return the records as signed; of what is not final, as they are now."""
    records = []
    for model, rows in counted_rows(evaluation):
        label = model._meta.label_lower
        if signed_copy is None:
            pairs = rows.values_list("pk", "version")
            records.append(CountedRecords(model, partial(pairs.iterator, chunk_size=CHUNK_SIZE)))
        elif label in signed_copy.counted:
            records.append(CountedRecords(model, partial(iter, signed_copy.counted[label])))
    return records


def can_export(user: User) -> bool:
    """Return whether the user may export all that figures are counted from."""
    models = {Evaluation, *(figure.model for figure in registered_figures())}
    return all(user.has_perm(model.permission("export")) for model in models)


def change_since(record: Entry, version: int) -> str:
    """Return what happened to the record after it was counted, or nothing."""
    if record.voided_at:
        return _("voided since")
    if record.version != version:
        return _("changed since")
    return ""


def list_table(model: type[Entry] | type[Line]) -> EntryTable:
    """Return the table of the list page of a kind of record or line, without rows."""
    view = resolve(reverse(model.url_name("list"))).func
    table_class: type[EntryTable] = view.view_class.table_class  # type: ignore[attr-defined]  # set by as_view
    # Without a queryset a table does not know what the model calls its fields.
    return table_class(model.objects.none())


def related_columns(
    model: type[Entry] | type[Line], table: EntryTable, *more: str
) -> tuple[set[str], set[str]]:
    """Return the fields to read the table's rows along with: to one each, and to several each.

    `more`: fields beside its columns.
    """
    names = {*table.base_columns, *more}
    single = {field.name for field in model._meta.concrete_fields if field.is_relation}
    several = {field.name for field in model._meta.many_to_many}
    return single & names, several & names

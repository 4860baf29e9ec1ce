"""What the log says of one entry, in words: labels for choices, names for what it points to."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import DateTimeField, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from .fields import ChoiceArrayField
from .formatting import NOTHING, display_value
from .models import Entry, LogEntry, Record
from .models.audit_log import LoggedValue

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class HistoryRow(TypedDict):
    """One log entry, and (label, before, after) of what it changed."""

    entry: LogEntry
    changes: list[tuple["_StrOrPromise", LoggedValue, LoggedValue]]


# Rows of a table that are told whole; of more it is told how many they are.
MOST_ROWS = 3


def _changed_rows(before: str, after: str) -> tuple[str, str]:
    """Return what the rows were that are others now, and what they are."""
    rows = [Counter(text.split("; ") if text else []) for text in (before, after)]
    changed = [list((rows[0] - rows[1]).elements()), list((rows[1] - rows[0]).elements())]
    if not any(changed):
        return gettext("the same rows"), gettext("in another order")
    many = max(map(len, changed)) > MOST_ROWS
    was, now = (
        _count_rows(len(side)) if side and many else "; ".join(side) or NOTHING for side in changed
    )
    return was, now


def _count_rows(number: int) -> str:
    return ngettext("%(number)s row", "%(number)s rows", number) % {"number": number}


def format_history(entry: Entry, labels: "dict[str, _StrOrPromise]") -> list[HistoryRow]:
    """Return the log of the entry, newest first, with one query a field that points.

    `labels`: what the fields and lines are called.
    """
    log = list(entry.history)
    fields = {field.name: field for field in entry._meta.concrete_fields}
    names: dict[str, dict[Any, Model]] = {}
    for name, field in fields.items():
        if field.is_relation:
            keys = {key for logged in log for key in logged.changes.get(name, ()) if key}
            model = cast(type[Model], field.related_model)
            names[name] = model._base_manager.in_bulk(keys) if keys else {}

    def words(name: str, value: LoggedValue) -> LoggedValue:
        field = fields.get(name)
        if value in (None, ""):
            return NOTHING
        if field is None:
            return _yes_or_no(value) if isinstance(value, bool) else value
        if isinstance(field, DateTimeField):
            at = timezone.localtime(datetime.fromisoformat(str(value)))
            return date_format(at, "DATETIME_FORMAT")
        if name in names:
            return str(names[name].get(value, value))
        if isinstance(value, bool):
            return _yes_or_no(value)
        if isinstance(value, list):
            known = dict(cast(Record, entry).roundable_choices()) if name == "rounded" else {}
            shown = field.labels(value) if isinstance(field, ChoiceArrayField) else value
            return gettext(", ").join(str(known.get(item, item)) for item in shown)
        if isinstance(value, str) and not field.flatchoices:
            # Its model may say how it reads: a text never shows what stands for its figures.
            return display_value(type(entry)(**{name: value}), name)
        return str(dict(field.flatchoices).get(value, value))

    lines = getattr(entry, "lines", ())

    def shown_change(
        name: str, before: LoggedValue, after: LoggedValue
    ) -> tuple[LoggedValue, LoggedValue]:
        if name in lines and before is not None and after is not None:
            return _changed_rows(str(before), str(after))
        return words(name, before), words(name, after)

    return [
        {
            "entry": logged,
            "changes": [
                (labels.get(name, name), *shown_change(name, before, after))
                for name, (before, after) in logged.changes.items()
            ],
        }
        for logged in log
    ]


def _yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")

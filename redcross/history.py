"""What the log says of one entry, in words: labels for choices, names for what it points to."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import DateTimeField, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

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

    return [
        {
            "entry": logged,
            "changes": [
                (labels.get(name, name), words(name, before), words(name, after))
                for name, (before, after) in logged.changes.items()
            ],
        }
        for logged in log
    ]


def _yes_or_no(value: bool) -> str:
    return gettext("yes") if value else gettext("no")

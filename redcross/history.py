"""What the log says of one entry, in words: labels for choices, names for what it points to."""

from typing import Any

from django.utils.translation import gettext

from .fields import ChoiceArrayField


def format_history(entry: Any, labels: dict[str, Any]) -> list[dict[str, Any]]:
    """(log entry, [(label, before, after)]), newest first, one query a field that points.

    `labels`: what the fields and lines are called.
    """
    lines = list(entry.history)
    fields = {field.name: field for field in entry._meta.concrete_fields}
    names: dict[str, dict] = {}
    for name, field in fields.items():
        if field.is_relation:
            keys = {key for line in lines for key in line.changes.get(name, ()) if key}
            names[name] = field.related_model._base_manager.in_bulk(keys) if keys else {}

    def words(name: str, value: Any) -> Any:
        field = fields.get(name)
        if value in (None, "") or field is None:
            return value
        if name in names:
            return str(names[name].get(value, value))
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, list):
            known = dict(entry.roundable_choices()) if name == "rounded" else {}
            shown = field.labels(value) if isinstance(field, ChoiceArrayField) else value
            return gettext(", ").join(str(known.get(one, one)) for one in shown)
        return str(dict(field.flatchoices).get(value, value))

    return [
        {
            "entry": line,
            "changes": [
                (labels.get(name, name), *(words(name, value) for value in pair))
                for name, pair in line.changes.items()
            ],
        }
        for line in lines
    ]

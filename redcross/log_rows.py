"""The log as a table: what each entry says, in words, to who reads it.

Nothing is asked for each row: what a record was called stands on its own page, which the row leads
to.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from .fields import EncryptedField
from .formatting import NOTHING
from .models import AccountAct, Entry, LogEntry, Role, Society, User
from .models.audit_log import MASK, LoggedValue
from .spreadsheets.resource import CellKind, SheetCell, SheetColumn

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_ACTION = LogEntry.Action

# Kinds of acts, as somebody looks for them. Each act is of one of them, failed ones of two.
GROUPS: dict[str, tuple["_StrOrPromise", tuple[str, ...]]] = {
    "failed": (
        gettext_lazy("failed sign-ins"),
        (_ACTION.SIGN_IN_FAILED, _ACTION.SIGN_IN_REFUSED, _ACTION.FACTOR_FAILED),
    ),
    "sign_ins": (
        gettext_lazy("sign-ins and sign-outs"),
        (
            *(_ACTION.SIGN_IN, _ACTION.SIGN_IN_FAILED, _ACTION.SIGN_IN_REFUSED),
            *(_ACTION.FACTOR_FAILED, _ACTION.SIGN_OUT, _ACTION.END_SESSIONS),
        ),
    ),
    "accounts": (
        gettext_lazy("accounts and roles"),
        (
            *(_ACTION.ADD_ACCOUNT, _ACTION.CHANGE_ROLE, _ACTION.RESET_PASSWORD),
            *(_ACTION.CHANGE_PASSWORD, _ACTION.DEACTIVATE, _ACTION.REACTIVATE),
            *(_ACTION.PROPOSE_ACT, _ACTION.WITHDRAW_ACT, _ACTION.REFUSE_ACT),
            *(_ACTION.READ_NOTICE, _ACTION.ADD_FACTOR, _ACTION.REMOVE_FACTOR),
        ),
    ),
    "looked": (gettext_lazy("protected values looked at"), (_ACTION.VIEW, _ACTION.REVEAL)),
    "left": (gettext_lazy("exported and printed"), (_ACTION.EXPORT, _ACTION.PRINT)),
    "records": (
        gettext_lazy("records and settings"),
        (
            *(_ACTION.ADD, _ACTION.CHANGE, _ACTION.VOID, _ACTION.MERGE, _ACTION.UNMERGE),
            *(_ACTION.DISTINGUISH, _ACTION.IMPORT, _ACTION.UNDO_IMPORT),
        ),
    ),
    "evidence": (
        gettext_lazy("evidence and papers"),
        (
            *(_ACTION.ATTACH, _ACTION.DETACH, _ACTION.ERASE, _ACTION.DISPOSE, _ACTION.CAPTION),
            *(_ACTION.GIVE_UP_PAPER, _ACTION.DISCARD_SCAN),
        ),
    ),
    "signing": (
        gettext_lazy("evaluations submitted and signed"),
        (_ACTION.SUBMIT, _ACTION.SEND_BACK, _ACTION.APPROVE, _ACTION.REOPEN),
    ),
}
# What the log says of these may tell what a file is called.
ABOUT_EVIDENCE = frozenset({_ACTION.ATTACH, _ACTION.CAPTION, _ACTION.DETACH, _ACTION.ERASE})
# Of a longer text the page of the record tells all.
LONGEST_VALUE = 60


class LogRow(NamedTuple):
    """One entry as it is shown. `about_url` is "" where the reader may not open it."""

    entry: LogEntry
    about: "_StrOrPromise"
    about_url: str
    # Label and value, "" for a field of a record.
    changes: list[tuple["_StrOrPromise", str]]
    reason: str


def model_of(label: str) -> type[Model] | None:
    """Return the model of this label, None where the log names none that there is."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def log_rows(entries: Iterable[LogEntry], reader: User) -> Iterator[LogRow]:
    """Yield the entries as rows for the reader, masked as pages are."""
    for entry in entries:
        model = model_of(entry.model)
        may_read = model is None or may_read_kind(model, reader)
        hidden = not may_read or (entry.action in ABOUT_EVIDENCE and not _reveals(model, reader))
        yield LogRow(
            entry=entry,
            about=_about(entry, model),
            about_url=_url(entry, model) if may_read else "",
            changes=[] if hidden else _changes(entry, model),
            reason="" if hidden or _is_named(entry, model) else entry.reason,
        )


def may_read_kind(model: type[Model], reader: User) -> bool:
    """Return whether the reader may open records of this kind; of what is none, the log itself."""
    return not issubclass(model, Entry) or reader.has_perm(model.permission("view"))


def _reveals(model: type[Model] | None, reader: User) -> bool:
    return (
        model is not None
        and issubclass(model, Entry)
        and reader.has_perm(model.permission("reveal"))
    )


def _is_named(entry: LogEntry, model: type[Model] | None) -> bool:
    """Return whether what it is about is called what its reason says: an account."""
    return model is User and bool(entry.reason)


def _about(entry: LogEntry, model: type[Model] | None) -> "_StrOrPromise":
    """Return what it is about: an account by its name, a record by its kind and number."""
    if _is_named(entry, model):
        return entry.reason
    if not entry.model:
        return ""
    kind = model._meta.verbose_name if model else _("Evaluation")
    return f"{kind} {entry.object_id}" if entry.object_id is not None else str(kind)


def _url(entry: LogEntry, model: type[Model] | None) -> str:
    if model is None or entry.object_id is None:
        return ""
    if issubclass(model, Entry):
        return reverse(model.url_name("detail"), args=[entry.object_id])
    if model is User:
        return reverse("accounts:account_detail", args=[entry.object_id])
    return reverse("society") if model is Society else ""


def _changes(entry: LogEntry, model: type[Model] | None) -> list[tuple["_StrOrPromise", str]]:
    """Return label and value, before and after, of what changed.

    Of a record only which fields, none of a new one: its page tells all, as its reader may see it.
    """
    of_record = model is not None and issubclass(model, Entry) and entry.object_id is not None
    if of_record and entry.action == _ACTION.ADD:
        return []
    found = []
    for name, (before, after) in entry.changes.items():
        field = _field(model, name)
        values = [_value(field, one) for one in (before, after) if one not in (None, "", [])]
        if before not in (None, "", []) and len(values) == 1:
            values.append(NOTHING)
        found.append((_label(field, name), "" if of_record else " → ".join(values)))
    return found


def _field(model: type[Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(field: Any, name: str) -> "_StrOrPromise":
    """Return what a field, or a line, or what else the log keeps is called."""
    own = getattr(field, "verbose_name", None)
    if own is None and field is not None and field.related_model is not None:
        own = field.related_model._meta.verbose_name_plural
    return own or OTHER_LABELS.get(name, name)


# What the log keeps that is no field of what it is about.
OTHER_LABELS: dict[str, "_StrOrPromise"] = {
    "role": gettext_lazy("role"),
    "name": gettext_lazy("name"),
    "act": gettext_lazy("proposed"),
    "proposed_by": gettext_lazy("proposed by"),
    "factor": gettext_lazy("second factor"),
    "rows": gettext_lazy("rows"),
    "records": gettext_lazy("records"),
    "people": gettext_lazy("people"),
    "files": gettext_lazy("files"),
    "caption": gettext_lazy("caption"),
    "sensitive": gettext_lazy("shows sensitive values"),
}
OTHER_VALUES: dict[str, "_StrOrPromise"] = {
    **dict(Role.choices),
    **dict(AccountAct.Kind.choices),
    "totp": gettext_lazy("app on a telephone"),
    "recovery_codes": gettext_lazy("recovery codes"),
}


def _value(field: Any, value: LoggedValue) -> str:
    """Return a value as it is shown; what is protected, as a mask."""
    if isinstance(field, EncryptedField):
        return MASK
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices: dict[Any, Any] = dict(OTHER_VALUES)
    if field is not None:
        choices = dict(getattr(field, "flatchoices", ()))
    several = value if isinstance(value, list) else [value]
    text = _(", ").join(str(choices.get(one, one)) for one in several)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


LOG_COLUMNS = (
    *(
        SheetColumn(gettext_lazy("when"), CellKind.TIME),
        SheetColumn(gettext_lazy("who"), CellKind.TEXT),
    ),
    *(
        SheetColumn(gettext_lazy("from where"), CellKind.TEXT),
        SheetColumn(gettext_lazy("action"), CellKind.TEXT),
    ),
    *(
        SheetColumn(gettext_lazy("what of"), CellKind.TEXT),
        SheetColumn(gettext_lazy("changes"), CellKind.TEXT),
    ),
    SheetColumn(gettext_lazy("reason"), CellKind.TEXT),
)


def log_cells(rows: Iterable[LogRow]) -> Iterator[list[SheetCell]]:
    """Yield the cells of each row, in the order of LOG_COLUMNS."""
    colon = pgettext("label", ": ")
    for row in rows:
        changes = "; ".join(
            f"{label}{colon if value else ''}{value}" for label, value in row.changes
        )
        who, entry = row.entry.user, row.entry
        yield [
            *(entry.at, str(who) if who else "", entry.address or ""),
            *(str(entry.get_action_display()), str(row.about), changes, row.reason),
        ]

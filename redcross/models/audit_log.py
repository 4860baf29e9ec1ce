"""Who did what, when, from where, before and after, and why. Rows are added, never changed."""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model, signals
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from redcross.fields import DigestField, EncryptedField, SearchKeyField, Secret, digest

if TYPE_CHECKING:
    from .user import User

# A field's value as the log keeps it, and what was before and after by field or lines.
LoggedValue = str | int | bool | list[str] | None
Changes = dict[str, list[LoggedValue]]
# What stands for a value that the log does not tell.
MASK = "••••"

# Who a request comes from; None in a command. The middleware sets it.
client_address: ContextVar[str | None] = ContextVar("address", default=None)


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    """Entries of the log."""

    def visible_to(self, user: "User") -> Self:
        """Return what this user may see: of their society and of those below it."""
        if user.society is None:
            return self if user.is_superuser else self.none()
        return self.filter(society__in=user.society_keys)


class LogEntry(models.Model):
    """One act of one user. `changes` maps a field to [before, after], sensitive ones as digests."""

    class Action(models.TextChoices):
        ADD = "add", _("added")
        CHANGE = "change", _("changed")
        VOID = "void", _("voided")
        MERGE = "merge", _("merged")
        UNMERGE = "unmerge", _("took a merge back")
        DISTINGUISH = "distinguish", _("said that two are two")
        ATTACH = "attach", _("added evidence")
        DETACH = "detach", _("took out evidence")
        ERASE = "erase", _("deleted evidence that was taken out")
        DISPOSE = "dispose", _("destroyed, its archival period having ended")
        CAPTION = "caption", _("changed the caption of evidence")
        VIEW = "view", _("opened the page")
        REVEAL = "reveal", _("revealed")
        EXPORT = "export", _("exported")
        PRINT = "print", _("printed")
        GIVE_UP_PAPER = "give_up_paper", _("said that a paper does not come back")
        DISCARD_SCAN = "discard_scan", _("deleted a scan that was none of theirs")
        IMPORT = "import", _("imported")
        UNDO_IMPORT = "undo_import", _("took an import back")
        SUBMIT = "submit", _("submitted for review")
        SEND_BACK = "send_back", _("sent back")
        APPROVE = "approve", _("approved")
        REOPEN = "reopen", _("reopened")
        SIGN_IN = "sign_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
        SIGN_IN_REFUSED = "sign_in_refused", _("was not let try to sign in, after failing often")
        SIGN_OUT = "sign_out", _("signed out")
        ADD_ACCOUNT = "add_account", _("added the account")
        CHANGE_ROLE = "change_role", _("changed the role")
        RESET_PASSWORD = "reset_password", _("reset the password")
        CHANGE_PASSWORD = "change_password", _("changed their own password")
        DEACTIVATE = "deactivate", _("deactivated the account")
        REACTIVATE = "reactivate", _("reactivated the account")
        PROPOSE_ACT = "propose_act", _("proposed an act on the account")
        WITHDRAW_ACT = "withdraw_act", _("withdrew an act on the account")
        REFUSE_ACT = "refuse_act", _("refused an act on the account")
        READ_NOTICE = "read_notice", _("read what was done with the account")
        ADD_FACTOR = "add_factor", _("set up a second factor")
        REMOVE_FACTOR = "remove_factor", _("took a second factor away")
        FACTOR_FAILED = "factor_failed", _("gave a wrong second factor")
        END_SESSIONS = "end_sessions", _("ended sessions")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    address = models.GenericIPAddressField(_("from where"), null=True)
    society = models.ForeignKey(
        "redcross.Society",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("society"),
        db_index=False,
    )
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    model = models.CharField(_("kind"), max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(_("version"), null=True)
    changes: "models.JSONField[Changes, Changes]" = models.JSONField(_("changes"), default=dict)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["model", "object_id"], name="log_entry_of_object"),
            # A society's log is read from its newest entry down, a page at a time.
            models.Index(fields=["society", "id"], name="log_entry_of_society"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"


def logged_value(field: "models.Field[Any, Any]", value: Any) -> LoggedValue:
    """Return what the log keeps of a field's value: plain JSON, a digest for a sensitive one."""
    if isinstance(field, EncryptedField):
        secret = value if isinstance(value, Secret) else field.to_python(value)
        return f"digest:{digest(secret.reveal())[:16]}" if secret else ""
    if isinstance(value, list):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def snapshot(
    instance: models.Model, related: Mapping[str, Iterable[models.Model]] | None = None
) -> dict[str, LoggedValue]:
    """Return field name to logged value, without what the kernel itself keeps up.

    Lines and what it points to several of are each one text, of those in `related` or as stored.
    """
    related = related or {}
    kept_up = {"id", "version", "entered_at", "entered_by", "updated_at", "submission", "initials"}
    values: dict[str, LoggedValue] = {
        field.name: logged_value(field, getattr(instance, field.attname))
        for field in instance._meta.concrete_fields
        # What is drawn from other fields says nothing that these do not.
        if field.name not in kept_up
        and not isinstance(field, DigestField | SearchKeyField | models.JSONField)
    }
    for several in instance._meta.many_to_many:
        name = several.name
        chosen = related[name] if name in related else getattr(instance, name).all()
        # In whatever order they are chosen, they say the same.
        ordered = sorted(chosen, key=lambda one: (one.pk is None, one.pk))
        values[name] = "; ".join(map(str, ordered))
    for name in getattr(instance, "lines", ()):
        lines: Any = related[name] if name in related else getattr(instance, name).all()
        values[name] = "; ".join(line.describe() for line in lines)
    return values


def differences(before: dict[str, LoggedValue], after: dict[str, LoggedValue]) -> Changes:
    """Return field name to [before, after] of what differs; several choices are a set."""

    def comparable(value: LoggedValue) -> LoggedValue:
        return sorted(value) if isinstance(value, list) else value

    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if comparable(before.get(name)) != comparable(value)
    }


def write(
    action: str,
    *,
    by: "User | AnonymousUser | None",
    on: models.Model | None = None,
    changes: Changes | None = None,
    **rest: Any,
) -> LogEntry:
    """Add one entry; `on` is the object it is about, `rest` any further column.

    `by` is None for who has not signed in.
    """
    entry = _new_entry(action, by, on, changes, **rest)
    entry.save(force_insert=True)
    return entry


def write_many(
    action: str, *, by: "User", changes: Iterable[tuple[models.Model, Changes]], reason: str
) -> None:
    """Add one entry for each object and its changes, in one query."""
    LogEntry.objects.bulk_create(
        [_new_entry(action, by, on, changed, reason=reason) for on, changed in changes]
    )


def _new_entry(
    action: str,
    by: "User | AnonymousUser | None",
    on: models.Model | None,
    changes: Changes | None,
    **rest: Any,
) -> LogEntry:
    """Return an entry not saved yet: of the society of what it is about, else of the user's."""
    if on is not None:
        rest |= {"model": on._meta.label_lower, "object_id": on.pk}
        rest.setdefault("society_id", getattr(on, "society_id", None))
        rest.setdefault("version", getattr(on, "version", None))
    user = by if by is not None and by.is_authenticated else None
    rest.setdefault("society_id", getattr(user, "society_id", None))
    return LogEntry(
        action=action, user=user, address=client_address.get(), changes=changes or {}, **rest
    )


def write_attempt(action: str, username: object) -> None:
    """Add one entry of who tried to sign in, of the account of that name, if there is one.

    What is no account's name may be a password, typed into the wrong field: it is not kept.
    """
    plain = str(username).replace("\0", "")
    tried = get_user_model().objects.filter(username__iexact=plain).first()
    write(action, by=None, on=tried, reason=tried.username if tried else "")


def log_sign_ins() -> None:
    """Have every sign-in, failed sign-in and sign-out logged."""

    def signed_in(request: HttpRequest, user: "User", **kwargs: Any) -> None:
        write(LogEntry.Action.SIGN_IN, by=user)

    def signed_out(request: HttpRequest, user: "User | None", **kwargs: Any) -> None:
        write(LogEntry.Action.SIGN_OUT, by=user)

    def failed(
        credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        write_attempt(LogEntry.Action.SIGN_IN_FAILED, credentials.get("username"))

    for signal, receiver in (
        (signals.user_logged_in, signed_in),
        (signals.user_logged_out, signed_out),
        (signals.user_login_failed, failed),
    ):
        signal.connect(receiver, weak=False, dispatch_uid=f"log_{receiver.__name__}")

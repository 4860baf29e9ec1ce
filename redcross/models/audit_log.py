"""Who did what, when, from where, before and after, and why. Rows are added, never changed."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth import signals
from django.db import models
from django.utils.translation import gettext_lazy as _

from redcross.fields import DigestField, EncryptedField, Secret, digest

client_address: ContextVar[str | None] = ContextVar("address", default=None)


class LogEntry(models.Model):
    """One act of one user. `changes` maps a field to [before, after], sensitive ones as digests."""

    class Action(models.TextChoices):
        ADD = "add", _("added")
        CHANGE = "change", _("changed")
        VOID = "void", _("voided")
        MERGE = "merge", _("merged")
        UNMERGE = "unmerge", _("took a merge back")
        ATTACH = "attach", _("added evidence")
        REVEAL = "reveal", _("revealed")
        EXPORT = "export", _("exported")
        IMPORT = "import", _("imported")
        SUBMIT = "submit", _("submitted for review")
        SEND_BACK = "send_back", _("sent back")
        APPROVE = "approve", _("approved")
        REOPEN = "reopen", _("reopened")
        SIGN_IN = "sign_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
        SIGN_OUT = "sign_out", _("signed out")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    address = models.GenericIPAddressField(_("from where"), null=True)
    society = models.ForeignKey(
        "redcross.Society", models.PROTECT, null=True, related_name="+", verbose_name=_("society")
    )
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    model = models.CharField(_("kind"), max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(_("version"), null=True)
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["model", "object_id"], name="log_entry_of_object")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"


def logged_value(field: Any, value: Any) -> Any:
    """What the log keeps of a field's value: plain JSON, a digest for a sensitive one."""
    if isinstance(field, EncryptedField):
        secret = value if isinstance(value, Secret) else field.to_python(value)
        return f"digest:{digest(secret.reveal())[:16]}" if secret else ""
    if isinstance(value, list):
        return [str(one) for one in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def snapshot(instance: models.Model) -> dict[str, Any]:
    """Field name to logged value, without what the kernel itself keeps up."""
    kept = {"id", "version", "entered_at", "entered_by", "updated_at", "submission", "initials"}
    values = {
        field.name: logged_value(field, getattr(instance, field.attname))
        for field in instance._meta.concrete_fields
        if field.name not in kept and not isinstance(field, DigestField)
    }
    for field in instance._meta.many_to_many:
        values[field.name] = "; ".join(map(str, getattr(instance, field.name).all()))
    for name in getattr(instance, "lines", ()):
        values[name] = "; ".join(line.describe() for line in getattr(instance, name).all())
    return values


def write(
    action: str,
    *,
    by: Any,
    on: models.Model | None = None,
    changes: dict | None = None,
    **rest: Any,
) -> LogEntry:
    """Adds one entry; `on` is the object it is about, `rest` any further column."""
    entry = _new_entry(action, by, on, changes, **rest)
    entry.save(force_insert=True)
    return entry


def write_many(
    action: str, *, by: Any, changes: Iterable[tuple[models.Model, dict]], reason: str
) -> None:
    """One entry for each object and its changes, at once."""
    LogEntry.objects.bulk_create(
        [_new_entry(action, by, on, changed, reason=reason) for on, changed in changes]
    )


def _new_entry(
    action: str, by: Any, on: models.Model | None, changes: dict | None, **rest: Any
) -> LogEntry:
    if on is not None:
        rest |= {"model": on._meta.label_lower, "object_id": on.pk}
        rest.setdefault("society_id", getattr(on, "society_id", None))
        rest.setdefault("version", getattr(on, "version", None))
    user = by if by is not None and by.is_authenticated else None
    rest.setdefault("society_id", getattr(user, "society_id", None))
    return LogEntry(
        action=action, user=user, address=client_address.get(), changes=changes or {}, **rest
    )


def log_sign_ins() -> None:
    """Logs every sign-in, failed sign-in and sign-out."""

    def signed_in(request, user, **kwargs):
        write(LogEntry.Action.SIGN_IN, by=user)

    def signed_out(request, user, **kwargs):
        write(LogEntry.Action.SIGN_OUT, by=user)

    def failed(credentials, request=None, **kwargs):
        write(
            LogEntry.Action.SIGN_IN_FAILED, by=None, reason=str(credentials.get("username"))[:150]
        )

    for signal, receiver in (
        (signals.user_logged_in, signed_in),
        (signals.user_logged_out, signed_out),
        (signals.user_login_failed, failed),
    ):
        signal.connect(receiver, weak=False, dispatch_uid=f"log_{receiver.__name__}")

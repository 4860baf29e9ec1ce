"""Acts on the accounts of administrators, leaders and auditors: of two people, told to everybody.

Whoever keeps accounts could otherwise become a signer unseen. Where the society has somebody else
who decides, one proposes such an act and another confirms it. Where it has not, it is done at
once. Either way all whom it concerns are told on each of their pages until they say they have read
it, and nobody signs with a role that was given in another way.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .audit_log import LogEntry
from .role import DECIDING, TRUSTED, Role
from .society import Society

if TYPE_CHECKING:
    from .user import User

# How long a proposal waits.
WAITS_FOR = timedelta(days=14)


class AccountActQuerySet(models.QuerySet["AccountAct"]):
    """Acts on accounts."""

    def visible_to(self, user: "User") -> Self:
        """Return those of the user's own society; a superuser sees all."""
        return self if user.is_superuser else self.filter(society=user.society_id)

    def waiting(self) -> Self:
        """Return what waits for another's decision, and has not lapsed."""
        since = timezone.now() - WAITS_FOR
        return self.filter(state=AccountAct.State.WAITING, proposed_at__gt=since)


class AccountAct(models.Model):
    """One act on one account of a role that others rely on, proposed or done.

    `confirmed_by` is empty where it was done at once, since nobody else could confirm it;
    `proposed_by` where a command on the server did it.
    """

    class Kind(models.TextChoices):
        CHANGE_ROLE = "change_role", _("change the role")
        RESET_PASSWORD = "reset_password", _("give a new first password")
        REMOVE_SECOND_FACTOR = "remove_second_factor", _("take the second factor away")
        DEACTIVATE = "deactivate", _("deactivate the account")
        REACTIVATE = "reactivate", _("reactivate the account")
        # Which waits for nobody: signatures show the name, so all are told.
        RENAME = "rename", _("change the name")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for another person")
        DONE = "done", _("done")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REFUSED = "refused", pgettext_lazy("act", "refused")
        LAPSED = "lapsed", _("lapsed")

    society = models.ForeignKey(Society, models.PROTECT, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="acts", verbose_name=_("account")
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # The role it has, and the one it is given; "" for none.
    role_before = models.CharField(max_length=20, choices=Role.choices, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    # The name it had and the one it is given, where that is changed.
    name_before = models.CharField(max_length=150, blank=True)
    name = models.CharField(max_length=150, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AccountActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on an account")
        verbose_name_plural = _("acts on accounts")
        ordering: ClassVar = ["-pk"]
        default_permissions = ()
        permissions: ClassVar = [("confirm_account_act", "Can confirm what another proposes")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("proposed_by")) & ~Q(confirmed_by=F("account"))),
                name="account_act_confirmed_by_another",
                violation_error_message=_("Somebody else confirms this."),
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state="waiting"),
                name="account_act_waits_once",
                violation_error_message=_("Something else waits to be confirmed for this account."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.with_username}{pgettext_lazy('label', ': ')}{self.described()}"

    def described(self) -> str:
        """Return what is done with the account, in words."""
        before, after = self.get_role_before_display(), self.get_role_display()
        if self.kind == self.Kind.RENAME:
            names = {"before": self.name_before, "after": self.name}
            return gettext("name %(before)s → %(after)s") % names
        if self.role and self.role_before:
            return gettext("role %(before)s → %(after)s") % {"before": before, "after": after}
        if self.role:
            return gettext("open the account as %(after)s") % {"after": after}
        return f"{self.get_kind_display()} ({before})" if before else self.get_kind_display()

    @property
    def lapses_at(self) -> datetime:
        return self.proposed_at + WAITS_FOR

    @property
    def waits(self) -> bool:
        """Whether it still may be decided."""
        return self.state == self.State.WAITING and timezone.now() < self.lapses_at

    def get_state(self) -> str:
        """Return what became of it, in words."""
        lapsed = self.state == self.State.WAITING and not self.waits
        return str(self.State.LAPSED.label if lapsed else self.get_state_display())

    @property
    def done_alone(self) -> bool:
        """Whether one person did what is for two, nobody else being there."""
        done = self.state == self.State.DONE and self.confirmed_by_id is None
        return done and self.kind != self.Kind.RENAME

    @classmethod
    def must_wait(
        cls,
        kind: str,
        account: "User",
        *,
        by: "User",
        role: str = "",
        confirmed: "AccountAct | None" = None,
    ) -> bool:
        """Return whether the act has to wait for another person; it is proposed then.

        Else it is done now: what concerns others is announced. The society is held. `role`: the one
        that is given. Raises ValidationError while something else waits for the account.
        """
        if confirmed is not None:
            return False
        waiting = cls.objects.waiting().filter(account=account).first()
        if waiting:
            proposed = waiting.kind, waiting.role, waiting.proposed_by_id
            if proposed == (kind, role, by.pk) and waiting._who_may_confirm().exists():
                return True  # by a second click
            # Else a password made for a member of staff would become one of the leader to be.
            raise ValidationError(_("Something else waits to be confirmed for this account."))
        held = Role(account.role) if account.role else ""
        if not {held, role}.intersection(TRUSTED):
            return False
        act = cls(
            society=_society_of(account),
            account=account,
            kind=kind,
            role_before=held,
            role=role,
            proposed_by=by,
        )
        cls.objects.filter(
            account=account, state=cls.State.WAITING, proposed_at__lte=timezone.now() - WAITS_FOR
        ).update(state=cls.State.LAPSED)
        waits = act._who_may_confirm().exists()
        if not waits:
            act.state, act.decided_at = cls.State.DONE, timezone.now()
        act.full_clean()
        act.save()
        if waits:
            act._log(LogEntry.Action.PROPOSE_ACT, by)
        act._announce(by)
        return waits

    @classmethod
    def record(
        cls,
        kind: str,
        account: "User",
        *,
        by: "User | None" = None,
        announced: bool = True,
        **changed: str,
    ) -> None:
        """Keep what was done at once, and announce it; `by` is None for what the server itself did.

        That is by a command or on the first day. `changed`: of the act's fields, what it changed.
        """
        act = cls(
            society=_society_of(account),
            account=account,
            kind=kind,
            proposed_by=by,
            state=cls.State.DONE,
            decided_at=timezone.now(),
            **changed,
        )
        act.save()
        if announced:
            act._announce(by)

    @classmethod
    def waits_to_be_trusted(cls, account: "User") -> bool:
        """Return whether it is proposed to give it a role that others rely on."""
        return cls.objects.waiting().filter(account=account, role__in=TRUSTED).exists()

    @classmethod
    def role_was_announced(cls, user: "User") -> bool:
        """Return whether the role that the user has was given in the way that everybody sees."""
        announced = cls.objects.filter(
            account=user, kind=cls.Kind.CHANGE_ROLE, state=cls.State.DONE
        ).first()
        return announced is not None and announced.role == user.role

    def may_be_decided_by(self, user: "User") -> bool:
        """Return whether this user may confirm or refuse it."""
        return self.waits and self._who_may_confirm().filter(pk=user.pk).exists()

    def confirm(self, *, by: "User") -> str:
        """Do what was proposed; return the password that was made for it, if any.

        Raises PermissionDenied and ValidationError: it is checked again as if it were new.
        """
        with transaction.atomic():
            self._hold(by)
            self.state, self.confirmed_by = self.State.DONE, by
            self.decided_at = timezone.now()
            self.full_clean()
            self.save()
            try:
                password = self._perform()
            except PermissionDenied as error:
                text = _("Whoever proposed it keeps no accounts any more: propose it anew.")
                raise ValidationError(text) from error
            self._announce(by)
        return password

    def refuse(self, *, by: "User") -> None:
        """Have it not be done. Raises PermissionDenied and ValidationError."""
        with transaction.atomic():
            self._hold(by)
            self._end(self.State.REFUSED, LogEntry.Action.REFUSE_ACT, by)

    def withdraw(self, *, by: "User") -> None:
        """Take it back, for who proposed it. Raises PermissionDenied and ValidationError."""
        with transaction.atomic():
            self._hold(None)
            if self.proposed_by_id != by.pk:
                raise PermissionDenied
            self._end(self.State.WITHDRAWN, LogEntry.Action.WITHDRAW_ACT, by)

    def _end(self, state: str, action: str, by: "User") -> None:
        self.state, self.decided_at = state, timezone.now()
        self.save()
        self._log(action, by)
        self._announce(by)

    def _hold(self, by: "User | None") -> None:
        """Hold the society and read it anew; `by`, if given, is who decides.

        Raises ValidationError where it does not wait any more, PermissionDenied to who may not.
        """
        Society.lock(self.society_id)
        self.refresh_from_db()
        if not self.waits:
            raise ValidationError(_("This is decided already, or has lapsed."))
        if by is not None and not self.may_be_decided_by(by):
            raise PermissionDenied

    def _perform(self) -> str:
        """Do it with the account as it is now."""
        account = get_user_model().objects.get(pk=self.account_id)
        by = self.proposed_by
        assert by is not None  # noqa: S101 - what the server does never waits
        password = ""
        if self.kind == self.Kind.CHANGE_ROLE:
            name = account.get_full_name()
            account.change_account(name=name, role=self.role, by=by, confirmed=self)
        elif self.kind == self.Kind.RESET_PASSWORD:
            password = account.reset_password(by=by, confirmed=self)
        elif self.kind == self.Kind.REMOVE_SECOND_FACTOR:
            account.remove_second_factor(by=by, confirmed=self)
        elif self.kind == self.Kind.DEACTIVATE:
            account.deactivate(by=by, confirmed=self)
        else:
            account.reactivate(by=by, confirmed=self)
        return password

    def _who_may_confirm(self) -> "models.QuerySet[User]":
        """Return the others who decide: an account whose password another made is nobody else."""
        users = get_user_model().objects.filter(
            Q(must_change_password=False) | Q(password_expired=True),
            society=self.society_id,
            is_active=True,
            groups__name__in=DECIDING,
        )
        return users.exclude(pk__in=[self.account_id, self.proposed_by_id or 0])

    def _announce(self, actor: "User | None") -> None:
        """Have everybody concerned told of it as it is now, on each page until they have read it.

        That is who has a role that others rely on, and whose account it is. Where that is nobody
        but those who act and the account itself, everybody is told.
        """
        own = get_user_model().objects.filter(society=self.society_id, is_active=True)
        concerned = set(own.filter(groups__name__in=TRUSTED).values_list("pk", flat=True))
        involved = {self.account_id, self.proposed_by_id, self.confirmed_by_id}
        if not concerned - involved:
            concerned = set(own.values_list("pk", flat=True))
        concerned |= {self.account_id}
        concerned -= {actor.pk if actor else None}
        AccountNotice.objects.filter(act=self).delete()
        AccountNotice.objects.bulk_create(
            [AccountNotice(act=self, reader_id=reader) for reader in sorted(concerned)]
        )

    def _log(self, action: str, by: "User") -> None:
        changes: audit_log.Changes = {"act": [None, self.kind]}
        if self.role:
            changes["role"] = [self.role_before, self.role]
        audit_log.write(
            action, by=by, on=self.account, changes=changes, reason=self.account.username
        )


def _society_of(account: "User") -> Society:
    """Return the society that keeps the account. Raises PermissionDenied for a superuser's."""
    if account.society is None:
        raise PermissionDenied
    return account.society


class AccountNotice(models.Model):
    """That one user is to be told of an act; `read_at` is when they said they had read it."""

    act = models.ForeignKey(AccountAct, models.CASCADE, related_name="notices")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "reader"], name="account_notice_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["reader"], condition=Q(read_at=None), name="account_notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @classmethod
    def unread_by(cls, user: "User | models.OuterRef") -> "models.QuerySet[AccountNotice]":
        """Return what this user is still to be told, the latest first."""
        people = ("account", "proposed_by", "confirmed_by")
        return (
            cls.objects.filter(reader=user, read_at=None)
            .select_related(*(f"act__{name}" for name in people))
            .order_by("-act_id")
        )

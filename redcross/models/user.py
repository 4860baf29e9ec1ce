"""Who signs in, and what an administrator does with an account."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .account_act import AccountAct, AccountNotice
from .audit_log import Changes, LogEntry
from .role import TRUSTED, Role
from .society import Society

# Without what looks alike in print: i, l and 1, o and 0.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def generate_password() -> str:
    """Return a first password of 58 bits with a digit in it, which can be read out and typed."""
    while True:
        password = "-".join(get_random_string(4, LEGIBLE) for _part in range(3))
        if any(character.isdigit() for character in password):
            return password


class UserManager(DjangoUserManager["User"]):
    """What the server's own command makes is in the log too."""

    def create_superuser(self, *args: Any, **kwargs: Any) -> "User":
        """Save somebody who keeps the system, and log it: of no society, for all of them."""
        with transaction.atomic():
            user = super().create_superuser(*args, **kwargs)
            audit_log.write(
                LogEntry.Action.ADD_ACCOUNT,
                by=None,
                on=user,
                changes={"is_superuser": [False, True]},
                reason=user.username,
            )
        return user


class User(AbstractUser):
    """Someone who signs in. Sees the records of their society and of those below it."""

    society = models.ForeignKey(
        Society,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("society"),
    )
    must_change_password = models.BooleanField(
        _("must choose a password of their own"), default=False
    )
    # Whether that is for the age of its own password, and not because another made it.
    password_expired = models.BooleanField(default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        permissions = [("view_figures", "Can read the figures and the evaluation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(society__isnull=False, is_superuser=False)
                | Q(society__isnull=True, is_superuser=True),
                name="user_society_given",
                # Whoever keeps the system has every permission, and signs for no society.
                violation_error_message=_(
                    "Everyone but a superuser belongs to a society, a superuser to none."
                ),
            ),
            # allauth looks a name up whatever its letters' case: of two nobody could sign in.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique_in_any_case",
                violation_error_message=_("This user name is taken."),
            ),
        ]

    @property
    def society_keys(self) -> list[int]:
        """The keys of the society and of those below it."""
        return self.society.keys_below if self.society else []

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Return the name as Chinese is written: family name first, no space between."""
        return f"{self.last_name}{self.first_name}".strip()

    @property
    def with_username(self) -> str:
        """The name, and behind it the one it signs in with, which no other has and which stays."""
        name = self.get_full_name()
        known = {"name": name, "username": self.username}
        return gettext("%(name)s (%(username)s)") % known if name else self.username

    @cached_property
    def role_names(self) -> list[str]:
        """The names of its groups, which the account of a request is read with."""
        return [group.name for group in self.groups.all()]

    @cached_property
    def is_to_be_told(self) -> bool:
        """Whether there is news of accounts for it, which that of a request is read with."""
        return AccountNotice.unread_by(self).exists()

    @property
    def role(self) -> str:
        """Its group's name, "" for an account that has none."""
        return next(iter(self.role_names), "")

    def get_role_display(self) -> str:
        """Return what its role is called, of several each."""
        labels = dict(Role.choices)
        return ", ".join(str(labels.get(name, name)) for name in self.role_names)

    def open_account(self, *, role: str, password: str, by: "User | None") -> bool:
        """Save a new account with its role and its password; return whether it is open.

        It is not while its role waits for another person. `by` is None for the first administrator,
        whom nobody lets in; whoever is given a password must choose another. Raises
        PermissionDenied.
        """
        with transaction.atomic():
            if by is not None:
                self._check_kept_by(by)
                self.must_change_password = True
            self.set_password(password)
            self.is_active = False
            self.full_clean(exclude=["password"])
            self.save()
            waits = by is not None and AccountAct.must_wait(
                AccountAct.Kind.CHANGE_ROLE, self, by=by, role=role
            )
            if not waits:
                self._give_role(role)
            role_now = "" if waits else role
            self._log(LogEntry.Action.ADD_ACCOUNT, by, {"role": ["", role_now]})
            if by is None and role in TRUSTED:
                AccountAct.record(AccountAct.Kind.CHANGE_ROLE, self, role=role, announced=False)
        return not waits

    def change_account(
        self, *, name: str, role: str, by: "User", confirmed: AccountAct | None = None
    ) -> bool:
        """Give it that name and role; return whether it has them, and the role does not wait.

        Nobody changes their own role. Raises ValidationError and PermissionDenied.
        """
        with transaction.atomic():
            stored = self._check_kept_by(by)
            before = stored.get_full_name(), stored.role
            shown_as = str(stored)
            relied_on = before[1] in TRUSTED or AccountAct.waits_to_be_trusted(stored)
            waits = False
            if role != before[1]:
                self._check_not_own(by, _("You cannot change your own role."))
                self._check_administrator_left(_("The last administrator keeps the role."))
                waits = AccountAct.must_wait(
                    AccountAct.Kind.CHANGE_ROLE, stored, by=by, role=role, confirmed=confirmed
                )
            self.last_name, self.first_name = name, ""
            self.full_clean(exclude=["password"])
            self.save(update_fields=["last_name", "first_name"])
            role_now = before[1] if waits else role
            if role_now != before[1]:
                self._give_role(role_now)
            changes: Changes = {}
            for field, old, new in zip(("name", "role"), before, (name, role_now), strict=True):
                if old != new:
                    changes[field] = [old, new]
            if "name" in changes and relied_on:
                rename = AccountAct.Kind.RENAME
                AccountAct.record(rename, self, by=by, name_before=shown_as, name=str(self))
            if changes:
                action = LogEntry.Action
                kind = action.CHANGE_ROLE if "role" in changes else action.CHANGE
                self._log(kind, by, changes, confirmed)
        return not waits

    def _give_role(self, role: str) -> None:
        """Give it the one role that it has; an account that had none yet is open with it."""
        if not self.groups.exists():
            self.is_active = True
        self.is_staff = role == Role.ADMINISTRATOR
        self.save(update_fields=["is_staff", "is_active"])
        self.groups.set(Group.objects.filter(name=role))
        self.__dict__.pop("role_names", None)

    def reset_password(
        self, *, by: "User", mark: str | None = None, confirmed: AccountAct | None = None
    ) -> str:
        """Return the password that was given to it: it opens one page, that of choosing another.

        "" while that waits for another person. All its sessions end. `mark`: `password_mark` as the
        page told it, if one did. Raises ValidationError and PermissionDenied.
        """
        password = generate_password()
        with transaction.atomic():
            stored = self._check_kept_by(by)
            self._check_not_own(by, _("Change your own password on the page for that."))
            # Else a page loaded again, or a second one, made the password wrong that was told.
            if mark is not None and not constant_time_compare(mark, stored.password_mark):
                text = _(
                    "The password has been changed since. One that was made is shown only once."
                )
                raise ValidationError(text)
            kind = AccountAct.Kind.RESET_PASSWORD
            if AccountAct.must_wait(kind, stored, by=by, confirmed=confirmed):
                return ""
            self.set_password(password)
            self.save(update_fields=["password"])
            self._have_password_chosen(True)
            self._end_sessions()
            self._log(LogEntry.Action.RESET_PASSWORD, by, confirmed=confirmed)
        return password

    @property
    def password_mark(self) -> str:
        """What tells this password from one made later, and nothing of it."""
        return salted_hmac("password mark", self.password).hexdigest()[:16]

    def password_was_given(self) -> None:
        """Log that a command on the server changed the password, and tell all whom it concerns.

        Its sessions end, and it chooses another; a superuser has chosen this one.
        """
        with transaction.atomic():
            self._end_sessions()
            self._log(LogEntry.Action.RESET_PASSWORD, None)
            if self.society_id is not None:
                self._have_password_chosen(True)
                AccountAct.record(AccountAct.Kind.RESET_PASSWORD, self)

    def remove_second_factor(self, *, by: "User", confirmed: AccountAct | None = None) -> bool:
        """Have it sign in with the password alone; return whether it is done, and does not wait.

        For whose telephone is lost. Raises ValidationError and PermissionDenied.
        """
        with transaction.atomic():
            stored = self._check_kept_by(by)
            self._check_not_own(by, _("Change your own second factor on the page for that."))
            factors = self.authenticator_set.all()  # type: ignore[attr-defined]  # of allauth
            if not factors.exists():
                raise ValidationError(_("This account has no second factor."))
            kind = AccountAct.Kind.REMOVE_SECOND_FACTOR
            if AccountAct.must_wait(kind, stored, by=by, confirmed=confirmed):
                return False
            factors.delete()
            self._end_sessions()
            self._log(LogEntry.Action.REMOVE_FACTOR, by, confirmed=confirmed)
        return True

    def ask_for_new_password(self) -> bool:
        """Have it choose another where the society's days for one are over; return whether so."""
        days = self.society.password_days if self.society else None
        if days is None or self.must_change_password:
            return False
        action = LogEntry.Action
        given = LogEntry.objects.filter(
            model=self._meta.label_lower,
            object_id=self.pk,
            action__in=(action.CHANGE_PASSWORD, action.RESET_PASSWORD, action.ADD_ACCOUNT),
        )
        since = given.values_list("at", flat=True).first() or self.date_joined
        if timezone.now() - since <= timedelta(days=days):
            return False
        self._have_password_chosen(True, expired=True)
        return True

    def _have_password_chosen(self, must: bool, *, expired: bool = False) -> None:
        self.must_change_password, self.password_expired = must, expired
        self.save(update_fields=["must_change_password", "password_expired"])

    def password_chosen(self) -> None:
        """Log that its owner changed the password, and let them in everywhere again."""
        self._have_password_chosen(False)
        self._log(LogEntry.Action.CHANGE_PASSWORD, self)

    def deactivate(self, *, by: "User", confirmed: AccountAct | None = None) -> bool:
        """Let it sign in no more; what it entered stays. Return whether that does not wait.

        Its sessions are deleted, not only refused: they would go on once it is active again.
        Raises ValidationError and PermissionDenied.
        """
        with transaction.atomic():
            stored = self._check_kept_by(by)
            self._check_not_own(by, _("You cannot deactivate your own account."))
            self._check_administrator_left(_("The last administrator stays active."))
            if not stored.is_active:
                return True  # by a second click
            kind = AccountAct.Kind.DEACTIVATE
            if AccountAct.must_wait(kind, stored, by=by, confirmed=confirmed):
                return False
            self._set_active(False, by, LogEntry.Action.DEACTIVATE, confirmed)
            self._end_sessions()
        return True

    def reactivate(self, *, by: "User", confirmed: AccountAct | None = None) -> bool:
        """Let it sign in again; return whether that does not wait.

        Raises ValidationError and PermissionDenied.
        """
        with transaction.atomic():
            stored = self._check_kept_by(by)
            if stored.is_active:
                return True
            kind = AccountAct.Kind.REACTIVATE
            if AccountAct.must_wait(kind, stored, by=by, confirmed=confirmed):
                return False
            self._set_active(True, by, LogEntry.Action.REACTIVATE, confirmed)
        return True

    def end_sessions(self, *, by: "User") -> None:
        """Sign it out everywhere. Raises PermissionDenied."""
        with transaction.atomic():
            self._check_kept_by(by)
            self._end_sessions()
            self._log(LogEntry.Action.END_SESSIONS, by)

    def _set_active(
        self, active: bool, by: "User", action: str, confirmed: AccountAct | None
    ) -> None:
        self.is_active = active
        self.save(update_fields=["is_active"])
        self._log(action, by, {"is_active": [not active, active]}, confirmed)

    def _check_kept_by(self, by: "User") -> "User":
        """Hold the society and return the account as stored, itself when it is new.

        Raises PermissionDenied to who may not keep it: somebody of another society, unless a
        superuser, and who was stopped from being an administrator since their page was asked for.
        """
        if self.society_id is None or self.is_superuser:
            raise PermissionDenied
        if self.society_id != by.society_id and not by.is_superuser:
            raise PermissionDenied
        Society.lock(self.society_id)
        keeper = User.objects.get(pk=by.pk)
        if not (keeper.is_active and keeper.has_perm("redcross.change_user")):
            raise PermissionDenied
        return User.objects.get(pk=self.pk) if self.pk else self

    def _check_not_own(self, by: "User", message: Promise) -> None:
        if by.pk == self.pk:
            raise ValidationError(str(message))

    def _check_administrator_left(self, message: Promise) -> None:
        """Raise ValidationError where it is the only active administrator of its society."""
        active = User.objects.filter(
            society=self.society_id, is_active=True, groups__name=Role.ADMINISTRATOR
        )
        if list(active.values_list("pk", flat=True)) == [self.pk]:
            raise ValidationError(str(message))

    def _end_sessions(self) -> None:
        for session in self.usersession_set.all():  # type: ignore[attr-defined]  # of allauth
            session.end()

    def _log(
        self,
        action: str,
        by: "User | None",
        changes: Changes | None = None,
        confirmed: AccountAct | None = None,
    ) -> None:
        """Log it as done by who confirmed it, if anybody did; who proposed it stands beside it."""
        if confirmed is not None:
            changes = {**(changes or {}), "proposed_by": [None, by.username if by else ""]}
            by = confirmed.confirmed_by
        # The name is kept beside the number: a reader of the log looks for people.
        audit_log.write(action, by=by, on=self, changes=changes, reason=self.username)

"""Who signs in, and what an administrator does with an account."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, Group
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .audit_log import Changes, LogEntry
from .society import Society

# Without what looks alike in print: i, l and 1, o and 0.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def generate_password() -> str:
    """Return a first password of 58 bits with a digit in it, which can be read out and typed."""
    while True:
        password = "-".join(get_random_string(4, LEGIBLE) for _part in range(3))
        if any(character.isdigit() for character in password):
            return password


class Role(models.TextChoices):
    """What an account may do; the values are the names of the groups that hold it."""

    STAFF = "staff", _("Staff")
    ADMINISTRATOR = "administrator", _("Administrator")
    LEADER = "leader", _("Leader")


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

    objects: ClassVar[DjangoUserManager[Self]] = DjangoUserManager()

    class Meta(AbstractUser.Meta):
        permissions = [("view_figures", "Can read the figures and the evaluation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(society__isnull=False) | Q(is_superuser=True),
                name="user_society_given",
                violation_error_message=_("Everyone but a superuser belongs to a society."),
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
    def role(self) -> str:
        """Its group's name, "" for an account that has none."""
        return next((group.name for group in self.groups.all()), "")

    def get_role_display(self) -> str:
        """Return what its role is called, of several each."""
        labels = dict(Role.choices)
        return ", ".join(str(labels.get(group.name, group.name)) for group in self.groups.all())

    def open_account(self, *, role: str, password: str, by: "User | None") -> None:
        """Save a new account with its role and its password. Raises PermissionDenied.

        `by` is None for the first administrator, whom nobody lets in; whoever is given a password
        must choose another.
        """
        with transaction.atomic():
            if by is not None:
                self._check_kept_by(by)
                self.must_change_password = True
            self.set_password(password)
            self.is_staff = role == Role.ADMINISTRATOR
            self.full_clean(exclude=["password"])
            self.save()
            self.groups.set(Group.objects.filter(name=role))
            self._log(LogEntry.Action.ADD_ACCOUNT, by or self, {"role": ["", role]})

    def change_account(self, *, name: str, role: str, by: "User") -> None:
        """Give it that name and role. Nobody changes their own role.

        Raises ValidationError and PermissionDenied.
        """
        with transaction.atomic():
            stored = self._check_kept_by(by)
            before = stored.get_full_name(), stored.role
            if role != before[1]:
                self._check_not_own(by, _("You cannot change your own role."))
                self._check_administrator_left(_("The last administrator keeps the role."))
            self.last_name, self.first_name = name, ""
            self.is_staff = role == Role.ADMINISTRATOR
            self.full_clean(exclude=["password"])
            self.save(update_fields=["last_name", "first_name", "is_staff"])
            self.groups.set(Group.objects.filter(name=role))
            changes: Changes = {}
            for field, old, new in zip(("name", "role"), before, (name, role), strict=True):
                if old != new:
                    changes[field] = [old, new]
            if changes:
                action = LogEntry.Action
                self._log(action.CHANGE_ROLE if "role" in changes else action.CHANGE, by, changes)

    def reset_password(self, *, by: "User") -> str:
        """Return the password that was given to it: it opens one page, that of choosing another.

        All its sessions end. Raises ValidationError and PermissionDenied.
        """
        password = generate_password()
        with transaction.atomic():
            self._check_kept_by(by)
            self._check_not_own(by, _("Change your own password on the page for that."))
            self.set_password(password)
            self.must_change_password = True
            self.save(update_fields=["password", "must_change_password"])
            self._end_sessions()
            self._log(LogEntry.Action.RESET_PASSWORD, by)
        return password

    def password_chosen(self) -> None:
        """Log that its owner changed the password, and let them in everywhere again."""
        self.must_change_password = False
        self.save(update_fields=["must_change_password"])
        self._log(LogEntry.Action.CHANGE_PASSWORD, self)

    def deactivate(self, *, by: "User") -> None:
        """Let it sign in no more; what it entered stays. Raises ValidationError, PermissionDenied.

        Its sessions are deleted, not only refused: they would go on once it is active again.
        """
        with transaction.atomic():
            self._check_kept_by(by)
            self._check_not_own(by, _("You cannot deactivate your own account."))
            self._check_administrator_left(_("The last administrator stays active."))
            self._set_active(False, by, LogEntry.Action.DEACTIVATE)
            self._end_sessions()

    def reactivate(self, *, by: "User") -> None:
        """Let it sign in again. Raises PermissionDenied."""
        with transaction.atomic():
            self._check_kept_by(by)
            self._set_active(True, by, LogEntry.Action.REACTIVATE)

    def _set_active(self, active: bool, by: "User", action: str) -> None:
        if User.objects.get(pk=self.pk).is_active != active:
            self.is_active = active
            self.save(update_fields=["is_active"])
            self._log(action, by, {"is_active": [not active, active]})

    def _check_kept_by(self, by: "User") -> "User":
        """Hold the society and return the account as stored, itself when it is new.

        Raises PermissionDenied to who may not keep it: somebody of another society, and who was
        stopped from being an administrator since their page was asked for.
        """
        if self.society_id is None or self.society_id != by.society_id or self.is_superuser:
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

    def _log(self, action: str, by: "User", changes: Changes | None = None) -> None:
        # The name is kept beside the number: a reader of the log looks for people.
        audit_log.write(action, by=by, on=self, changes=changes, reason=self.username)

"""What each role may do, written as groups and permissions after every migration.

On every kind of entry a role has the actions of ENTRY_ACTIONS. What it may do besides, and what
that rule would give and is not meant, each app declares in its configuration: `role_permissions`
and `excluded_permissions`, role to permissions.
"""

import secrets
from functools import cache
from ipaddress import IPv6Network
from typing import Any, TypeVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, F, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from psycopg.types.numeric import Int8

from .locks import exclusive_lock
from .models import AccountNotice, Entry, LogEntry, Role, Society, User, audit_log
from .prepared_query import PreparedQuery, Row, prepare

_Model = TypeVar("_Model", bound=Model)

# Group name in the database, and the actions its members may take on every entry.
ENTRY_ACTIONS: dict[str, set[str]] = {
    Role.STAFF: {"view", "add", "change", "void", "reveal", "export"},
    Role.ADMINISTRATOR: {"view", "add", "change", "void", "reveal", "export", "import", "merge"},
    Role.LEADER: {"view", "export"},
    Role.AUDITOR: {"view", "export"},
}
# Addresses that nobody has: who comes from one we do not know is given one of them.
UNKNOWN_ADDRESSES = IPv6Network("100::/16")


def permissions_of_role(role: str) -> set[str]:
    """Return the names of all permissions, `app.action_model`, that the role has.

    What an app excludes goes last: no other app can give it back.
    """
    names = {
        f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"
        for model in apps.get_models()
        if issubclass(model, Entry)
        for action in ENTRY_ACTIONS[role]
    }
    for config in apps.get_app_configs():
        names |= getattr(config, "role_permissions", {}).get(role, set())
    for config in apps.get_app_configs():
        names -= getattr(config, "excluded_permissions", {}).get(role, set())
    return names


def synchronise_roles(**kwargs: Any) -> None:
    """Make groups and permissions say what this module and the apps say. Idempotent.

    Receives post_migrate, which comes once an app: names whose permission is not made yet are left
    to a later call.
    """
    existing = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in ENTRY_ACTIONS:
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(
            existing[name] for name in permissions_of_role(role) if name in existing
        )


def _names_of(permissions: QuerySet[Permission]) -> ArraySubquery:
    full_name = Concat(F("content_type__app_label"), Value("."), F("codename"))
    named = permissions.annotate(full_name=full_name)
    return ArraySubquery(named.order_by().values("full_name"))


def _column_names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _read(model: type[_Model], row: Row, path: str = "") -> _Model:
    """Return what stands in the columns of the row that begin with the path."""
    names = _column_names(model)
    return model.from_db(DEFAULT_DB_ALIAS, names, [row[path + name] for name in names])


# No account has this key: it stands for the one that is asked about.
_ANY_ACCOUNT = -1


@cache
def _query_of_account() -> PreparedQuery:
    """Return the query of an account and all that every page asks of it, put together once."""
    of_account = {"user": OuterRef("pk")}
    accounts = User.objects.filter(pk=_ANY_ACCOUNT).values(
        *_column_names(User),
        *(f"society__{name}" for name in _column_names(Society)),
        roles=ArraySubquery(Group.objects.filter(**of_account).values("name")),
        rights=_names_of(Permission.objects.filter(group__user=OuterRef("pk"))),
        own_rights=_names_of(Permission.objects.filter(**of_account)),
        is_to_be_told=Exists(AccountNotice.unread_by(OuterRef("pk"))),
    )
    return prepare(accounts, lambda value: ("key", Int8) if value == _ANY_ACCOUNT else None)


class RightsBackend(AuthenticationBackend):
    """Signs in as the library does, and reads who is signed in with all that every page asks.

    That is the society, the role, the rights and whether there is news: one query instead of seven.
    """

    def get_user(self, user_id: int) -> User | None:
        """Return the account of that key while it is open, with its rights as of now."""
        rows = _query_of_account().rows(user_id)
        if not rows:
            return None
        [row] = rows
        user = _read(User, row)
        if not self.user_can_authenticate(user):
            return None
        if user.society_id:
            user.society = _read(Society, row, "society__")
        user.role_names = row["roles"]
        user.is_to_be_told = row["is_to_be_told"]
        # Where the library looks before it asks; a superuser has every right there is.
        if not user.is_superuser:
            user._group_perm_cache = set(row["rights"])  # type: ignore[attr-defined]
            user._user_perm_cache = set(row["own_rights"])  # type: ignore[attr-defined]
        return user


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; each guess at a password is counted and logged."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address by which attempts are counted and sessions are told apart.

        Where it is not known each request has one of its own, so that nobody is locked out with
        others.
        """
        made_up = UNKNOWN_ADDRESSES[secrets.randbelow(2**32) << 80]
        return request.META["REMOTE_ADDR"] or str(made_up)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Try the password, one at a time of an account: guesses at once would not be counted."""
        account = str(credentials.get("username") or credentials.get("email") or "").casefold()
        with exclusive_lock("sign-in", account):
            return super().authenticate(request, **credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess; log what is not even tried. Raises ValidationError for that."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            username = credentials.get("username")
            audit_log.write_attempt(LogEntry.Action.SIGN_IN_REFUSED, username)
            raise

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

"""Accounts, reference lists, and records to read; people work in the pages."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .models import (
    BoardTerm,
    ClosedYear,
    Entry,
    EntryQuerySet,
    LogEntry,
    Member,
    Partner,
    Person,
    Place,
    Society,
    StandingNumber,
    User,
    audit_log,
)
from .models.audit_log import Changes

if TYPE_CHECKING:  # Django's own classes cannot be subscripted.
    _ModelAdmin = admin.ModelAdmin[Any]
    _UserAdmin = UserAdmin[User]
else:
    _ModelAdmin, _UserAdmin = admin.ModelAdmin, UserAdmin


def _user(request: HttpRequest) -> User:
    """Return who has signed in: the admin lets nobody else through."""
    return cast(User, request.user)


class ReadOnlyAdmin(_ModelAdmin):
    """Rows to read: whatever writes them does it by other rules than the admin's."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyEntryAdmin(ReadOnlyAdmin):
    """Records as they are, of the societies the user may see."""

    def get_queryset(self, request: HttpRequest) -> EntryQuerySet[Entry]:
        rows = cast(EntryQuerySet[Entry], super().get_queryset(request))
        return rows.visible_to(_user(request))


@admin.register(User)
class AccountAdmin(_UserAdmin):
    """All accounts for a superuser; administrators read here and work in pages of their own."""

    list_display = ("username", "last_name", "first_name", "society", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("last_name", "first_name", "society")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "must_change_password", "is_staff", "groups")},
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "last_name",
                    "first_name",
                    "society",
                    "groups",
                    "usable_password",
                    "password1",
                    "password2",
                    "must_change_password",
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users, user = super().get_queryset(request), _user(request)
        if user.is_superuser:
            return users
        path = user.society.path if user.society else "-"
        return users.filter(society__path__startswith=path, is_superuser=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _user(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return _user(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Log what the form changed, once the groups are saved too."""
        super().save_related(request, form, formsets, change)
        secret = ("password", "password1", "password2", "usable_password")
        changes: Changes = {
            name: [_logged(form[name].initial), _logged(form.cleaned_data[name])]
            for name in form.changed_data
            if name not in secret
        }
        action = LogEntry.Action
        audit_log.write(
            action.CHANGE if change else action.ADD_ACCOUNT,
            by=_user(request),
            on=form.instance,
            changes=changes,
            reason=form.instance.username,
        )

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
            account = User.objects.get(pk=id)
            audit_log.write(
                LogEntry.Action.RESET_PASSWORD,
                by=_user(request),
                on=account,
                reason=account.username,
            )
        return answer


def _logged(value: object) -> str:
    """Return what the log keeps of a value of the accounts' form: groups by their names."""
    several = value if isinstance(value, QuerySet | list) else [value]
    return ", ".join("" if one is None else str(one) for one in several)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """The log, of the societies the user may see."""

    list_display = ("at", "user", "address", "action", "model", "object_id", "reason")
    list_filter = ("action",)
    list_select_related = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        entries, user = super().get_queryset(request), _user(request)
        if user.is_superuser:
            return entries
        path = user.society.path if user.society else "-"
        return entries.filter(society__path__startswith=path)


@admin.register(Society)
class SocietyAdmin(_ModelAdmin):
    """Societies, which stay: all that is recorded points to one."""

    list_display = ("name", "short_name", "code", "parent")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Place, Partner, Person)
class ReferenceAdmin(ReadOnlyEntryAdmin):
    """What entries of every app point to."""

    list_display = ("name",)
    search_fields = ("name", "initials")


@admin.register(StandingNumber)
class StandingNumberAdmin(ReadOnlyEntryAdmin):
    """The basic numbers."""

    list_display = ("date", "kind", "number", "slip")


@admin.register(Member)
class MemberAdmin(ReadOnlyEntryAdmin):
    """The members."""

    list_display = ("name", "kind", "card_number", "joined_on", "left_on")
    search_fields = ("name", "initials")


@admin.register(BoardTerm)
class BoardTermAdmin(ReadOnlyEntryAdmin):
    """Who sits on the council and the supervisory board."""

    list_display = ("person", "post", "term", "starts_on", "ends_on", "left_on")
    list_select_related = ("person",)


@admin.register(ClosedYear)
class ClosedYearAdmin(ReadOnlyAdmin):
    """Closed by an approval, reopened on the evaluation's page with a reason."""

    list_display = ("society", "year", "closed_at")

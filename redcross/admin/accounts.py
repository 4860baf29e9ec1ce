"""Accounts, societies, closed years and the log."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from redcross.models import ClosedPeriod, LogEntry, Society, User, audit_log
from redcross.models.audit_log import Changes

from .base import LastingAdmin, ReadOnlyAdmin, user_of

if TYPE_CHECKING:  # Django's own classes cannot be subscripted.
    _UserAdmin = UserAdmin[User]
else:
    _UserAdmin = UserAdmin


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
        users, user = super().get_queryset(request), user_of(request)
        if user.is_superuser:
            return users
        path = user.society.path if user.society else "-"
        return users.filter(society__path__startswith=path, is_superuser=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return user_of(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return user_of(request).is_superuser

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
            by=user_of(request),
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
                by=user_of(request),
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
        entries, user = super().get_queryset(request), user_of(request)
        if user.is_superuser:
            return entries
        path = user.society.path if user.society else "-"
        return entries.filter(society__path__startswith=path)


@admin.register(Society)
class SocietyAdmin(LastingAdmin):
    """Societies, which stay: all that is recorded points to one."""

    list_display = ("name", "short_name", "code", "parent")


@admin.register(ClosedPeriod)
class ClosedPeriodAdmin(ReadOnlyAdmin):
    """Closed by an approval, reopened on the evaluation's page with a reason."""

    list_display = ("society", "start", "end", "with_below", "closed_at")

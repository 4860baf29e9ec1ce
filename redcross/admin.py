"""Accounts, reference lists, and records to read; people work in the pages."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
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
)

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
    """An administrator keeps the accounts of their own society and those below, no superusers."""

    list_display = ("username", "last_name", "first_name", "society", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("last_name", "first_name", "society")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "groups")}),
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

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "society" and not _user(request).is_superuser:
            # Everyone but a superuser has a society: a constraint holds it.
            path = cast(Society, _user(request).society).path
            kwargs["queryset"] = Society.objects.filter(path__startswith=path)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> "type[ModelForm[User]]":
        form = super().get_form(request, obj, change=change, **kwargs)
        if "society" in form.base_fields and not _user(request).is_superuser:
            form.base_fields["society"].required = True
        return form


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

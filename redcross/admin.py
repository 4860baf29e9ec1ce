"""Accounts, reference lists, and records to read; people work in the pages."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from .models import ClosedYear, LogEntry, Partner, Person, Place, Society, StandingNumber, User


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyEntryAdmin(ReadOnlyAdmin):
    """Records as they are, of the societies the user may see."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


@admin.register(User)
class AccountAdmin(UserAdmin):
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

    def get_queryset(self, request):
        users = super().get_queryset(request)
        if request.user.is_superuser:
            return users
        path = request.user.society.path if request.user.society else "-"
        return users.filter(society__path__startswith=path, is_superuser=False)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "society" and not request.user.is_superuser:
            kwargs["queryset"] = Society.objects.filter(path__startswith=request.user.society.path)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if "society" in form.base_fields and not request.user.is_superuser:
            form.base_fields["society"].required = True
        return form


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "address", "action", "model", "object_id", "reason")
    list_filter = ("action",)
    list_select_related = ("user",)

    def get_queryset(self, request):
        entries = super().get_queryset(request)
        if request.user.is_superuser:
            return entries
        path = request.user.society.path if request.user.society else "-"
        return entries.filter(society__path__startswith=path)


@admin.register(Society)
class SocietyAdmin(admin.ModelAdmin):
    list_display = ("name", "short_name", "code", "parent")

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Place, Partner, Person)
class ReferenceAdmin(ReadOnlyEntryAdmin):
    list_display = ("name",)
    search_fields = ("name", "initials")


@admin.register(StandingNumber)
class StandingNumberAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "kind", "number", "slip")


@admin.register(ClosedYear)
class ClosedYearAdmin(ReadOnlyAdmin):
    """Closed by an approval, reopened on the evaluation's page with a reason."""

    list_display = ("society", "year", "closed_at")

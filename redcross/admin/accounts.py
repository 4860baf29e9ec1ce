"""Accounts to read, societies and closed years."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from redcross.models import ClosedPeriod, Society, User

from .base import LastingAdmin, ReadOnlyAdmin, user_of


@admin.register(User)
class AccountAdmin(ReadOnlyAdmin):
    """All accounts, to read: what changes one has its own pages, which tell whom it concerns."""

    list_display = ("username", "last_name", "first_name", "society", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    list_select_related = ("society",)
    search_fields = ("username", "last_name")
    fields = (
        *("username", "last_name", "first_name", "society", "groups"),
        *("is_active", "must_change_password", "is_staff", "last_login", "date_joined"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users, user = super().get_queryset(request), user_of(request)
        if user.is_superuser:
            return users
        path = user.society.path if user.society else "-"
        return users.filter(society__path__startswith=path, is_superuser=False)


@admin.register(Society)
class SocietyAdmin(LastingAdmin):
    """Societies, which stay: all that is recorded points to one."""

    list_display = ("name", "short_name", "code", "parent")
    # It is drawn anew on the society's own page.
    exclude = ("emblem",)

    def save_model(self, request: HttpRequest, obj: Society, form: Any, change: bool) -> None:
        """Save it and log that."""
        obj.save_logged(by=user_of(request))


@admin.register(ClosedPeriod)
class ClosedPeriodAdmin(ReadOnlyAdmin):
    """Closed by an approval, reopened on the evaluation's page with a reason."""

    list_display = ("society", "start", "end", "with_below", "closed_at")

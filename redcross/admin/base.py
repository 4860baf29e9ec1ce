"""What the admin's pages of accounts and of entries share."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from redcross.models import User

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


def user_of(request: HttpRequest) -> User:
    """Return who has signed in: the admin lets nobody else through."""
    return cast(User, request.user)


class LastingAdmin(ModelAdmin):
    """Rows that stay: nothing is deleted here."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(LastingAdmin):
    """Rows to read: whatever writes them does it by other rules than the admin's."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

"""Who may see a page of an entry, and of which rows."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from redcross.filters import EntryFilter
from redcross.forms import EntryForm
from redcross.models import EntryQuerySet, Line, LineQuerySet, NamedEntry
from redcross.tables import EntryTable


class EntryPages:
    """What all pages of one kind of entry, or of line, share; declared once in an app's views.

    The class of each page is made of this and of the kernel's view of that page. One that differs
    is written out in the same way: `class FundList(FundPages, EntryList)`.
    """

    model: Any
    entry_form: type[EntryForm]
    filterset_class: type[EntryFilter]
    table_class: type[EntryTable]


@method_decorator(never_cache, name="dispatch")
class EntryView(EntryPages, PermissionRequiredMixin, View):
    """Permission from model and action; rows only of the societies the user may see.

    `page` names its address and `route` is the address below those of its kind.
    """

    page: str
    route: str
    action = "view"
    http_method_names = ["get", "post", "head", "options"]
    request: Any

    def get_permission_required(self):
        return (self.model.permission(self.action),)

    def has_permission(self):
        """What is new belongs to a society: whoever has none, a superuser, only reads."""
        writes_new = self.action in ("add", "import")
        return super().has_permission() and not (
            writes_new and self.request.user.society_id is None
        )

    def get_queryset(self) -> EntryQuerySet | LineQuerySet:
        return self.model.objects.visible_to(self.request.user)

    def with_related(self, fields: Iterable[str]) -> EntryQuerySet:
        """The rows together with what those of the fields point to, one or several."""
        asked = set(fields)
        if issubclass(self.model, Line):
            asked.add(self.model.owner)
        keys = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        several = {field.name for field in self.model._meta.many_to_many}
        rows = self.model.objects.visible_to(self.request.user)
        return rows.select_related(*keys & asked).prefetch_related(*several & asked)

    def get_context_data(self, **kwargs):
        model, user = self.model, self.request.user
        allowed = {
            a: user.has_perm(model.permission(a))
            for a in ("add", "change", "void", "export", "import", "reveal", "merge")
        }
        if issubclass(model, Line):
            allowed |= dict.fromkeys(("add", "import"), False)
        allowed["merge"] &= issubclass(model, NamedEntry)
        urls = {a: model.url_name(a) for a in ("list", "detail", *allowed)}
        return super().get_context_data(opts=model._meta, can=allowed, urls=urls, **kwargs)


class SameSocietyMixin:
    """Writing is for the record's own society; those above only read."""

    def get_object(self, *args):
        entry = super().get_object(*args)
        if entry.society_id != self.request.user.society_id:
            raise PermissionDenied
        return entry


class UnprocessableFormMixin:
    """A form that is refused is shown again, with an answer that says so."""

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

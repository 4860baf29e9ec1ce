"""Who may see a page of an entry, and of which rows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.generic import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django.views.generic.detail import SingleObjectMixin

from redcross.filters import EntryFilter
from redcross.forms import EntryForm
from redcross.models import Entry, EntryQuerySet, Line, LineQuerySet, NamedEntry, User
from redcross.tables import EntryTable

# The rows of a list, or those among which a page finds its one.
Rows = EntryQuerySet[Any] | LineQuerySet[Any]

if TYPE_CHECKING:

    class _EntryView(ContextMixin, View):
        """What Django's own views bring, which stand behind ours."""

    class _ObjectView(SingleObjectMixin[Any], View): ...

    class _FormView(TemplateResponseMixin, ContextMixin): ...
else:
    _EntryView, _ObjectView, _FormView = View, object, object


def requested_back(request: HttpRequest) -> str:
    """Return the address of the list that she came from, "" unless it is one of ours.

    In the address and not in the session: of two tabs each knows its own.
    """
    requested = request.GET.get("back", "")
    ours = requested.startswith("/") and url_has_allowed_host_and_scheme(requested, None)
    return requested if ours else ""


def back_query(request: HttpRequest) -> str:
    """Return what takes that address along to the next page."""
    back = requested_back(request)
    return f"?{urlencode({'back': back})}" if back else ""


def page_of(entry: Entry, request: HttpRequest) -> str:
    """Return the address of the entry's page, from which a way leads back to that list."""
    return f"{entry.get_absolute_url()}{back_query(request)}"


class EntryPages:
    """What all pages of one kind of entry, or of line, share; declared once in an app's views.

    The class of each page is made of this and of the kernel's view of that page. One that differs
    is written out in the same way: `class FundList(FundPages, EntryList)`.
    """

    model: type[Entry] | type[Line]
    entry_form: type[EntryForm]
    filterset_class: type[EntryFilter]
    table_class: type[EntryTable]


@method_decorator(never_cache, name="dispatch")
class EntryView(EntryPages, PermissionRequiredMixin, _EntryView):
    """Permission from model and action; rows only of the societies the user may see.

    `page` names its address and `route` is the address below those of its kind.
    """

    page: str
    route: str
    action = "view"
    http_method_names = ["get", "post", "head", "options"]

    @property
    def user(self) -> User:
        """Who looks at the page: LoginRequiredMiddleware lets nobody else through."""
        return cast(User, self.request.user)

    def get_permission_required(self) -> tuple[str]:
        return (self.model.permission(self.action),)

    def has_permission(self) -> bool:
        """Refuse to who has no society what would be of it: such a superuser only reads."""
        writes_new = self.action in ("add", "import")
        return super().has_permission() and not (writes_new and self.user.society_id is None)

    def get_queryset(self) -> Rows:
        return self.model.objects.visible_to(self.user)

    def with_related(self, fields: Iterable[str]) -> Rows:
        """Return the rows together with what those of the fields point to, one or several."""
        names = set(fields)
        if issubclass(self.model, Line):
            names.add(self.model.owner)
        keys = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        several = {field.name for field in self.model._meta.many_to_many}
        rows = self.model.objects.visible_to(self.user)
        # Without any named, Django would follow all.
        relations: list[Any] = [*keys & names, *self.model.named_by] or [None]
        return rows.select_related(*relations).prefetch_related(*several & names)

    def back(self) -> str:
        """Return the address of the list that she came from, "" without."""
        return requested_back(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        model, user = self.model, self.user
        allowed = {
            a: user.has_perm(model.permission(a))
            for a in ("add", "change", "void", "export", "import", "reveal", "merge")
        }
        if issubclass(model, Line):
            allowed |= dict.fromkeys(("add", "import"), False)
        allowed["merge"] &= issubclass(model, NamedEntry)
        urls = {a: model.url_name(a) for a in ("list", "detail", "duplicates", *allowed)}
        return super().get_context_data(
            opts=model._meta,
            can=allowed,
            urls=urls,
            back=self.back() or reverse(urls["list"]),
            back_query=back_query(self.request),
            **kwargs,
        )


class SameSocietyMixin(_ObjectView):
    """Writing is for the record's own society; those above only read."""

    def get_object(self, *args: Any) -> Entry:
        entry = cast(Entry, super().get_object(*args))
        if entry.society_id != cast(User, self.request.user).society_id:
            raise PermissionDenied
        return entry


class UnprocessableFormMixin(_FormView):
    """A form that is refused is shown again, with an answer that says so."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

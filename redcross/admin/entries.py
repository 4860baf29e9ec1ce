"""Every kind of entry: reference lists to work in, records to read, each with its export.

Form, filter and table are those of the kind's own pages, so that a new kind is here by itself.
"""

from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from import_export.admin import ExportActionMixin
from import_export.forms import ExportForm

from redcross.fields import EncryptedField
from redcross.filters import EntryFilter
from redcross.forms import EntryForm
from redcross.kinds import entry_kinds, list_page_of
from redcross.models import Entry, EntryQuerySet, NamedEntry
from redcross.spreadsheets.exports import (
    entry_sheets,
    export_name,
    export_notes,
    hidden_fields,
    log_export,
)
from redcross.spreadsheets.formats import FORMATS, SheetFormat
from redcross.spreadsheets.resource import EntryResource, resource_of
from redcross.views import EntryList

from .base import ReadOnlyAdmin, user_of
from .forms import admin_form_of

# What an entry tells of itself besides what its form asks for.
TOLD = ("society", "entered_by", "entered_at", "updated_at", "version", "voided_at", "void_reason")


class EntryAdmin(ExportActionMixin, ReadOnlyAdmin):
    """Entries as they are, of the societies the user may see, and on their way out.

    They leave as from the list page with all columns, and come in on the import page alone: the
    library's own keeps what is sent to it in clear until it is confirmed.
    """

    model: type[Entry]
    export_formats = tuple(FORMATS.values())
    export_form_class = ExportForm
    # Chosen rows leave as a workbook, without a page between.
    skip_export_form_from_action = True
    show_change_form_export = False
    import_export_change_list_template = "admin/entry_change_list.html"
    change_form_template = "admin/entry_change_form.html"

    @property
    def list_page(self) -> type[EntryList]:
        return list_page_of(self.model)

    @property
    def entry_form(self) -> type[EntryForm]:
        return self.list_page.entry_form

    def get_queryset(self, request: HttpRequest) -> EntryQuerySet[Entry]:
        rows = cast(EntryQuerySet[Entry], super().get_queryset(request))
        return rows.visible_to(user_of(request))

    # The list.

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the table's columns that are fields."""
        own = {field.name for field in self.model._meta.concrete_fields}
        return [n for n in self.list_page.table_class.base_columns if n in own] or ["__str__"]

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        related = {f.name for f in self.model._meta.concrete_fields if f.is_relation}
        shown = [name for name in self.get_list_display(request) if name in related]
        return [*shown, *self.model.named_by]

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        """Return the columns without the encrypted ones: their order would be that of nothing."""
        fields = self.model._meta.concrete_fields
        secret = {field.name for field in fields if isinstance(field, EncryptedField)}
        return [name for name in self.get_list_display(request) if name not in secret]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Return the filters that offer a choice, and whether it is voided.

        None by what is pointed to: the admin would offer that of every society.
        """
        filters = self.list_page.filterset_class.base_filters
        chosen = (
            field.name
            for field in self.model._meta.concrete_fields
            if field.name in filters and (field.choices or isinstance(field, BooleanField))
        )
        return [*chosen, ("voided_at", admin.EmptyFieldListFilter)]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.list_page.filterset_class.search

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return what the list page finds, voided entries too."""
        if not search_term:
            return queryset, False
        parameters = {"q": search_term, "voided": "with"}
        found: EntryFilter = self.list_page.filterset_class(parameters, queryset, request=request)
        return found.qs, False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_import = self._may_write(request, "import")
        import_url = reverse(self.model.url_name("import")) if may_import else ""
        return cast(
            HttpResponse,
            super().changelist_view(request, {**(extra_context or {}), "import_url": import_url}),
        )

    def _may_write(self, request: HttpRequest, action: str) -> bool:
        """Return whether the user may do it in their society: who has none only reads."""
        user = user_of(request)
        return user.society_id is not None and user.has_perm(self.model.permission(action))

    # The page of one.

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return [*self.entry_form.field_names(), *self.get_readonly_fields(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return TOLD if obj else ()

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Entry | None:
        """Return the entry; the log keeps that somebody looked at it, as on its own page."""
        entry = cast(Entry | None, super().get_object(request, object_id, from_field))
        if entry is not None and request.method == "GET":
            entry.log_view(by=user_of(request))
        return entry

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the entry's own page, which tells what the log says of it."""
        entry = self.get_object(request, object_id)
        if entry is None:
            raise Http404
        return redirect(entry.get_absolute_url())

    # On its way out.

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[EntryResource]]:
        return [resource_of(self.entry_form)]

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"hidden": hidden_fields(self.model, user_of(request))}

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[int]:
        return list(self.get_queryset(request).values_list("pk", flat=True))

    def _do_file_export(
        self,
        file_format: SheetFormat,
        request: HttpRequest,
        queryset: EntryQuerySet[Entry],
        export_form: ExportForm | None = None,
    ) -> HttpResponseBase:
        """Answer with the rows as the list page with all columns does, and log that they left.

        More than a request has time for are the list page's, which leaves them to the worker.
        """
        if not self.has_export_permission(request):
            raise PermissionDenied
        user, query = user_of(request), request.GET.urlencode()
        # In the order of the list page, unless another was asked for.
        rows = queryset if "o" in request.GET else queryset.order_by()
        number = rows.count()
        if number > settings.EXPORT_ROWS_AT_ONCE:
            self.message_user(
                request,
                _("That is more than %(rows)s rows: export them here, in the background.")
                % {"rows": settings.EXPORT_ROWS_AT_ONCE},
                messages.WARNING,
            )
            return redirect(self.model.url_name("list"))
        log_export(by=user, model=self.opts.label_lower, rows=number, query=query)
        title = str(self.opts.verbose_name_plural)
        hidden = hidden_fields(self.model, user)
        contents = entry_sheets(
            self.entry_form, rows, title, export_notes(user, query), hidden=hidden
        )
        return file_format.download(contents, export_name(self.model, user))


class NamedEntryAdmin(EntryAdmin):
    """A reference list, added to and changed by the rules of its own form and with its save.

    What is another society's or voided is read only.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may_write(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not self._may_write(request, "change"):
            return False
        if not isinstance(obj, Entry):
            return True
        return obj.society_id == user_of(request).society_id and obj.voided_at is None

    def _may_save(self, request: HttpRequest, obj: Model | None) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = super().get_fields(request, obj)
        hidden = ("version", "submission") if self._may_save(request, obj) else ()
        return [*fields, *hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if not self._may_save(request, obj):
            return fields
        # Its form has the version that was looked at.
        return [name for name in fields if name != "version"]

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the kind's own form, made for the user; to read, Django's of no field."""
        if not self._may_save(request, obj):
            return super().get_form(request, obj, change, **kwargs)
        return partial(admin_form_of(self.entry_form), user=user_of(request))

    def save_form(self, request: HttpRequest, form: EntryForm, change: bool) -> Entry:
        """Return what the form has saved already, to be checked whole: see `AdminFormMixin`."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Model, form: EntryForm, change: bool) -> None:
        """Leave it to the form."""

    def save_related(
        self, request: HttpRequest, form: EntryForm, formsets: Any, change: bool
    ) -> None:
        """Leave it to the form."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Leave it to the one save: one log is kept of everything."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Leave it to the one save."""


def register_entries() -> None:
    """Register every kind of entry."""
    for model in entry_kinds():
        admin_class = NamedEntryAdmin if issubclass(model, NamedEntry) else EntryAdmin
        admin.site.register(model, admin_class)


register_entries()

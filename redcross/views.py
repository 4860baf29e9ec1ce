"""The pages every entry has, made by `entry_urls` from its form, filter and table."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Manager, Q
from django.forms import modelform_factory
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import (
    CreateView,
    DetailView,
    FormView,
    ListView,
    TemplateView,
    UpdateView,
    View,
)
from django_filters.views import FilterMixin
from django_tables2 import SingleTableMixin

from . import log
from .context import ways_in
from .export import empty_sheet, workbook
from .fields import EncryptedField
from .filters import EntryFilter
from .forms import EntryForm, ImportForm, MergeForm, RevealForm, VoidForm, display
from .history import told
from .imports import take_in
from .merging import merge, merged_here, moving, undo_merge
from .models import AlreadySaved, Attachment, EntryQuerySet, Line, Merge, NamedEntry, StaleVersion
from .sheets import Sheet
from .tables import EntryTable


@method_decorator(never_cache, name="dispatch")
class EntryView(PermissionRequiredMixin, View):
    """Permission from model and action; rows only of the societies the user may see."""

    model: Any = None
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

    def get_queryset(self) -> EntryQuerySet:
        return self.model.objects.visible_to(self.request.user)

    def with_names(self, fields: Iterable[str]) -> EntryQuerySet:
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


class OwnEntryMixin:
    """Writing is for the record's own society; those above only read."""

    def get_object(self, *args):
        entry = super().get_object(*args)
        if entry.society_id != self.request.user.society_id:
            raise PermissionDenied
        return entry


class AgainMixin:
    """A form that is refused is shown again, with an answer that says so."""

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Counted(Paginator):
    """A list whose length is known already."""

    def __init__(self, rows: int, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = rows


class EntryList(EntryView, SingleTableMixin, FilterMixin, ListView):
    """Filter, sort, totals of all that is filtered, page size; `?format=xlsx` exports the same."""

    template_name = "entry_list.html"
    rows = 0

    def get_queryset(self):
        return self.with_names(self.table_class.base_columns)

    def get_table_pagination(self, table):
        sizes = settings.PAGE_SIZES
        asked = self.request.GET.get("per_page", "")
        size = int(asked) if asked in map(str, sizes) else sizes[0]
        return {"per_page": size, "paginator_class": partial(Counted, self.rows)}

    def get_filterset_kwargs(self, filterset_class):
        # Without parameters too the filter decides: it leaves voided rows out.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}

    def get(self, request, *args, **kwargs):
        self.filterset = self.get_filterset(self.get_filterset_class())
        self.object_list = (
            self.filterset.qs if self.filterset.is_valid() else self.filterset.queryset.none()
        )
        if request.GET.get("format") == "xlsx":
            return self.export()
        return self.render_to_response(self.get_context_data())

    def export(self) -> HttpResponse:
        if not self.request.user.has_perm(self.model.permission("export")):
            raise PermissionDenied
        log.write(
            log.LogEntry.Action.EXPORT,
            by=self.request.user,
            model=self.model._meta.label_lower,
            reason=self.request.GET.urlencode()[:200],
        )
        return workbook(self.get_table(), str(self.model._meta.verbose_name_plural))

    def get_context_data(self, **kwargs):
        totals = self.table_class.totals
        sums = self.object_list.aggregate(
            _rows=Count("pk"), **{f"sum_{k}": a for k, (_label, a) in totals.items()}
        )
        self.rows = sums["_rows"]
        return super().get_context_data(
            filter=self.filterset,
            filtered=any(self.request.GET.get(name) for name in self.filterset.filters),
            totals=[(label, sums[f"sum_{key}"]) for key, (label, _a) in totals.items()],
            page_sizes=settings.PAGE_SIZES,
            **kwargs,
        )


class EntryDetail(EntryView, DetailView):
    """All fields, evidence and the history."""

    template_name = "entry_detail.html"
    form_class: type[EntryForm] | None = None

    def get_queryset(self):
        return self.with_names((*self.form_class._meta.fields, "society", "voided_by"))

    def tabled_lines(self) -> dict[str, Any]:
        """The lines that the page shows as tables."""
        return self.form_class.lines

    def get_context_data(self, **kwargs):
        entry = self.object
        several = {field.name for field in entry._meta.many_to_many}
        rows = [
            {
                "name": name,
                "label": entry._meta.get_field(name).verbose_name,
                "value": display(entry, name),
                "links": getattr(entry, name).all() if name in several else [],
                "link": getattr(getattr(entry, name), "get_absolute_url", None),
                "secret": hasattr(getattr(entry, name), "reveal") and bool(getattr(entry, name)),
            }
            for name in self.form_class._meta.fields
        ]
        fields = (*entry._meta.concrete_fields, *entry._meta.many_to_many)
        labels = {field.name: field.verbose_name for field in fields}
        for name, form in self.form_class.lines.items():
            labels[name] = form._meta.model._meta.verbose_name_plural
        tables = []
        for name, form in self.tabled_lines().items():
            line = form._meta.model
            names = form._meta.fields
            tables.append(
                {
                    "label": labels[name],
                    "head": [line._meta.get_field(n).verbose_name for n in names],
                    "rows": [
                        [display(row, n) for n in names]
                        for row in getattr(entry, name).select_related(
                            *(n for n in names if line._meta.get_field(n).is_relation)
                        )
                    ],
                }
            )
        return super().get_context_data(
            rows=rows,
            tables=[table for table in tables if table["rows"]],
            history=told(entry, labels),
            evidence=entry.evidence,
            warnings=entry.warnings(),
            missing=entry.missing(),
            own=entry.society_id == self.request.user.society_id,
            **self._duplicates(entry),
            **kwargs,
        )

    def _duplicates(self, entry) -> dict[str, Any]:
        """Where it went, what went into it, and which others may be the same."""
        if not isinstance(entry, NamedEntry):
            return {}
        if entry.voided_at:
            return {"merged": Merge.objects.of(entry)}
        own = entry.society_id == self.request.user.society_id
        may = own and self.request.user.has_perm(entry.permission("merge"))
        return {
            "merged_here": merged_here(entry),
            "same_name": entry.same_name()[:5] if may else [],
        }


def following_way(request) -> str | None:
    """The way in that "save and go on with" asked for, if it is one."""
    asked = request.POST.get("following", "")
    return asked if any(asked == way["url"] for way in ways_in(request.user)) else None


class EntryFormView(AgainMixin, EntryView):
    """What adding and changing have in common."""

    form_class: type[EntryForm] | None = None
    template_name = "entry_form.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except AlreadySaved as again:
            return self.saved(again.entry)

    def form_valid(self, form):
        saved = form.save()
        return self.form_invalid(form) if saved is None else self.saved(saved)

    def saved(self, saved):
        messages.success(self.request, _("Saved: %(entry)s") % {"entry": saved})
        for message, _other in saved.warnings():
            messages.warning(self.request, message)
        if following := following_way(self.request):
            return redirect(following)
        if "again" in self.request.POST:
            kept = {n: v for n in self.form_class.carried if (v := self.request.POST.get(n))}
            return redirect(f"{reverse(self.model.url_name('add'))}?{urlencode(kept)}")
        return redirect(saved)

    def form_invalid(self, form):
        form.ask_for_files_again()
        return super().form_invalid(form)


class EntryAdd(EntryFormView, CreateView):
    """`?copy=12` starts from that record, without what must be unique."""

    action = "add"
    object = None

    def get_initial(self):
        source = self.request.GET.get("copy", "")
        if not source.isdigit():
            return {
                n: self.request.GET[n]
                for n in self.form_class._meta.fields
                if n in self.request.GET
            }
        entry = get_object_or_404(self.get_queryset(), pk=source)
        lines = self.form_class.lines
        names = set(self.form_class._meta.fields) - set(self.form_class.not_copied)
        values = {n: v for n in names if not hasattr(v := getattr(entry, n), "reveal")}
        rows = {n: [f.copied(row) for row in getattr(entry, n).all()] for n, f in lines.items()}
        return {n: v.all() if isinstance(v, Manager) else v for n, v in values.items()} | rows


class EntrySheet(EntryView, TemplateView):
    """Several records on one page: what they share above, a row for each below. All or none."""

    action = "add"
    template_name = "entry_sheet.html"
    heading: Any = ""
    form_class: Any = None
    # Fields that all rows share; those of a row; those shown only when asked for.
    common: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    # What the shared fields and the first rows start with.
    start: dict[str, Any] = {}
    preset: tuple[dict[str, Any], ...] = ()

    def sheets(self, data=None, files=None) -> list[Sheet]:
        """One for each kind of record that the page takes."""
        return [self._sheet(self.form_class, self.row, self.preset, data, files)]

    def _sheet(self, form_class, row, preset, data=None, files=None) -> Sheet:
        shared = (*self.common, *self.more)
        asked = {n: v for n in shared if (v := self.request.GET.get(n))}
        initial = self.start | asked
        return Sheet(
            form_class, shared, row, preset, self.request.user, data, files, initial=initial
        )

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(sheets=self.sheets()))

    def post(self, request, *args, **kwargs):
        sheets = self.sheets(request.POST, request.FILES)
        top = sheets[0].top
        valid = all([sheet.is_valid(top) for sheet in sheets])
        with transaction.atomic():
            saved = [entry for sheet in sheets for entry in sheet.save(top)] if valid else []
            refused = not saved or None in saved
            if refused:
                transaction.set_rollback(True)
        if refused:
            if valid and not saved:
                messages.error(request, _("Fill in at least one row."))
            top.ask_for_files_again()
            return self.render_to_response(self.get_context_data(sheets=sheets), status=422)
        text = _("Saved: %(number)s records: %(entries)s")
        shown = "; ".join(map(str, saved[:5])) + ("…" if len(saved) > 5 else "")
        messages.success(request, text % {"number": len(saved), "entries": shown})
        for entry in saved:
            for message, _other in entry.warnings():
                messages.warning(request, f"{entry}: {message}")
        return redirect(following_way(request) or self.model.url_name("list"))

    def get_context_data(self, **kwargs):
        first = kwargs["sheets"][0].top
        return super().get_context_data(
            heading=self.heading,
            common=[first[name] for name in self.common],
            more=[first[name] for name in self.more],
            **kwargs,
        )


class EntryImport(AgainMixin, EntryView, FormView):
    """A spreadsheet, all of it or nothing; `?format=xlsx` is the empty one to fill in."""

    action = "import"
    entry_form: type[EntryForm] | None = None
    form_class = ImportForm
    template_name = "entry_import.html"

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "xlsx":
            title = str(self.model._meta.verbose_name_plural)
            return empty_sheet(self.entry_form(user=request.user), title)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            outcome = take_in(
                self.entry_form,
                form.cleaned_data["file"].read(),
                by=self.request.user,
                add_unknown=form.cleaned_data["add_unknown"],
            )
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        if outcome.faults:
            context = self.get_context_data(form=form, faults=outcome.faults)
            return self.render_to_response(context, status=422)
        messages.success(
            self.request,
            _("%(saved)s records imported, %(repeated)s had been imported before.")
            % {"saved": outcome.saved, "repeated": outcome.repeated},
        )
        return redirect(self.model.url_name("list"))


class EntryChange(OwnEntryMixin, EntryFormView, UpdateView):
    action = "change"


class EntryVoid(OwnEntryMixin, AgainMixin, EntryView, FormView, DetailView):
    """Asks for the reason, then calls the model's verb."""

    action = "void"
    form_class = VoidForm
    template_name = "entry_void.html"

    def get_initial(self):
        self.object = self.get_object()
        return {"version": self.object.version}

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return FormView.post(self, request, *args, **kwargs)

    def form_valid(self, form):
        self.object.version = form.cleaned_data["version"]
        try:
            self.object.void(by=self.request.user, reason=form.cleaned_data["reason"])
        except StaleVersion as stale:
            self.object = stale.current
            form.data = form.data | {"version": stale.current.version}
            form.add_error(
                None, _("Somebody else changed this record meanwhile: please look again.")
            )
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            self.object = self.get_object()
            return self.form_invalid(form)
        messages.success(self.request, _("Voided: %(entry)s") % {"entry": self.object})
        return redirect(self.object)


class EntryMerge(OwnEntryMixin, AgainMixin, EntryView, FormView, DetailView):
    """Asks for the one to keep and the reason, with both side by side and what will move."""

    action = "merge"
    form_class = MergeForm
    entry_form: Any = None
    template_name = "entry_merge.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if Merge.objects.of(self.object):
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return FormView.post(self, request, *args, **kwargs)

    def get_initial(self):
        return {"into": self.request.GET.get("into", "")}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"gone": self.object, "user": self.request.user}

    def form_valid(self, form):
        gone, user = self.object, self.request.user
        into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        try:
            merge(gone, into, by=user, reason=reason)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        text = _("“%(entry)s” was merged into this one.") % {"entry": gone}
        link = format_html(
            '<a href="{}">{}</a>', gone.get_absolute_url(), _("Look, or take it back")
        )
        messages.success(self.request, format_html("{} {}", text, link))
        return redirect(into)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(moving=moving(self.object), **kwargs)
        gone, into = self.object, context["form"].chosen()
        context["into"] = into
        context["compared"] = into and [
            (gone._meta.get_field(name).verbose_name, display(gone, name), display(into, name))
            for name in (*self.entry_form._meta.fields, "entered_at")
        ]
        return context


class EntryUnmerge(OwnEntryMixin, EntryView, DetailView):
    """Takes the merge back in which it went."""

    action = "merge"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        entry = self.get_object()
        try:
            if merged := Merge.objects.of(entry):
                undo_merge(merged, by=request.user)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("The merge is taken back."))
        return redirect(entry)


class EntryReveal(EntryView, FormView, DetailView):
    """Shows one sensitive value once, to who may and says why; the log keeps that."""

    action = "reveal"
    form_class = RevealForm
    template_name = "entry_reveal.html"

    def get_initial(self):
        self.object = self.get_object()
        name = self.request.POST.get("field", self.request.GET.get("field", ""))
        self._secret(name)
        return {"field": name}

    def _secret(self, name: str) -> Any:
        """404 for a name that is not a sensitive field: nothing else can be asked for."""
        names = {f.name for f in self.model._meta.concrete_fields if hasattr(f, "mask")}
        if name not in names:
            raise Http404
        return getattr(self.object, name)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return FormView.post(self, request, *args, **kwargs)

    def form_valid(self, form):
        name = form.cleaned_data["field"]
        secret = self._secret(name)
        log.write(
            log.LogEntry.Action.REVEAL,
            by=self.request.user,
            on=self.object,
            changes={name: [None, None]},
            reason=form.cleaned_data["reason"],
        )
        return self.render_to_response(self.get_context_data(form=form, revealed=secret.reveal()))


class EntrySearch(EntryView):
    """Choices for a search box of a form: `{"results": [{"id", "text"}], "more"}`, at most 20."""

    lookups: tuple[str, ...] = ()

    def get_queryset(self):
        owner = f"{self.model.owner}__" if issubclass(self.model, Line) else ""
        return self.model.objects.filter(**{f"{owner}society": self.request.user.society_id})

    def text(self, row: Any) -> str:
        return str(row)

    def get(self, request):
        found = Q()
        if text := request.GET.get("q", "").strip().lower():
            for lookup in self.lookups:
                found |= Q(**{lookup: text})
        rows = self.get_queryset().filter(found).countable()
        text_of = self.text
        # The one to merge with: not itself, and those of the same name told apart.
        beside = request.GET.get("beside", "")
        if beside.isdigit() and issubclass(self.model, NamedEntry):
            rows, text_of = rows.exclude(pk=beside), self.model.told_apart
        rows = rows[:21]
        results = [{"id": row.pk, "text": text_of(row)} for row in rows[:20]]
        return JsonResponse({"results": results, "more": len(rows) > 20})


class EntryQuickAdd(EntryFormView, CreateView):
    """A new choice made in place, from its name alone."""

    action = "add"
    http_method_names = ["post"]
    object = None

    def saved(self, entry):
        return JsonResponse({"id": entry.pk, "text": str(entry)})

    def form_invalid(self, form):
        """Somebody typed faster than the search answered: a name taken already is that entry."""
        name, own = (form["name"].value() or "").strip(), self.request.user.society_id
        taken = self.model.objects.countable().filter(society=own, name=name)[:2]
        if "name" in form.errors and len(taken) == 1:
            return self.saved(taken[0])
        message = " ".join(m for found in form.errors.values() for m in found)
        return JsonResponse({"error": message}, status=400)


class EntryAttach(OwnEntryMixin, EntryView, DetailView):
    """Adds evidence to a record."""

    action = "change"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        entry = self.get_object()
        files = request.FILES.getlist("file")
        try:
            if not files:
                raise ValidationError(_("Choose a file first."))
            for file in files:
                entry.attach(file, by=request.user)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("Evidence added."))
        return HttpResponseRedirect(f"{entry.get_absolute_url()}#evidence")


@require_safe
def attachment(request, pk):
    """The file itself, to whoever may see the record it belongs to."""
    kept = get_object_or_404(Attachment, pk=pk)
    model = apps.get_model(kept.model)
    if not request.user.has_perm(model.permission("view")):
        raise PermissionDenied
    get_object_or_404(model.objects.visible_to(request.user), pk=kept.object_id)
    return FileResponse(
        kept.file.open(), filename=kept.name, content_type=kept.content_type, as_attachment=False
    )


def entry_urls(
    form: type[EntryForm],
    filterset: type[EntryFilter],
    table: type[EntryTable],
    **own: type[View],
) -> list:
    """The addresses of one kind of entry, named `cash_gift_list`, `cash_gift_detail`, …

    A page that does not fit is given by its action: `detail=FundDetail`; so is one more: `sheet`.
    """
    model = form._meta.model
    pages: dict[str, tuple[str, type[View], dict[str, Any]]] = {
        "list": ("", EntryList, {"filterset_class": filterset, "table_class": table}),
        "add": ("add/", EntryAdd, {"form_class": form}),
        "import": ("import/", EntryImport, {"entry_form": form}),
        "detail": ("<int:pk>/", EntryDetail, {"form_class": form}),
        "change": ("<int:pk>/change/", EntryChange, {"form_class": form}),
        "void": ("<int:pk>/void/", EntryVoid, {}),
        "attach": ("<int:pk>/attach/", EntryAttach, {}),
        "search": ("search/", EntrySearch, {"lookups": filterset.search}),
    }
    if any(isinstance(field, EncryptedField) for field in model._meta.concrete_fields):
        pages["reveal"] = ("<int:pk>/reveal/", EntryReveal, {})
    if issubclass(model, NamedEntry):
        by_name = modelform_factory(model, form=EntryForm, fields=["name"])
        pages["quick_add"] = ("quick-add/", EntryQuickAdd, {"form_class": by_name})
        pages["merge"] = ("<int:pk>/merge/", EntryMerge, {"entry_form": form})
        pages["unmerge"] = ("<int:pk>/unmerge/", EntryUnmerge, {})
    if "sheet" in own:
        pages["sheet"] = ("sheet/", EntrySheet, {"form_class": form})
    return [
        path(
            route,
            own.get(action, view).as_view(model=model, **options),
            name=model.url_name(action).partition(":")[2],
        )
        for action, (route, view, options) in pages.items()
    ]


def line_urls(
    filterset: type[EntryFilter], table: type[EntryTable], list: type[EntryList] = EntryList
) -> list:
    """The list of one kind of line, across the entries they belong to."""
    model = filterset._meta.model
    view = list.as_view(model=model, filterset_class=filterset, table_class=table)
    return [path("", view, name=model.url_name("list").partition(":")[2])]

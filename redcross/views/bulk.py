"""Several entries on one page."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from redcross.forms import BulkEntry, EntryForm, Fault, clean_upload, form_faults, initial_date
from redcross.forms.doubts import Doubt
from redcross.models import Entry, NamedEntry

from .base import EntryView
from .edit import requested_quick_action

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class EntryBulkAdd(EntryView, TemplateView):
    """Several records on one page: what they share above, a row for each below. All or none."""

    page = "bulk_add"
    route = "sheet/"
    action = "add"
    template_name = "entry_bulk_add.html"
    heading: "_StrOrPromise" = ""
    # Fields that all rows share; those of a row; those shown only when asked for.
    shared_fields: tuple[str, ...] = ()
    row_fields: tuple[str, ...] = ()
    advanced_fields: tuple[str, ...] = ()
    # What the shared fields and the first rows start with.
    initial: dict[str, Any] = {}
    row_initials: tuple[dict[str, Any], ...] = ()
    # The usual ones: rows that stand filled in, to be saved unless they are taken away.
    proposals: tuple[dict[str, Any], ...] = ()

    def bulk_entries(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
    ) -> list[BulkEntry]:
        """Return one for each kind of record that the page takes."""
        rows = self._open_proposals() if self.proposals else self.row_initials
        return [self._bulk_entry(self.entry_form, self.row_fields, rows, data, files)]

    def _open_proposals(self) -> tuple[dict[str, Any], ...]:
        """Return the proposals of whose name the society has none."""
        named = cast(type[NamedEntry], self.model)
        own = named.objects.countable().filter(society=self.user.society_id)
        known = set(own.values_list("name", flat=True))
        return tuple(row for row in self.proposals if row["name"] not in known)

    def _bulk_entry(
        self,
        form_class: type[EntryForm],
        row: tuple[str, ...],
        preset: tuple[dict[str, Any], ...],
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
    ) -> BulkEntry:
        """Return the rows of one kind: the fields of a row, and what the first rows start with."""
        shared = (*self.shared_fields, *self.advanced_fields)
        requested = {n: v for n in shared if (v := self.request.GET.get(n))}
        initial = initial_date(form_class) | self.initial | requested
        return BulkEntry(
            form_class,
            shared,
            row,
            preset,
            self.user,
            data,
            files,
            initial=initial,
            proposed=bool(self.proposals),
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(bulk_entries=self.bulk_entries()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Once for all rows: it takes a while, and the storage would move a large upload away.
        sent_files = [clean_upload(file) for file in request.FILES.getlist("files")]
        files = cast(MultiValueDict[str, UploadedFile], MultiValueDict({"files": sent_files}))
        bulk_entries = self.bulk_entries(request.POST, files)
        top = bulk_entries[0].top
        valid = all([bulk_entry.is_valid(top) for bulk_entry in bulk_entries])
        with transaction.atomic():
            saved = (
                [entry for bulk_entry in bulk_entries for entry in bulk_entry.save(top)]
                if valid
                else []
            )
            refused = not saved or None in saved
            if refused:
                transaction.set_rollback(True)
        if refused:
            if valid and not saved:
                messages.error(request, _("Fill in at least one row."))
            top.ask_for_files_again()
            return self.render_to_response(
                self.get_context_data(bulk_entries=bulk_entries), status=422
            )
        text = _("Saved: %(number)s records: %(entries)s")
        shown = "; ".join(map(str, saved[:5])) + ("…" if len(saved) > 5 else "")
        messages.success(request, text % {"number": len(saved), "entries": shown})
        forms = [form for bulk_entry in bulk_entries for form in bulk_entry.filled]
        # Of a name that all rows share once.
        for notice in dict.fromkeys(notice for form in forms for notice in form.all_name_notices()):
            messages.info(request, notice)
        for entry in cast(list[Entry], saved):  # None was refused
            for message, _other in entry.warnings():
                messages.warning(request, f"{entry}: {message}")
        return redirect(requested_quick_action(self.request) or self.model.url_name("list"))

    def _shared_doubts(self, bulk_entries: list[BulkEntry]) -> list[Doubt]:
        """Return what looks odd in the fields that all rows share, each once."""
        return list(
            dict.fromkeys(d for bulk_entry in bulk_entries for d in bulk_entry.shared_doubts())
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first: EntryForm = kwargs["bulk_entries"][0].top
        return super().get_context_data(
            heading=self.heading,
            shared_fields=[first[name] for name in self.shared_fields],
            advanced_fields=[first[name] for name in self.advanced_fields],
            doubts=self._shared_doubts(kwargs["bulk_entries"]),
            advanced_is_wrong=any(name in first.errors for name in self.advanced_fields),
            faults=self._faults(kwargs["bulk_entries"]),
            **kwargs,
        )

    def _faults(self, bulk_entries: list[BulkEntry]) -> list[Fault]:
        """Return all that is wrong with the page: the shared fields, then the rows."""
        faults = form_faults(
            bulk_entries[0].top, names=(*self.shared_fields, *self.advanced_fields)
        )
        for bulk_entry in bulk_entries:
            faults += bulk_entry.faults(alone=len(bulk_entries) == 1)
        return faults

"""The page of one entry."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import DetailView

from redcross.formatting import NOTHING, display_value, show_number, with_rounding
from redcross.forms import TIMING_FIELDS, EvidenceForm, LineForm
from redcross.history import HistoryRow, format_history
from redcross.log_rows import ABOUT_EVIDENCE
from redcross.merging import merged_entries
from redcross.models import (
    Attachment,
    Distinction,
    Entry,
    Line,
    Merge,
    NamedEntry,
    Record,
)
from redcross.papers import papers_of
from redcross.typed_values import Rounding

from .base import EntryView, Rows
from .listing import Listing, pointing_lists

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class DetailRow(TypedDict):
    """A field: `links` are the several it points to, `link` gives the address of the one."""

    name: str
    label: "_StrOrPromise"
    value: str
    links: QuerySet[Any] | list[Any]
    link: Callable[[], str] | None
    secret: bool


class LineTable(TypedDict):
    """Lines: what their columns are called, and their cells."""

    label: "_StrOrPromise"
    head: list["_StrOrPromise"]
    rows: list[list[str]]


class Fact(NamedTuple):
    """A number that the page gives of its entry; the address is that of what was counted."""

    label: "_StrOrPromise"
    number: Decimal | int
    url: str = ""
    rounding: Rounding = Rounding.EXACT

    @property
    def shown(self) -> str:
        """Return the number as well as it is known."""
        return show_number(self.number, self.rounding)


def _shown(row: Entry | Line, name: str) -> str:
    """Return a field's value, a number as well as it is known."""
    value = display_value(row, name)
    if not isinstance(row, Record | Line) or getattr(row, name) is None:
        return value
    return with_rounding(value, row.rounding_of(name))


class EntryDetail(EntryView, DetailView):
    """All fields that are filled in, what points to it, evidence and the history."""

    page = "detail"
    route = "<int:pk>/"
    template_name = "entry_detail.html"

    def get_object(self, *args: Any) -> Any:
        """Return the entry; the log keeps who looked at one with values that are protected."""
        entry: Entry = super().get_object(*args)
        entry.log_view(by=self.user)
        return entry

    def get_queryset(self) -> Rows:
        return self.with_related((*self.entry_form.field_names(), "society", "voided_by"))

    def tabled_lines(self) -> Mapping[str, type[LineForm]]:
        """Return the lines that the page shows as tables."""
        return self.entry_form.lines

    def facts(self) -> list[Fact]:
        """Return the numbers that the page gives first; a kind that has some says which."""
        return []

    def follow_ups(self) -> list[tuple[type[Entry], str]]:
        """Return what may be entered next of it: the kind, and its field that points to it."""
        return []

    def _follow_up_links(self) -> list[tuple[str, str]]:
        """Return label and address of each that the user may enter."""
        entry: Entry = self.object
        if entry.voided_at or entry.society_id != self.user.society_id:
            return []
        return [
            (capfirst(str(model._meta.verbose_name)), f"{url}?{name}={entry.pk}")
            for model, name in self.follow_ups()
            if self.user.has_perm(model.permission("add"))
            for url in (reverse(model.url_name("add")),)
        ]

    def listings(self) -> list[Listing]:
        """Return the lists of what points to it."""
        return pointing_lists(self.object, self.request)

    def line_table(self, name: str, form: type[LineForm]) -> LineTable:
        """Return the table of the lines with this related name."""
        line = form._meta.model
        names = form.field_names()
        related = (n for n in names if line.own_field(n).is_relation)
        return {
            "label": line._meta.verbose_name_plural or "",
            "head": [line.own_field(n).verbose_name for n in names],
            "rows": [
                [_shown(row, n) for n in names]
                for row in getattr(self.object, name).select_related(*related)
            ],
        }

    def shown_names(self) -> list[str]:
        """Return the fields to show: what took place once, on a day, needs no saying."""
        entry: Entry = self.object
        return [
            name
            for name in self.entry_form.field_names()
            if name not in TIMING_FIELDS
            or getattr(entry, name) != entry.own_field(name).get_default()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry: Entry = self.object
        several = {field.name for field in entry._meta.many_to_many}
        rows: list[DetailRow] = [
            {
                "name": name,
                "label": entry.own_field(name).verbose_name,
                "value": _shown(entry, name),
                "links": getattr(entry, name).all() if name in several else [],
                "link": getattr(getattr(entry, name), "get_absolute_url", None),
                "secret": hasattr(getattr(entry, name), "reveal") and bool(getattr(entry, name)),
            }
            for name in self.shown_names()
        ]
        fields = (*entry._meta.concrete_fields, *entry._meta.many_to_many)
        labels: dict[str, _StrOrPromise] = {field.name: field.verbose_name for field in fields}
        for name in entry.lines:
            line = cast("type[Line]", entry._meta.get_field(name).related_model)
            labels[name] = line._meta.verbose_name_plural or ""
        labels["caption"] = Attachment._meta.get_field("caption").verbose_name
        labels["sensitive"] = Attachment._meta.get_field("sensitive").verbose_name
        tables = [self.line_table(name, form) for name, form in self.tabled_lines().items()]
        return super().get_context_data(
            rows=[row for row in rows if row["links"] or row["value"] not in ("", NOTHING)],
            facts=self.facts(),
            listings=self.listings(),
            follow_ups=self._follow_up_links(),
            tables=[table for table in tables if table["rows"]],
            history=self._history(labels),
            **self._evidence(entry),
            warnings=entry.warnings(),
            missing=entry.missing(),
            own=entry.society_id == self.user.society_id,
            papers=[
                (paper, reverse(entry.url_name("paper"), args=[entry.pk, paper.key]))
                for paper in papers_of(type(entry))
                if self.user.has_perm("redcross.print_paper") and not paper.refusal(entry)
            ],
            **self._duplicates(entry),
            **kwargs,
        )

    @cached_property
    def may_reveal(self) -> bool:
        """Whether the user sees what is sensitive of the entry."""
        entry: Entry = self.object
        return entry.may_be_revealed_to(self.user)

    def _history(self, labels: "dict[str, _StrOrPromise]") -> list[HistoryRow]:
        """Return the history; what sensitive evidence is called, only to who may open it."""
        entry: Entry = self.object
        rows = format_history(entry, labels)
        if not self.may_reveal and Attachment.objects.of(entry).filter(sensitive=True).exists():
            for row in rows:
                if row["entry"].action in ABOUT_EVIDENCE:
                    row["entry"].reason, row["changes"] = "", []
        return rows

    def _evidence(self, entry: Entry) -> dict[str, Any]:
        """Return its files, and those taken out to who may change it or look into that."""
        own = entry.society_id == self.user.society_id
        may_change = own and self.user.has_perm(entry.permission("change"))
        # Who may see it of others does not of this one: its business is over.
        closed = self.user.has_perm(entry.permission("reveal")) and not self.may_reveal
        may_open_removed = self.user.has_perm("redcross.view_removed_attachment")
        removed = Attachment.objects.of(entry).removed() if may_change or may_open_removed else ()
        return {
            "evidence": entry.evidence.select_related("added_by"),
            "evidence_form": EvidenceForm(),
            "may_reveal": self.may_reveal,
            "closed_business": closed and entry.evidence.filter(sensitive=True).exists(),
            "may_change_evidence": may_change and not entry.voided_at,
            "removed_evidence": removed,
            "may_open_removed": may_open_removed,
        }

    def _others_of_the_name(self, entry: NamedEntry) -> QuerySet[NamedEntry]:
        """Return those that may be the same, without those that are known to be others."""
        return entry.same_name().exclude(pk__in=Distinction.objects.others(entry))

    def _duplicates(self, entry: Entry) -> dict[str, Any]:
        """Return where it went, or what went into it and which others may be the same."""
        if not isinstance(entry, NamedEntry):
            return {}
        if entry.voided_at:
            return {"merged": Merge.objects.of(entry)}
        own = entry.society_id == self.user.society_id
        may = own and self.user.has_perm(entry.permission("merge"))
        return {
            "merged_here": merged_entries(entry),
            "same_name": self._others_of_the_name(entry)[:5] if may else [],
        }

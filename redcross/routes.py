"""The addresses of a kind of entry."""

from django.urls import URLPattern, path

from .models import Line, NamedEntry
from .papers import papers_of
from .views import (
    EntryAdd,
    EntryAttach,
    EntryBulkChange,
    EntryBulkPrint,
    EntryBulkVoid,
    EntryChange,
    EntryDetail,
    EntryDuplicates,
    EntryImport,
    EntryImportFaults,
    EntryImportReview,
    EntryList,
    EntryMerge,
    EntryPages,
    EntryPaper,
    EntryQuickAdd,
    EntryReveal,
    EntrySearch,
    EntryUnmerge,
    EntryView,
    EntryVoid,
)

# The pages of every entry, of those with papers, with sensitive values, and that others point to.
USUAL: tuple[type[EntryView], ...] = (
    *(EntryList, EntryAdd, EntryImport, EntryDetail, EntryChange, EntryVoid, EntryAttach),
    *(EntrySearch, EntryBulkVoid, EntryBulkChange, EntryImportReview, EntryImportFaults),
)
PRINTED: tuple[type[EntryView], ...] = (EntryPaper, EntryBulkPrint)
SENSITIVE: tuple[type[EntryView], ...] = (EntryReveal,)
NAMED: tuple[type[EntryView], ...] = (EntryQuickAdd, EntryMerge, EntryUnmerge, EntryDuplicates)


def usual_views(pages: type[EntryPages]) -> tuple[type[EntryView], ...]:
    """Return the kernel's views of the pages that a kind of entry, or of line, has anyway."""
    model = pages.model
    if issubclass(model, Line):
        return (EntryList,)
    sensitive = bool(model.secret_fields())
    is_named = issubclass(model, NamedEntry)
    printed = PRINTED if papers_of(model) else ()
    return (*USUAL, *printed, *(SENSITIVE if sensitive else ()), *(NAMED if is_named else ()))


def view_of(pages: type[EntryPages], view: type[EntryView]) -> type[EntryView]:
    """Return the view of one page of one kind: what all its pages share, and the kernel's view."""
    name = f"{pages.__name__.removesuffix('Pages')}{view.__name__.removeprefix('Entry')}"
    return type(name, (pages, view), {"__module__": pages.__module__, "__doc__": view.__doc__})


def entry_urls(pages: type[EntryPages], *own: type[EntryView]) -> list[URLPattern]:
    """Return the addresses of one kind of entry: `cash_gift_list`, `cash_gift_detail`, ….

    `own`: the views of pages that differ from the usual ones, or that come beside them.
    """
    views = {view.page: view_of(pages, view) for view in usual_views(pages)}
    views |= {view.page: view for view in own}
    return [
        path(view.route, view.as_view(), name=pages.model.url_name(page).partition(":")[2])
        for page, view in views.items()
    ]

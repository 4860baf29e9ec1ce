"""One search through everything that the user may see."""

from collections.abc import Iterator
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.middleware import UserRequest
from redcross.models import Entry, Line
from redcross.navigation import ordered_app_configs

from .list import EntryList
from .list_settings import list_class
from .listing import ListExcerpt, Listing

# How many of each kind are shown.
SHOWN_OF_A_KIND = 5


def searched_lists(request: UserRequest) -> Iterator[type[EntryList]]:
    """Yield the list of every kind that the user may see, what people work in first."""
    for config in ordered_app_configs():
        for model in config.get_models():
            if not issubclass(model, Entry | Line):
                continue
            kind = cast(type[Entry] | type[Line], model)
            view_class = list_class(kind.url_name("list"))
            if view_class and request.user.has_perm(kind.permission("view")):
                yield view_class


def found_of(view_class: type[EntryList], request: UserRequest, text: str) -> Listing | None:
    """Return the first that hold the text, None where none does: with one query."""
    excerpt = ListExcerpt(view_class, request, {"q": text})
    excerpt.read_parameters()
    rows = list(excerpt.rows[: SHOWN_OF_A_KIND + 1])
    if not rows:
        return None
    label = excerpt.view.model._meta.verbose_name_plural or ""
    table = excerpt.table(rows[:SHOWN_OF_A_KIND])
    return Listing(label, excerpt.url(), table, more=len(rows) > SHOWN_OF_A_KIND)


@never_cache
@require_safe
def search_everything(request: UserRequest) -> HttpResponse:
    """Show what holds the text, by kind, each leading to its list with the same search."""
    text = request.GET.get("q", "").strip()[:200]
    found = [found_of(view, request, text) for view in searched_lists(request)] if text else []
    context = {"searched": text, "listings": [listing for listing in found if listing]}
    return render(request, "search.html", context)

"""Likely duplicates, to be worked off: merged, or said to be two."""

from typing import Any, TypedDict, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from redcross.duplicates import MOST_PAIRS, describe_pairs, likely_pairs
from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import Distinction, NamedEntry, User
from redcross.navigation import cached_reverse, ordered_app_configs

from .base import EntryView

PAIRS_A_PAGE = 20


class DuplicatesOfAKind(TypedDict):
    """A kind of entry with its number of likely pairs; `more`: that is not all of them."""

    label: str | Promise
    url: str
    number: int
    more: bool


def merged_kinds(user: User) -> list[type[NamedEntry]]:
    """Return the kinds of which the user may merge entries, what people work in first."""
    kinds = [
        cast(type[NamedEntry], model)
        for config in ordered_app_configs()
        for model in config.get_models()
        if issubclass(model, NamedEntry)
    ]
    return [model for model in kinds if user.has_perm(model.permission("merge"))]


@never_cache
@require_safe
def duplicates(request: UserRequest) -> HttpResponse:
    """Show how many pairs of each kind are likely one entry: two queries a kind."""
    kinds = merged_kinds(request.user)
    if not kinds:
        raise PermissionDenied
    found: list[DuplicatesOfAKind] = []
    for model in kinds:
        number = len(likely_pairs(model, request.user.society_id))
        found.append(
            {
                "label": model._meta.verbose_name_plural or "",
                "url": cached_reverse(model.url_name("duplicates")),
                "number": min(number, MOST_PAIRS),
                "more": number > MOST_PAIRS,
            }
        )
    any_found = any(kind["number"] for kind in found)
    return render(request, "duplicates.html", {"kinds": found, "any_found": any_found})


class EntryDuplicates(EntryView, TemplateView):
    """Pairs that are likely one, with why; POST with `first` and `second` says that they are two.

    A fixed number of queries. Only of the user's own society, as merging is.
    """

    page = "duplicates"
    route = "duplicates/"
    action = "merge"
    template_name = "entry_duplicates.html"

    @property
    def named_model(self) -> type[NamedEntry]:
        """The kind of the pairs."""
        return cast(type[NamedEntry], self.model)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remember that the two are two; 404 for what is no pair of the society's."""
        keys = {read_key(request.POST.get(name)) for name in ("first", "second")}
        own = self.named_model.objects.countable().filter(society=self.user.society_id)
        pair = list(own.filter(pk__in=keys - {None}))
        if len(pair) != 2:
            raise Http404
        Distinction.make(pair[0], pair[1], by=self.user)
        text = _("“%(one)s” and “%(other)s” are two: the pair is not shown any more.")
        messages.success(request, text % {"one": pair[0], "other": pair[1]})
        return redirect(request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = likely_pairs(self.named_model, self.user.society_id)
        pages = Paginator(pairs[:MOST_PAIRS], PAIRS_A_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            pairs=describe_pairs(self.named_model, list(page)),
            more=len(pairs) > MOST_PAIRS,
            most=MOST_PAIRS,
            here=self.request.get_full_path(),
            **kwargs,
        )

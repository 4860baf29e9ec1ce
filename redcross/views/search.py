"""The answers of a search box."""

from collections.abc import Callable
from typing import Any, TypedDict

from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from redcross.keys import read_key
from redcross.models import Line, NamedEntry

from .base import EntryView, Rows


class SearchResult(TypedDict):
    """A choice: the key that the form sends, and what is read."""

    id: int
    text: str


class SearchAnswer(TypedDict):
    """What the search box of a form is told; `more` when not all that was found is in it."""

    results: list[SearchResult]
    more: bool


class EntrySearch(EntryView):
    """Choices for a search box of a form, a `SearchAnswer`, at most 20."""

    page = "search"
    route = "search/"

    @property
    def lookups(self) -> tuple[str, ...]:
        """What is searched: as the search of the list page."""
        return self.filterset_class.search

    def get_queryset(self) -> Rows:
        """Return what may be chosen: of the user's own society, not of those below it."""
        owner = f"{self.model.owner}__" if issubclass(self.model, Line) else ""
        return self.model.objects.filter(**{f"{owner}society": self.user.society_id})

    def text(self, row: Any) -> str:
        """Return what is read of a choice."""
        return str(row)

    def get(self, request: HttpRequest) -> JsonResponse:
        condition = Q()
        if text := request.GET.get("q", "").strip().lower():
            for lookup in self.lookups:
                condition |= Q(**{lookup: text})
        rows = self.get_queryset().filter(condition).countable()
        text_of: Callable[[Any], str] = self.text
        # The one to merge with: not itself, and those of the same name told apart.
        beside = read_key(request.GET.get("beside"))
        if beside is not None and issubclass(self.model, NamedEntry):
            rows, text_of = rows.exclude(pk=beside), self.model.label_with_id
        rows = rows[:21]
        answer: SearchAnswer = {
            "results": [{"id": row.pk, "text": text_of(row)} for row in rows[:20]],
            "more": len(rows) > 20,
        }
        return JsonResponse(answer)

"""The answers of a search box."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from redcross.filters import any_of
from redcross.keys import read_key
from redcross.merging import merged_names
from redcross.models import Line, NamedEntry, Record
from redcross.naming import SEARCH_KEY, closeness, normalised, searched_words

from .base import EntryView, Rows

MOST_RESULTS = 20


class SearchResult(TypedDict):
    """A choice: the key that the form sends, what is read, and whether that name was asked for."""

    id: int
    text: str
    exact: bool


class SearchAnswer(TypedDict):
    """What the search box of a form is told; `more` when not all that was found is in it."""

    results: list[SearchResult]
    more: bool


class EntrySearch(EntryView):
    """Choices for a search box of a form, a `SearchAnswer`, the nearest first, at most 20."""

    page = "search"
    route = "search/"

    @property
    def lookups(self) -> tuple[str, ...]:
        """What is searched: as the search of the list page."""
        return self.filterset_class.search

    def get_queryset(self) -> Rows:
        """Return what may be chosen: of the user's own society, not of those below it."""
        owner = f"{self.model.owner}__" if issubclass(self.model, Line) else ""
        rows = self.model.objects.filter(**{f"{owner}society": self.user.society_id})
        if issubclass(self.model, Record):
            own = self.model.own_field
            alike = (name for name in self.model.alike_fields if own(name).is_relation)
            relations: list[Any] = [*alike, *self.model.named_by] or [None]
            rows = rows.select_related(*relations)
        return rows

    def text(self, row: Any) -> str:
        """Return what is read of a choice."""
        return str(row.choice_label())

    def found_by(self, text: str) -> Q:
        """Return the condition for every word being found, each wherever it is."""
        condition = Q()
        for word in searched_words(text):
            condition &= any_of(self.model, self.lookups, word)
        return condition

    def get(self, request: HttpRequest) -> JsonResponse:
        text, duplicate = request.GET.get("q", "").strip().lower(), request.GET.get("duplicate", "")
        rows = self.get_queryset().filter(self.found_by(text)).countable()
        if text and SEARCH_KEY in self.lookups:
            rows = rows.order_by(closeness(text), *(self.model._meta.ordering or ()))
        # The one to merge with: not itself, and those of the same name told apart.
        key = read_key(duplicate)
        if merging := key is not None and issubclass(self.model, NamedEntry):
            rows = rows.exclude(pk=key)
        found = list(rows[: MOST_RESULTS + 1])
        results = self._results(found[:MOST_RESULTS], text, always_with_id=merging)
        if text and not merging and issubclass(self.model, NamedEntry):
            results = self._with_merged(self.model, results, text)
        answer: SearchAnswer = {
            "results": results[:MOST_RESULTS],
            "more": max(len(found), len(results)) > MOST_RESULTS,
        }
        return JsonResponse(answer)

    def _results(
        self, rows: Sequence[Any], text: str, *, always_with_id: bool
    ) -> list[SearchResult]:
        """Return the choices, those of one name with what tells them apart."""
        names = {row.pk: _plain_name(row) for row in rows}
        texts = {row.pk: self.text(row) for row in rows}
        if issubclass(self.model, NamedEntry):
            plain = list(names.values())
            alike = [r for r in rows if always_with_id or plain.count(names[r.pk]) > 1]
            details = self.model.details_of(alike) if alike else {}
            texts |= {row.pk: row.label_with_id(details[row.pk]) for row in alike}
        searched = normalised(text)
        return [
            {"id": key, "text": texts[key], "exact": bool(searched) and name == searched}
            for key, name in names.items()
        ]

    def _with_merged(
        self, model: type[NamedEntry], results: list[SearchResult], text: str
    ) -> list[SearchResult]:
        """Return them with those that a name leads to which went into another."""
        by_key = {result["id"]: result for result in results}
        # As everywhere: whoever has the name now is meant before whom it leads to.
        searched = "" if any(result["exact"] for result in results) else normalised(text)
        for kept, old in merged_names(model, self.user.society_id, text):
            exact = _plain_name(old) == searched
            known = by_key.get(kept.pk)
            if known is None or (exact and not known["exact"]):
                by_key[kept.pk] = {"id": kept.pk, "text": f"{old} → {kept}", "exact": exact}
        return sorted(by_key.values(), key=lambda result: not result["exact"])


def _plain_name(row: Any) -> str:
    """Return the name as names are compared; of what has none, what is read of it."""
    return getattr(row, "search_key", "").split("\n")[0] or normalised(str(row))

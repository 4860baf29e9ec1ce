"""The answers of a search box."""

from typing import Any

from django.db.models import Q
from django.http import JsonResponse

from redcross.models import Line, NamedEntry

from .base import EntryView


class EntrySearch(EntryView):
    """Choices for a search box of a form: `{"results": [{"id", "text"}], "more"}`, at most 20."""

    page = "search"
    route = "search/"

    @property
    def lookups(self) -> tuple[str, ...]:
        """What is searched: as the search of the list page."""
        return self.filterset_class.search

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
            rows, text_of = rows.exclude(pk=beside), self.model.label_with_id
        rows = rows[:21]
        results = [{"id": row.pk, "text": text_of(row)} for row in rows[:20]]
        return JsonResponse({"results": results, "more": len(rows) > 20})

"""The outlines of a society."""

from dataclasses import asdict
from typing import Any

from redcross.views import EntryAdd, EntryChange, EntryList, EntryPages
from reports.filters import OutlineFilter
from reports.forms import OutlineForm
from reports.models import Outline
from reports.tables import OutlineTable
from reports.text.outlines import BUILTIN_OUTLINES, DEFAULT_TITLE


class OutlinePages(EntryPages):
    model = Outline
    entry_form = OutlineForm
    filterset_class = OutlineFilter
    table_class = OutlineTable


class OutlineAdd(OutlinePages, EntryAdd):
    """`?shipped=formal` starts from an outline that comes with the program."""

    template_name = "reports/outline_form.html"

    def get_initial(self) -> dict[str, Any]:
        shipped = BUILTIN_OUTLINES.get(self.request.GET.get("shipped", ""))
        if not shipped:
            return super().get_initial()
        name, sections = shipped
        rows = [
            asdict(section) | {"position": place * 10}
            for place, section in enumerate(sections, start=1)
        ]
        return {"name": name, "title": DEFAULT_TITLE, "sections": rows}


class OutlineChange(OutlinePages, EntryChange):
    """The headings of an outline, one below the other."""

    template_name = "reports/outline_form.html"


class OutlineList(OutlinePages, EntryList):
    """The society's outlines, and those that come with the program."""

    template_name = "reports/outline_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shipped = [(key, name) for key, (name, _chapters) in BUILTIN_OUTLINES.items()]
        return super().get_context_data(shipped=shipped, **kwargs)

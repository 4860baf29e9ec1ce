"""The outlines of a society."""

from dataclasses import asdict

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

    def get_initial(self):
        shipped = BUILTIN_OUTLINES.get(self.request.GET.get("shipped", ""))
        if not shipped:
            return super().get_initial()
        name, chapters = shipped
        rows = [asdict(one) | {"position": at * 10} for at, one in enumerate(chapters, start=1)]
        return {"name": name, "title": DEFAULT_TITLE, "sections": rows}


class OutlineChange(OutlinePages, EntryChange):
    template_name = "reports/outline_form.html"


class OutlineList(OutlinePages, EntryList):
    template_name = "reports/outline_list.html"

    def get_context_data(self, **kwargs):
        shipped = [(key, name) for key, (name, _chapters) in BUILTIN_OUTLINES.items()]
        return super().get_context_data(shipped=shipped, **kwargs)

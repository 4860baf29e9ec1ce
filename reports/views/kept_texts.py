"""What a society says in its own words."""

from redcross.views import EntryPages
from reports.filters import KeptTextFilter
from reports.forms import KeptTextForm
from reports.models import KeptText
from reports.tables import KeptTextTable


class KeptTextPages(EntryPages):
    model = KeptText
    entry_form = KeptTextForm
    filterset_class = KeptTextFilter
    table_class = KeptTextTable

"""Honours."""

from redcross.views import EntryPages
from reports.filters import HonourFilter
from reports.forms import HonourForm
from reports.models import Honour
from reports.tables import HonourTable


class HonourPages(EntryPages):
    model = Honour
    entry_form = HonourForm
    filterset_class = HonourFilter
    table_class = HonourTable

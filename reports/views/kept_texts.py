"""What a society says in its own words."""

from redcross.views import EntryAdd, EntryChange, EntryPages
from reports.filters import KeptTextFilter
from reports.forms import KeptTextForm
from reports.models import KeptText
from reports.tables import KeptTextTable

from .writing import WritingMixin


class KeptTextPages(EntryPages):
    model = KeptText
    entry_form = KeptTextForm
    filterset_class = KeptTextFilter
    table_class = KeptTextTable


class KeptTextAdd(KeptTextPages, WritingMixin, EntryAdd):
    """A new text, with figures in it."""


class KeptTextChange(KeptTextPages, WritingMixin, EntryChange):
    """A text, with figures in it."""

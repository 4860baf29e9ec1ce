"""The pages of outreach."""

from redcross.views import EntryPages

from .filters import CommunityProjectFilter, EventFilter, MaterialFilter
from .forms import CommunityProjectForm, EventForm
from .models import CommunityProject, Event, Material
from .tables import CommunityProjectTable, EventTable, MaterialTable


class EventPages(EntryPages):
    model = Event
    entry_form = EventForm
    filterset_class = EventFilter
    table_class = EventTable


class CommunityProjectPages(EntryPages):
    model = CommunityProject
    entry_form = CommunityProjectForm
    filterset_class = CommunityProjectFilter
    table_class = CommunityProjectTable


class MaterialPages(EntryPages):
    model = Material
    filterset_class = MaterialFilter
    table_class = MaterialTable

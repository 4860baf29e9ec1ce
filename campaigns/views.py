"""The pages of outreach."""

from redcross.views import EntryPages

from .filters import CommunityProjectFilter, EventFilter, MaterialFilter, SurveyFilter
from .forms import CommunityProjectForm, EventForm, SurveyForm
from .models import CommunityProject, Event, Material, Survey
from .tables import CommunityProjectTable, EventTable, MaterialTable, SurveyTable


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


class SurveyPages(EntryPages):
    model = Survey
    entry_form = SurveyForm
    filterset_class = SurveyFilter
    table_class = SurveyTable

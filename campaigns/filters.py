import django_filters as df
from django.utils.translation import gettext_lazy as _

from redcross.filters import ChoiceArrayFilter, DatedFilter, RecordFilter, TownFilter
from redcross.models import Place

from .models import CommunityProject, Event, Material, Survey


class EventFilter(RecordFilter):
    search = (
        "title__icontains",
        "place__search_key__contains",
        "spot__icontains",
        "programme__icontains",
    )

    place = df.ModelChoiceFilter(queryset=Place.objects.all(), label=_("place"))
    town = TownFilter()
    content = ChoiceArrayFilter(field_name="contents", choices=Event.Content, label=_("contents"))
    topic = ChoiceArrayFilter(field_name="topics", choices=Event.Topic, label=_("topics"))
    channel = ChoiceArrayFilter(field_name="channels", choices=Event.Channel, label=_("channels"))

    class Meta:
        model = Event
        fields = ("kind", "theme_day")


class MaterialFilter(DatedFilter):
    owner = "event__"
    search = ("item__icontains", "event__title__icontains")

    event_kind = df.ChoiceFilter(
        field_name="event__kind", choices=Event.Kind.choices, label=_("kind of event")
    )

    class Meta:
        model = Material
        fields = ("kind",)


class CommunityProjectFilter(RecordFilter):
    search = ("place__search_key__contains", "funder__icontains")

    place = df.ModelChoiceFilter(queryset=Place.objects.all(), label=_("place"))
    town = TownFilter()

    class Meta:
        model = CommunityProject
        fields = ("kind", "stage")


class SurveyFilter(RecordFilter):
    search = ("subject__icontains", "note__icontains")

    class Meta:
        model = Survey
        fields = ()

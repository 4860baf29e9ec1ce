from typing import Any

from redcross.forms import TIMING_FIELDS, EntryForm, LineForm

from .models import CommunityProject, Event, Material, Survey

SHOWN = {
    Event.Kind.PUBLICITY: ("theme_day", "topics"),
    Event.Kind.CLINIC: ("people", "volunteers"),
    Event.Kind.SERVICE: ("spot", "volunteers"),
    Event.Kind.MEETING: ("chair", "people"),
    Event.Kind.OTHER: ("people", "volunteers"),
}


class MaterialForm(LineForm):
    optional = True

    class Meta:
        model = Material
        fields = ("item", "quantity", "unit", "kind", "rounded")


class EventForm(EntryForm):
    """The kind decides which fields stand at the top."""

    lines = {"materials": MaterialForm}
    kept_for_next = ("kind",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind = self["kind"].value()
        shown = {"date", "kind", "title", "place", *SHOWN.get(kind, SHOWN[Event.Kind.OTHER])}
        self.advanced_fields = tuple(name for name in self._meta.fields or () if name not in shown)

    class Meta:
        model = Event
        fields = (
            "date",
            "kind",
            "title",
            "place",
            "spot",
            "chair",
            "theme_day",
            "contents",
            "topics",
            "people",
            "volunteers",
            "hours",
            "channels",
            "partners",
            "programme",
            "outcomes",
            *TIMING_FIELDS,
        )


class CommunityProjectForm(EntryForm):
    main_field_count = 6
    kept_for_next = ("place", "funder")

    class Meta:
        model = CommunityProject
        fields = (
            "date",
            "place",
            "kind",
            "stage",
            "funder",
            "amount",
            *TIMING_FIELDS,
        )


class SurveyForm(EntryForm):
    main_field_count = 5
    kept_for_next = ("date",)

    class Meta:
        model = Survey
        fields = (
            "date",
            "subject",
            "asked",
            "answered",
            "satisfied",
            "end_date",
            "date_precision",
            "note",
        )

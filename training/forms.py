from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.forms import TIMING_FIELDS, EntryForm, LineForm

from .models import Aed, AedInspection, Course, Enrolment, Session


class AedForm(EntryForm):
    main_field_count = 7
    not_copied = ("serial_number", "removed_on")

    class Meta:
        model = Aed
        fields = (
            "name",
            "place",
            "address",
            "installed_on",
            "battery_until",
            "pads_until",
            "state",
            "device_model",
            "serial_number",
            "keeper",
            "phone",
            "removed_on",
            "note",
        )


class AedInspectionForm(EntryForm):
    main_field_count = 6
    kept_for_next = ("date", "inspector")

    class Meta:
        model = AedInspection
        fields = (
            "date",
            "aed",
            "inspector",
            "ready",
            "battery_until",
            "pads_until",
            "date_precision",
            "note",
        )


if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class CourseForm(EntryForm):
    quick_add_fields = ("name", "kind", "hours")

    class Meta:
        model = Course
        fields = ("name", "kind", "hours", "note")


class EnrolmentForm(LineForm):
    optional = True
    people = {"person": "name"}
    not_copied = ("theory", "practice", "passed", "certificate_number", "issued_on", "expires_on")

    class Meta:
        model = Enrolment
        labels = {"name": pgettext_lazy("person", "name")}
        fields = (
            "name",
            "passed",
            "certificate_number",
            "issued_on",
            "theory",
            "practice",
            "expires_on",
            "person",
        )

    @classmethod
    def distinct(cls) -> "Iterator[tuple[list[str], _StrOrPromise]]":
        yield from super().distinct()
        yield ["certificate_number"], _("This number stands in another row.")


class SessionForm(EntryForm):
    lines = {"roster": EnrolmentForm}
    main_field_count = 5
    kept_for_next = ("course",)

    class Meta:
        model = Session
        fields = (
            "date",
            "course",
            "hosts",
            "audience",
            "attendance",
            "title",
            "place",
            "partners",
            "topics",
            "trainers",
            "passed",
            "certified",
            "outcomes",
            *TIMING_FIELDS,
        )

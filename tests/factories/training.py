"""Courses, sessions and AEDs."""

from datetime import date

from tests.factories.saving import number_in_turn, save_new
from training.models import Aed, AedInspection, Course, Session


def make_aed(by, **fields):
    return save_new(
        Aed, by, {"name": f"Z{next(number_in_turn)}", "installed_on": date(2021, 5, 1)} | fields
    )


def make_aed_inspection(by, **fields):
    if "aed" not in fields:
        fields["aed"] = make_aed(by)
    looked = {"date": date(2021, 6, 1), "inspector": "N1", "ready": True}
    return save_new(AedInspection, by, looked | fields)


def make_course(by, **fields):
    return save_new(Course, by, {"name": f"C{next(number_in_turn)}"} | fields)


def make_session(by, roster=(), several=None, **fields):
    """`several`: hosts and partners."""
    if "course" not in fields:
        fields["course"] = make_course(by)
    fields = {"date": date(2021, 5, 1)} | fields
    return save_new(Session, by, fields, several=several, roster=roster)

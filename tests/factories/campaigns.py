"""Events, surveys and projects in communities."""

from datetime import date

from campaigns.models import CommunityProject, Event, Survey
from tests.factories.redcross import make_place
from tests.factories.saving import number_in_turn, save_new


def make_event(by, materials=(), several=None, **fields):
    fields = {"date": date(2021, 5, 1), "title": f"A{next(number_in_turn)}"} | fields
    return save_new(Event, by, fields, several=several, materials=materials)


def make_survey(by, answered=100, satisfied=90, **fields):
    given = {"date": date(2021, 5, 1), "subject": "S1", "answered": answered}
    return save_new(Survey, by, given | {"satisfied": satisfied} | fields)


def make_community_project(by, **fields):
    if "place" not in fields:
        fields["place"] = make_place(by)
    return save_new(CommunityProject, by, {"date": date(2021, 5, 1)} | fields)

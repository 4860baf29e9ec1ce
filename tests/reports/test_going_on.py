"""What goes on after the period in which it began."""

from datetime import date, timedelta

from redcross.figures import Scope
from reports.figures import figure_values
from tests.factories import make_aid, make_event
from tests.figures import AFTER, FIRST, LAST, MIDDLE, YEAR


def test_the_page_says_how_many_records_go_on_after_the_period(staff, society, signed_in):
    make_event(staff, date=LAST, end_date=AFTER, people=7)
    make_event(staff, date=FIRST, end_date=LAST)
    make_event(staff, date=AFTER, end_date=AFTER + timedelta(5))
    make_event(staff, date=LAST, end_date=AFTER).void(by=staff, reason="entered twice")
    make_aid(staff, date=MIDDLE, end_date=date(2022, 3, 1))
    client = signed_in(staff)
    page = client.get("/figures/2021/")
    found = {kind["url"].partition("?")[0]: kind for kind in page.context["going_on"]}

    assert {path: kind["number"] for path, kind in found.items()} == {
        "/campaigns/events/": 1,
        "/relief/aid/": 1,
    }
    for kind in found.values():
        assert kind["url"].replace("&", "&amp;") in page.content.decode()
        assert len(client.get(kind["url"]).context["table"].data.data) == kind["number"]
    # It counts whole in the period in which it began, as its rule says.
    values = figure_values(Scope(society, YEAR))
    assert values["campaigns.publicity.people"].number == 7
    assert values["campaigns.publicity.people"].figure.full_rule != str(
        values["campaigns.publicity.people"].figure.rule
    )
    assert client.get("/figures/2020/").context["going_on"] == []

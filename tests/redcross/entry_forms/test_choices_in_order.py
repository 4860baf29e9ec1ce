"""Several choices are a set: in whatever order they were stored, the page saves the same."""

from campaigns.models import Event
from redcross.models import LogEntry
from tests.factories import make_event, make_session
from tests.pages import form_data

TOPICS = [Event.Topic.values[2], Event.Topic.values[0]]


def test_choices_are_stored_in_the_order_of_their_definition(staff):
    event = make_event(staff, topics=TOPICS)
    event.refresh_from_db()
    assert event.topics == sorted(TOPICS, key=Event.Topic.values.index)
    session = make_session(staff, attendance=9, passed=8, rounded=["passed", "attendance"])
    session.refresh_from_db()
    assert session.rounded == ["attendance", "passed"]


def test_an_order_stored_by_other_means_makes_no_new_version(client, staff):
    event = make_event(staff, people=5, volunteers=3)
    order = {"topics": TOPICS, "rounded": ["volunteers", "people"]}
    Event.objects.filter(pk=event.pk).update(**order)
    url = f"/campaigns/events/{event.pk}/change/"
    before = LogEntry.objects.count()
    assert client.post(url, form_data(client.get(url))).status_code == 302
    event.refresh_from_db()
    assert (event.version, LogEntry.objects.count()) == (1, before)


def test_a_choice_more_or_less_is_a_change(client, staff):
    event = make_event(staff, topics=TOPICS)
    url = f"/campaigns/events/{event.pk}/change/"
    data = form_data(client.get(url))
    assert client.post(url, data | {"topics": TOPICS[:1]}).status_code == 302
    event.refresh_from_db()
    assert (event.version, event.topics) == (2, TOPICS[:1])

"""The form of an event: several partners and topics, and what its kind puts first."""

from campaigns.models import Event, Material
from tests.factories import make_partner
from tests.pages import form_data, line_data


def test_several_partners_and_topics_are_kept_and_changed(client, staff, outsider):
    one, two, three = (make_partner(staff, name=name) for name in "ABC")
    data = form_data(client.get("/campaigns/events/add/?kind=publicity")) | {
        "date": "2021-12-01",
        "title": "A1",
        "topics": ["blood", "spirit"],
        "partners": [one.pk, two.pk],
        "people": "200",
        "rounded": ["people"],
    }
    data |= {"materials-TOTAL_FORMS": "3"}
    data |= line_data("materials", 0, item="宣传单", quantity=300, rounded="on")
    assert client.post("/campaigns/events/add/", data).status_code == 302
    event = Event.objects.get()
    assert set(event.partners.all()) == {one, two}
    assert (sorted(event.topics), event.rounded) == (["blood", "spirit"], ["people"])
    assert [(m.item, m.kind, m.rounded) for m in event.materials.all()] == [
        ("宣传单", Material.Kind.PRINTED, True)
    ]

    url = f"{event.get_absolute_url()}change/"
    data = form_data(client.get(url))
    assert set(data["partners"]) == {str(one.pk), str(two.pk)}
    assert client.post(url, data | {"partners": [three.pk, one.pk]}).status_code == 302
    assert set(event.partners.all()) == {one, three}
    last = event.history.first()
    assert last.changes == {"partners": [f"{one}; {two}", f"{one}; {three}"]}

    foreign = make_partner(outsider)
    page = client.post(url, form_data(client.get(url)) | {"partners": [one.pk, foreign.pk]})
    assert list(page.context["form"].errors) == ["partners"]
    assert set(event.partners.all()) == {one, three}


def test_the_kind_of_event_decides_what_stands_at_the_top(client):
    def shown(kind):
        form = client.get("/campaigns/events/add/", {"kind": kind}).context["form"]
        return [bound.name for bound in form.main_fields() if bound.name != "files"]

    first = ["date", "kind", "title", "place"]
    assert shown("service") == [*first, "spot", "volunteers"]
    assert shown("meeting") == [*first, "chair", "people"]
    assert shown("nothing of the kind") == [*first, "people", "volunteers"]

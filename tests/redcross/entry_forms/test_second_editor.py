"""Whoever saves second sees what the other changed, and chooses."""

from campaigns.models import Event
from donations.models import GoodsGift
from tests.factories import make_event, make_partner
from tests.pages import form_data, line_data
from tests.redcross.entry_forms.goods import lines_of


def change_lot(gift, by, **values):
    """Somebody else changes the first lot meanwhile."""
    theirs = GoodsGift.objects.get(pk=gift.pk)
    theirs.save_entry(by=by, save_related=lambda: theirs.lots.filter(item="大米").update(**values))


def test_the_second_editor_sees_both_lines_and_may_keep_their_own(client, gift, staff, change):
    url, mine = change
    mine |= line_data("lots", 0, quantity="70")
    oil = gift.lots.last()
    change_lot(gift, staff, quantity=80)

    refused = client.post(url, mine)
    assert refused.status_code == 422
    shown = {c["name"]: (c["theirs"], c["mine"]) for c in refused.context["form"].conflicts}
    assert list(shown) == ["lots"]
    assert "大米 80 袋" in shown["lots"][0] and "大米 70 袋" in shown["lots"][1]
    assert lines_of(refused)[0]["quantity"].value() == "70"

    assert client.post(url, form_data(refused) | {"choose_lots": "mine"}).status_code == 302
    assert [lot.quantity for lot in gift.lots.all()] == [70, 50]
    assert gift.lots.last() == oil


def test_the_second_editor_may_take_the_others_lines(client, gift, staff, change):
    url, mine = change
    change_lot(gift, staff, quantity=80)
    mine |= line_data("lots", 0, quantity="70")
    mine |= line_data("lots", 2, item="棉被", quantity=1, unit="床")
    refused = client.post(url, mine | {"note": "我的"})
    before = list(gift.lots.all())

    chosen = form_data(refused) | {"choose_lots": "theirs"}
    assert client.post(url, chosen).status_code == 302
    assert list(gift.lots.all()) == before
    assert [(lot.item, lot.quantity) for lot in gift.lots.all()] == [("大米", 80), ("食用油", 50)]
    gift.refresh_from_db()
    assert (gift.note, gift.version) == ("我的", 3)


def test_lines_that_nobody_else_changed_are_no_conflict(client, gift, staff, change):
    url, mine = change
    theirs = GoodsGift.objects.get()
    theirs.note = "他的"
    theirs.save_entry(by=staff)
    refused = client.post(url, mine | line_data("lots", 0, quantity="70"))

    assert [c["name"] for c in refused.context["form"].conflicts] == ["note"]
    assert client.post(url, form_data(refused) | {"choose_note": "theirs"}).status_code == 302
    gift.refresh_from_db()
    assert (gift.note, gift.lots.first().quantity) == ("他的", 70)


def test_the_second_editor_chooses_among_partners_too(client, staff):
    one, two, three = (make_partner(staff) for _ in range(3))
    event = make_event(staff, several={"partners": [one]})
    url = f"{event.get_absolute_url()}change/"
    mine = form_data(client.get(url)) | {"partners": [one.pk, two.pk]}
    theirs = Event.objects.get()
    theirs.save_entry(by=staff, save_related=lambda: theirs.partners.set([three]))

    refused = client.post(url, mine)
    assert [(c["name"], c["theirs"]) for c in refused.context["form"].conflicts] == [
        ("partners", three.name)
    ]
    chosen = form_data(refused)
    assert set(chosen["partners"]) == {str(one.pk), str(two.pk)}
    assert client.post(url, chosen | {"choose_partners": "theirs"}).status_code == 302
    assert list(event.partners.all()) == [three]
    refused = client.post(url, mine)
    assert client.post(url, form_data(refused) | {"choose_partners": "mine"}).status_code == 302
    assert set(event.partners.all()) == {one, two}

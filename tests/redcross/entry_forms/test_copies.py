"""An entry begun as a copy of another."""

from datetime import date

from donations.models import GoodsGift
from tests.factories import make_donor, make_goods_gift, make_partner, make_person, make_session
from tests.pages import form_data
from tests.redcross.entry_forms.goods import ADD, OIL, RICE
from training.models import Session


def test_a_copy_starts_with_all_but_what_must_be_unique(client, staff):
    gift = make_goods_gift(
        staff, lots=[RICE, OIL], donor=make_donor(staff), receipt_number="湘001", note="每年"
    )
    page = client.get(ADD, {"copy": gift.pk})
    data = form_data(page)

    assert (data["note"], data["donor"]) == ("每年", str(gift.donor_id))
    assert "receipt_number" not in data
    assert client.post(ADD, data | {"date": "2021-06-01"}).status_code == 302
    copy = GoodsGift.objects.exclude(pk=gift.pk).get()
    assert [(x.item, x.quantity, x.unit, x.unit_value) for x in copy.lots.all()] == [
        ("大米", 100, "袋", 60),
        ("食用油", 50, "桶", None),
    ]
    assert gift.lots.count() == 2


def test_a_copied_session_has_its_people_without_scores_and_certificates(client, staff):
    hosts, person = [make_partner(staff), make_partner(staff)], make_person(staff)
    holder = {"name": "N1", "passed": True, "certificate_number": "A1", "theory": 90}
    session = make_session(
        staff,
        several={"hosts": hosts, "partners": hosts[:1]},
        roster=[holder | {"person": person, "issued_on": date(2021, 5, 1)}, {"name": "N2"}],
    )
    data = form_data(client.get("/training/sessions/add/", {"copy": session.pk}))
    data |= {"date": "2021-06-01"}
    assert client.post("/training/sessions/add/", data).status_code == 302
    copy = Session.objects.exclude(pk=session.pk).get()

    assert set(copy.hosts.all()) == set(hosts) and set(copy.partners.all()) == set(hosts[:1])
    lines = copy.roster.values_list("name", "person", "passed", "certificate_number", "theory")
    assert list(lines) == [("N1", person.pk, False, "", None), ("N2", None, False, "", None)]


def test_another_societys_record_is_not_copied(client, outsider):
    gift = make_goods_gift(outsider, lots=[RICE])
    assert client.get(ADD, {"copy": gift.pk}).status_code == 404

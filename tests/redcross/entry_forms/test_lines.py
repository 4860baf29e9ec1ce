"""Rows within an entry, as the pages take them."""

from datetime import date
from decimal import Decimal

import pytest

from donations.models import GoodsGift, GoodsLot
from relief.models import Aid
from tests.factories import make_aid, make_course, make_goods_gift, make_person, make_session
from tests.pages import form_data, line_data, without_line
from tests.redcross.entry_forms.goods import ADD, RICE, lines_of
from training.models import Enrolment, Session


def test_a_batch_of_four_lots_is_added_on_one_page(client, batch):
    answer = client.post(ADD, batch)

    gift = GoodsGift.objects.get()
    assert (answer.status_code, answer.url) == (302, gift.get_absolute_url())
    kept = [(x.item, x.quantity, x.unit, x.unit_value, x.expires_on) for x in gift.lots.all()]
    assert kept == [
        ("大米", 100, "袋", 60, None),
        ("食用油", Decimal("50.5"), "桶", None, date(2023, 1, 1)),
        ("口罩", 2000, "只", None, None),
        ("棉被", 30, "床", 0, None),
    ]
    page = client.get(gift.get_absolute_url())
    assert [cells[0] for cells in page.context["tables"][0]["rows"]] == [x[0] for x in kept]
    assert page.context["tables"][0]["rows"][1][1] == "50.5"
    assert page.context["tables"][0]["rows"][0][1:4] == ["100", "袋", "60.00"]
    change = client.get(f"{gift.get_absolute_url()}change/").content.decode()
    assert 'value="50.5"' in change and 'value="2000"' in change
    assert "合格证" in page.content.decode()
    assert gift.history.get().changes["lots"][1].startswith("大米 100 袋")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("quantity", "0"),
        ("quantity", "-1"),
        ("quantity", "很多"),
        ("quantity", ""),
        ("item", ""),
        ("unit", ""),
        ("unit_value", "-0.01"),
        ("expires_on", "2023-02-30"),
    ],
)
def test_a_wrong_cell_is_told_beside_itself_and_nothing_typed_is_lost(client, batch, cell, value):
    known = {"value_basis": "voucher"} if cell == "unit_value" else {}
    wrong = batch | line_data("lots", 1, **{cell: value}, **known)
    page = client.post(ADD, wrong)

    assert page.status_code == 422
    assert [list(form.errors) for form in lines_of(page)] == [[], [cell], [], [], []]
    assert form_data(page) == {name: v for name, v in wrong.items() if v}
    assert lines_of(page)[1].errors[cell][0] in page.content.decode()
    assert not GoodsGift.objects.exists() and not GoodsLot.objects.exists()
    assert client.post(ADD, batch).status_code == 302


def test_a_wrong_shared_field_keeps_the_rows(client, batch):
    page = client.post(ADD, batch | {"date": "2021-02-30"})

    assert list(page.context["form"].errors) == ["date"]
    assert form_data(page) == batch | {"date": "2021-02-30"}


def test_a_batch_without_rows_or_words_is_refused_and_with_words_accepted(client, batch):
    for number in (0, 1, 2, 4):
        batch = without_line(batch, "lots", number)
    page = client.post(ADD, batch)
    assert list(page.context["form"].errors) == ["description"]
    assert client.post(ADD, batch | {"description": "旧衣服"}).status_code == 302
    assert GoodsGift.objects.get().lots.count() == 0


def test_a_row_emptied_or_taken_away_is_deleted_and_the_other_stays_itself(client, gift, change):
    url, data = change
    rice, oil = gift.lots.all()
    emptied = dict.fromkeys((n for n in data if n.startswith("lots-0-") and "key" not in n), "")
    assert client.post(url, data | emptied).status_code == 302
    assert list(gift.lots.all()) == [oil]

    data = form_data(client.get(url)) | line_data("lots", 1, item="棉被", quantity=3, unit="床")
    assert client.post(url, without_line(data, "lots", 0)).status_code == 302
    assert [lot.item for lot in gift.lots.all()] == ["棉被"]
    assert not GoodsLot.objects.filter(pk__in=[rice.pk, oil.pk]).exists()


def test_a_page_without_its_rows_leaves_the_lines_as_they_are(client, gift, change):
    url, data = change
    bare = {name: v for name, v in data.items() if not name.startswith("lots-")}
    assert client.post(url, bare | {"note": "补充"}).status_code == 302
    gift.refresh_from_db()
    assert (gift.note, gift.lots.count()) == ("补充", 2)


def test_changing_only_a_line_makes_a_new_version_and_shows_in_the_history(client, gift, change):
    url, data = change
    assert client.post(url, data).status_code == 302
    gift.refresh_from_db()
    assert gift.version == 1  # nothing was changed

    assert client.post(url, data | line_data("lots", 0, quantity="99")).status_code == 302
    gift.refresh_from_db()
    assert gift.version == 2
    last = gift.history.first()
    assert list(last.changes) == ["lots"]
    assert "大米 100 袋" in last.changes["lots"][0] and "大米 99 袋" in last.changes["lots"][1]
    history = client.get(gift.get_absolute_url()).content.decode().partition('id="history"')[2]
    assert "大米 99 袋" in history


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"theory": 0}),
        ({"theory": 80}, {"practice": 80}),
        ({"issued_on": date(2024, 5, 1)}, {"expires_on": date(2024, 5, 1)}),
        ({}, {"passed": True}),
    ],
)
def test_a_single_cell_makes_a_line_another(client, staff, before, after):
    session = make_session(staff, roster=[{"name": "N1"} | before])
    url = f"/training/sessions/{session.pk}/change/"
    data = without_line(form_data(client.get(url)), "roster", 0)
    key = line_data("roster", 0, key=session.roster.get().pk, name="N1")
    assert client.post(url, data | key | line_data("roster", 0, **after)).status_code == 302

    session.refresh_from_db()
    assert session.version == 2
    [(name, value)] = after.items()
    assert getattr(session.roster.get(), name) == value
    assert list(session.history.first().changes) == ["roster"] + ["passed_counted"] * (
        name == "passed"
    )


def test_a_line_that_points_to_another_of_the_same_name_is_a_change(client, staff):
    first, second = make_person(staff, name="N1"), make_person(staff, name="N1")
    session = make_session(staff, roster=[{"name": "N1", "person": first}])
    url = f"/training/sessions/{session.pk}/change/"
    data = form_data(client.get(url)) | line_data("roster", 0, person=second.pk)
    assert client.post(url, data).status_code == 302
    assert session.roster.get().person == second
    session.refresh_from_db()
    assert session.version == 2


def test_a_form_with_rows_sent_twice_creates_one_record(client, batch):
    first, second = client.post(ADD, batch), client.post(ADD, batch)

    assert first.url == second.url
    assert (GoodsGift.objects.count(), GoodsLot.objects.count()) == (1, 4)


def test_a_roster_of_200_is_saved_from_one_page(client, staff):
    course = make_course(staff, kind="certified")
    page = client.get("/training/sessions/add/")
    data = form_data(page) | {"date": "2021-08-04", "course": course.pk}
    # As the browser does: every cell of every row.
    empty = {bound.name: "" for bound in lines_of(page)[0] if bound.name != "passed"}
    for number in range(200):
        holder = {"name": f"N{number}", "passed": "on", "certificate_number": number}
        data |= line_data("roster", number, **empty | holder | {"issued_on": "2021-08-04"})
    answer = client.post("/training/sessions/add/", data | {"roster-TOTAL_FORMS": "200"})

    assert answer.status_code == 302
    session = Session.objects.get()
    assert (session.attended, session.passed_counted, session.certified_counted) == (200,) * 3
    again = client.get(f"{answer.url}change/")
    assert client.post(f"{answer.url}change/", form_data(again)).status_code == 302
    assert Enrolment.objects.count() == 200
    session.refresh_from_db()
    assert session.version == 1


def test_a_line_of_another_entry_is_never_taken_over(client, gift, staff, change):
    url, data = change
    other = make_goods_gift(staff, lots=[RICE]).lots.get()
    sent = data | line_data("lots", 2, key=other.pk, item="偷换", quantity=1, unit="袋")
    assert client.post(url, sent).status_code == 302
    other.refresh_from_db()
    assert (other.item, other.gift_id) == ("大米", other.gift.pk)
    assert [lot.item for lot in gift.lots.all()] == ["大米", "食用油", "偷换"]


def test_lines_point_to_the_own_societys_lots_only(client, staff, outsider):
    own = make_goods_gift(staff, lots=[RICE]).lots.get()
    foreign = make_goods_gift(outsider, lots=[RICE]).lots.get()
    voided = make_goods_gift(staff, lots=[RICE])
    gone = voided.lots.get()
    voided.void(by=staff, reason="重复")
    data = form_data(client.get("/relief/aid/add/")) | {"date": "2021-08-04"}
    for lot in (foreign, gone):
        page = client.post("/relief/aid/add/", data | line_data("goods", 0, lot=lot.pk, quantity=1))
        assert list(lines_of(page)[0].errors) == ["lot"]
    sent = data | line_data("goods", 0, lot=own.pk, quantity=1)
    assert client.post("/relief/aid/add/", sent).status_code == 302
    assert Aid.objects.get().goods.get().lot == own
    found = client.get("/donations/lots/search/?q=大米").json()["results"]
    assert [row["id"] for row in found] == [own.pk]


def test_a_lot_that_was_given_out_is_not_taken_away(client, gift, staff, change):
    url, data = change
    make_aid(staff, goods=[{"lot": gift.lots.first(), "quantity": 40}])
    page = client.post(url, without_line(data, "lots", 0))

    assert page.status_code == 422
    assert page.context["form"].non_field_errors()
    assert gift.lots.count() == 2
    refused = client.post(url, data | line_data("lots", 0, quantity="39"))
    assert refused.status_code == 422
    assert client.post(url, data | line_data("lots", 0, quantity="40")).status_code == 302

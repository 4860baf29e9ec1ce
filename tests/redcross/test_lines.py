"""Rows within an entry, several of a kind, and evidence, as the pages take them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.models import Event, Material
from donations.models import GoodsGift, GoodsLot
from redcross.models import Attachment, LogEntry
from relief.models import Aid
from tests.factories import (
    make_aid,
    make_course,
    make_donor,
    make_event,
    make_goods_gift,
    make_partner,
    make_person,
    make_session,
)
from tests.pages import form_data, line_data, without_line
from training.models import Enrolment, Session

ADD = "/donations/goods/add/"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
RICE = {"item": "大米", "quantity": Decimal(100), "unit": "袋", "unit_value": Decimal(60)}
OIL = {"item": "食用油", "quantity": Decimal(50), "unit": "桶"}


def lines_of(page, number=0):
    return page.context["form"].linesets[number].forms


def photo(name="a.png", content=PNG):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def client(staff, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return signed_in(staff)


@pytest.fixture
def batch(client, staff):
    """The add page of goods filled in with four lots."""
    data = form_data(client.get(ADD)) | {
        "date": "2021-08-04",
        "donor": str(make_donor(staff).pk),
        "lots-TOTAL_FORMS": "5",
    }
    return (
        data
        | line_data("lots", 0, item="大米", quantity="100", unit="袋", unit_value="60")
        | line_data("lots", 1, item="食用油", quantity="50.5", unit="桶", expires_on="2023-01-01")
        | line_data("lots", 2, item="口罩", quantity="2000", unit="只", quality_proof="合格证")
        | line_data("lots", 4, item="棉被", quantity="30", unit="床", unit_value="0")
    )


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
    wrong = batch | line_data("lots", 1, **{cell: value})
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


@pytest.fixture
def gift(staff):
    return make_goods_gift(staff, lots=[RICE, OIL], donor=make_donor(staff))


@pytest.fixture
def change(client, gift):
    """The address of the gift's change page, and what it would send back unchanged."""
    url = f"/donations/goods/{gift.pk}/change/"
    return url, form_data(client.get(url))


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


def change_lot(gift, by, **values):
    """Somebody else changes the first lot meanwhile."""
    theirs = GoodsGift.objects.get(pk=gift.pk)
    theirs.keep(by=by, below=lambda: theirs.lots.filter(item="大米").update(**values))


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
    theirs.keep(by=staff)
    refused = client.post(url, mine | line_data("lots", 0, quantity="70"))

    assert [c["name"] for c in refused.context["form"].conflicts] == ["note"]
    assert client.post(url, form_data(refused) | {"choose_note": "theirs"}).status_code == 302
    gift.refresh_from_db()
    assert (gift.note, gift.lots.first().quantity) == ("他的", 70)


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


def test_a_copy_starts_with_all_but_what_must_be_unique(client, staff):
    gift = make_goods_gift(
        staff, lots=[RICE, OIL], donor=make_donor(staff), receipt_number="湘001", note="每年"
    )
    page = client.get(ADD, {"copy": gift.pk})
    data = form_data(page)

    assert (data["note"], data["donor"]) == ("每年", str(gift.donor_id))
    assert "receipt_number" not in data
    assert client.post(ADD, data).status_code == 302
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
    assert client.post("/training/sessions/add/", data).status_code == 302
    copy = Session.objects.exclude(pk=session.pk).get()

    assert set(copy.hosts.all()) == set(hosts) and set(copy.partners.all()) == set(hosts[:1])
    lines = copy.roster.values_list("name", "person", "passed", "certificate_number", "theory")
    assert list(lines) == [("N1", person.pk, False, "", None), ("N2", None, False, "", None)]


def test_another_societys_record_is_not_copied(client, outsider):
    gift = make_goods_gift(outsider, lots=[RICE])
    assert client.get(ADD, {"copy": gift.pk}).status_code == 404


def test_several_partners_and_topics_are_kept_and_changed(client, staff, outsider):
    one, two, three = (make_partner(staff) for _ in range(3))
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


def test_the_second_editor_chooses_among_partners_too(client, staff):
    one, two, three = (make_partner(staff) for _ in range(3))
    event = make_event(staff, several={"partners": [one]})
    url = f"{event.get_absolute_url()}change/"
    mine = form_data(client.get(url)) | {"partners": [one.pk, two.pk]}
    theirs = Event.objects.get()
    theirs.keep(by=staff, below=lambda: theirs.partners.set([three]))

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


def test_the_kind_of_event_decides_what_stands_at_the_top(client):
    def shown(kind):
        form = client.get("/campaigns/events/add/", {"kind": kind}).context["form"]
        return [bound.name for bound in form.main_fields() if bound.name != "files"]

    first = ["date", "kind", "title", "place"]
    assert shown("service") == [*first, "spot", "volunteers"]
    assert shown("meeting") == [*first, "chair", "people"]
    assert shown("nothing of the kind") == [*first, "people", "volunteers"]


def test_several_files_are_kept_with_a_new_record_and_seen_on_its_page(client, batch):
    files = [photo("验收单.png"), photo("b.pdf", b"%PDF-1.7")]
    page = client.post(ADD, batch | {"files": files}, follow=True)

    gift = GoodsGift.objects.get()
    assert [kept.name for kept in gift.evidence] == ["验收单.png", "b.pdf"]
    for kept in gift.evidence:
        assert f"/attachments/{kept.pk}/" in page.content.decode()
    actions = LogEntry.objects.filter(model="donations.goodsgift").values_list("action", flat=True)
    assert list(actions) == ["attach", "attach", "add"]


def test_a_wrong_file_refuses_all_and_nothing_typed_is_lost(client, batch, tmp_path):
    page = client.post(ADD, batch | {"files": [photo(), photo("a.docx", b"PK\x03\x04")]})

    assert page.status_code == 422
    assert "a.docx" in page.context["form"].errors["files"][0]
    assert form_data(page) == batch
    assert not GoodsGift.objects.exists() and not Attachment.objects.exists()
    assert not list(tmp_path.rglob("*.png"))
    assert client.post(ADD, batch | {"files": [photo()]}).status_code == 302


def test_a_page_shown_again_asks_for_its_files_again(client, batch):
    wrong = batch | {"date": ""}
    page = client.post(ADD, wrong | {"files": [photo()]})
    assert list(page.context["form"].errors) == ["date", "files"]
    assert list(client.post(ADD, wrong).context["form"].errors) == ["date"]


def test_a_page_shown_again_after_the_saves_own_refusal_asks_too(client, batch):
    for number in (0, 1, 2, 4):
        batch = without_line(batch, "lots", number)
    page = client.post(ADD, batch | {"files": [photo()]})
    assert list(page.context["form"].errors) == ["description", "files"]
    assert not Attachment.objects.exists()

"""Several records typed on one page: what they share above, a row for each below."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from donations.models import CashGift, LifeGift
from redcross.models import Attachment, StandingNumber
from relief.models import Aid
from tests.factories import (
    close_year,
    make_cash_gift,
    make_donor,
    make_fund,
    make_partner,
    make_place,
    make_standing_number,
)
from tests.pages import form_data
from tests.photos import opened, photo_bytes

GIFTS, MONTH, AID = "/donations/cash-gifts/sheet/", "/donations/life/sheet/", "/relief/aid/sheet/"
JPEG = photo_bytes()


def typed(data):
    """Without the numbers that tell the rows apart: one that was empty gets a new one."""
    return {name: value for name, value in data.items() if not name.endswith("-submission")}


@pytest.fixture
def client(staff, signed_in, media):
    return signed_in(staff)


@pytest.fixture
def gifts(client, staff):
    """The sheet of cash gifts with three rows filled in."""
    data = form_data(client.get(GIFTS))
    fund, donors = make_fund(staff), [make_donor(staff) for _ in range(3)]
    for number, donor in enumerate(donors):
        data |= {
            f"cashgift-{number}-donor": str(donor.pk),
            f"cashgift-{number}-amount": f"{100 + number}",
            f"cashgift-{number}-receipt_number": f"A{number}",
        }
    return data | {"date": "2021-08-04", "fund": str(fund.pk), "channel": "wechat"}


def rows_of(page):
    return page.context["bulk_entries"][0].rows


def test_three_gifts_are_saved_from_one_page(client, gifts, staff):
    page = client.post(GIFTS, gifts, follow=True)

    assert page.redirect_chain[0][0] == "/donations/cash-gifts/"
    kept = CashGift.objects.order_by("pk")
    assert [(g.date, g.channel, int(g.amount), g.receipt_number) for g in kept] == [
        (date(2021, 8, 4), "wechat", 100, "A0"),
        (date(2021, 8, 4), "wechat", 101, "A1"),
        (date(2021, 8, 4), "wechat", 102, "A2"),
    ]
    assert {g.history.get().action for g in kept} == {"add"}
    assert " 3 " in str(next(iter(page.context["messages"])))


def test_one_wrong_row_saves_none_and_loses_nothing(client, gifts):
    page = client.post(GIFTS, gifts | {"cashgift-1-amount": "-5"})

    assert page.status_code == 422
    assert not CashGift.objects.exists()
    assert [list(form.errors) for form in rows_of(page)] == [[], ["amount"], []]
    assert form_data(page) == gifts | {"cashgift-1-amount": "-5"}
    assert client.post(GIFTS, form_data(page) | {"cashgift-1-amount": "5"}).status_code == 302
    assert CashGift.objects.count() == 3


def test_a_row_refused_only_by_the_save_keeps_the_others_out(client, gifts):
    page = client.post(GIFTS, gifts | {"cashgift-2-receipt_number": "A0"})

    assert page.status_code == 422
    assert not CashGift.objects.exists()
    assert [list(form.errors) for form in rows_of(page)] == [[], [], ["receipt_number"]]


# Once beside the field, once in what is summed up above the form.
TWICE = 2


@pytest.mark.parametrize("day", ["", "2021-13-01", "tomorrow"])
def test_what_is_wrong_with_a_shared_field_is_said_beside_it_and_above(client, gifts, day):
    if day == "tomorrow":
        day = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = client.post(GIFTS, gifts | {"date": day})

    assert page.status_code == 422
    message = page.context["bulk_entries"][0].top.errors["date"][0]
    assert page.content.decode().count(message) == TWICE
    assert [dict(form.errors) for form in rows_of(page)] == [{}, {}, {}]


def test_a_closed_year_is_said_beside_the_date(client, gifts, staff):
    close_year(staff.society, 2021)
    page = client.post(GIFTS, gifts)

    message = page.context["bulk_entries"][0].top.errors["date"][0]
    assert "2021" in message and page.content.decode().count(message) == TWICE


def test_a_page_sent_twice_saves_once(client, gifts):
    for _ in range(2):
        assert client.post(GIFTS, gifts).status_code == 302
    assert CashGift.objects.count() == 3


def test_a_page_sent_again_with_one_row_more_saves_that_one(client, gifts, staff):
    client.post(GIFTS, gifts)
    more = {
        "cashgift-7-submission": "00000000-0000-4000-8000-000000000007",
        "cashgift-7-donor": make_donor(staff).pk,
        "cashgift-7-amount": "0",
    }
    page = client.post(GIFTS, gifts | more)
    assert page.status_code == 422
    assert [list(form.errors) for form in rows_of(page)] == [[], [], [], ["amount"]]

    emptied = {"cashgift-0-donor": "", "cashgift-0-amount": "", "cashgift-0-receipt_number": ""}
    assert (
        client.post(GIFTS, gifts | more | {"cashgift-7-amount": "9"} | emptied).status_code == 302
    )
    assert CashGift.objects.count() == 4


def test_a_form_number_of_another_society_answers_nothing(client, gifts, outsider):
    client.post(GIFTS, gifts)
    client.force_login(outsider)
    own = {"fund": make_fund(outsider).pk}
    own |= {f"cashgift-{number}-donor": make_donor(outsider).pk for number in range(3)}
    assert client.post(GIFTS, gifts | own).status_code == 403


def test_another_societys_donor_is_refused_in_its_row(client, gifts, outsider):
    page = client.post(GIFTS, gifts | {"cashgift-1-donor": make_donor(outsider).pk})

    assert [list(form.errors) for form in rows_of(page)] == [[], ["donor"], []]
    assert not CashGift.objects.exists()


def test_a_sheet_without_rows_says_so(client, gifts):
    empty = {name: value for name, value in gifts.items() if "-donor" not in name}
    empty = {n: v for n, v in empty.items() if "-amount" not in n and "-receipt" not in n}
    page = client.post(GIFTS, empty)

    assert page.status_code == 422
    assert len(page.context["messages"]) == 1
    assert page.context["bulk_entries"][0].top["date"].value() == "2021-08-04"


def test_rows_taken_away_stay_away_and_numbers_may_have_gaps(client, gifts, staff):
    data = {n: v for n, v in gifts.items() if not n.startswith("cashgift-1-")}
    page = client.post(GIFTS, data | {"cashgift-2-amount": "x"})
    assert [form.prefix for form in rows_of(page)] == ["cashgift-0", "cashgift-2"]
    assert form_data(page)["cashgift-rows"] == "3"

    assert client.post(GIFTS, data).status_code == 302
    assert [int(g.amount) for g in CashGift.objects.order_by("pk")] == [100, 102]


def test_more_rows_than_a_page_takes_are_refused_and_none_is_dropped(client, gifts, staff):
    donor = make_donor(staff).pk
    for number in range(201):
        gifts |= {f"cashgift-{number}-donor": donor, f"cashgift-{number}-amount": number + 1}
        gifts |= {f"cashgift-{number}-receipt_number": ""}
    page = client.post(GIFTS, gifts)

    assert page.status_code == 422
    assert "200" in page.context["bulk_entries"][0].refusal
    assert len(rows_of(page)) == 201
    assert not CashGift.objects.exists()
    del gifts["cashgift-200-donor"], gifts["cashgift-200-amount"]
    assert client.post(GIFTS, gifts).status_code == 302
    assert CashGift.objects.count() == 200


def test_the_next_page_is_the_way_in_that_was_asked_for(client, gifts):
    answer = client.post(GIFTS, gifts | {"following": "/training/sessions/add/"})
    assert (answer.status_code, answer.url) == (302, "/training/sessions/add/")


@pytest.mark.parametrize(
    "address",
    ["https://example.org/", "//example.org/", "/admin/", "/training/sessions/add/?next=//x.org"],
)
def test_no_other_address_is_gone_on_to(client, gifts, address):
    answer = client.post(GIFTS, gifts | {"following": address})
    assert (answer.status_code, answer.url) == (302, "/donations/cash-gifts/")


@pytest.fixture
def month(client):
    data = form_data(client.get(MONTH))
    return data | {
        "date": "2021-08-31",
        "slip": "S1",
        "lifegift-0-number": "120",
        "lifegift-0-millilitres": "36000",
        "lifegift-2-number": "3",
        "standingnumber-0-number": "1200",
        "standingnumber-1-number": "350",
    }


def photo(name="slip.jpg", content=JPEG):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_the_sheet_of_the_month_saves_two_kinds_each_with_the_photos_of_the_slip(client, month):
    assert (
        client.post(
            MONTH, month | {"files": [photo(), photo("b.jpg", photo_bytes(colour="blue"))]}
        ).status_code
        == 302
    )

    blood, stored = LifeGift.objects.order_by("pk")
    assert (blood.kind, blood.number, blood.millilitres) == ("blood", 120, 36000)
    assert (stored.kind, stored.number, stored.millilitres) == ("stored", 3, None)
    members, volunteers = StandingNumber.objects.order_by("pk")
    assert (members.kind, members.number) == ("members", 1200)
    assert (volunteers.kind, volunteers.number) == ("volunteers", 350)
    for entry in (blood, stored, members, volunteers):
        assert (entry.date, entry.date_precision) == (date(2021, 8, 31), "month")
        assert entry.slip == "S1"
        assert [kept.name for kept in entry.evidence] == ["slip.jpg", "b.jpg"]
        assert {opened(kept.file.read()).size for kept in entry.evidence} == {(60, 40)}


def test_a_file_too_large_for_memory_is_kept_with_every_record(client, month, tmp_path):
    large = b"%PDF-1.7" + b"0" * 3 * 1024 * 1024
    assert client.post(MONTH, month | {"files": [photo(content=large)]}).status_code == 302

    kept = Attachment.objects.all()
    assert {one.file.size for one in kept} == {len(large)}
    assert len({one.file.name for one in kept}) == 4


def test_a_wrong_file_refuses_all_and_what_was_typed_stays(client, month, tmp_path):
    page = client.post(MONTH, month | {"files": [photo(), photo("a.txt", b"text")]})

    assert page.status_code == 422
    messages = page.context["bulk_entries"][0].top.errors["files"]
    assert "a.txt" in messages[0]
    assert page.content.decode().count(messages[0]) == TWICE
    assert typed(form_data(page)) == typed(month)
    assert not LifeGift.objects.exists() and not StandingNumber.objects.exists()
    assert not Attachment.objects.exists() and not [p for p in tmp_path.rglob("*.jpg")]


def test_a_page_shown_again_asks_for_the_files_again(client, month):
    page = client.post(MONTH, month | {"lifegift-0-number": "x", "files": [photo()]})
    assert len(page.context["bulk_entries"][0].top.errors["files"]) == 1

    page = client.post(MONTH, month | {"lifegift-0-number": "x"})
    assert "files" not in page.context["bulk_entries"][0].top.errors


def test_what_is_wrong_with_a_row_of_the_second_kind_is_said_in_it(client, month, staff):
    make_standing_number(staff, kind="volunteers", date=date(2021, 8, 31))
    page = client.post(MONTH, month)

    assert page.status_code == 422
    standing = page.context["bulk_entries"][1]
    assert [list(form.errors) for form in standing.rows] == [[], ["__all__"]]
    assert "date" not in page.context["bulk_entries"][0].top.errors
    assert standing.rows[1].non_field_errors()[0] in page.content.decode()
    assert not LifeGift.objects.exists()


def test_aid_goes_to_three_villages_from_one_page(client, staff):
    fund = make_fund(staff)
    make_cash_gift(staff, "9000", fund=fund)
    partner, other = make_partner(staff), make_partner(staff)
    data = form_data(client.get(AID)) | {
        "date": "2021-08-04",
        "fund": fund.pk,
        "partners": [partner.pk, other.pk],
        "files": [photo()],
    }
    for number in range(3):
        data |= {
            f"aid-{number}-place": make_place(staff).pk,
            f"aid-{number}-households": 10,
            f"aid-{number}-amount": 3000,
        }
    assert client.post(AID, data).status_code == 302
    for aid in Aid.objects.all():
        assert (aid.households, aid.amount, aid.fund) == (10, 3000, fund)
        assert set(aid.partners.all()) == {partner, other}
        assert aid.evidence.count() == 1


def test_a_fund_overdrawn_by_a_row_is_said_in_that_row(client, staff):
    fund = make_fund(staff)
    make_cash_gift(staff, "5000", fund=fund)
    data = form_data(client.get(AID)) | {"date": "2021-08-04", "fund": fund.pk}
    for number in range(2):
        data |= {f"aid-{number}-households": 10, f"aid-{number}-amount": 3000 + number}
    page = client.post(AID, data)

    assert page.status_code == 422
    assert [bool(form.errors) for form in rows_of(page)] == [False, True, False]
    assert not Aid.objects.exists()


def test_what_the_address_says_is_filled_in(client, staff):
    fund = make_fund(staff)
    page = client.get(GIFTS, {"fund": fund.pk, "date": "2021-08-04"})
    top = page.context["bulk_entries"][0].top
    assert (top["fund"].value(), top["date"].value()) == (str(fund.pk), "2021-08-04")

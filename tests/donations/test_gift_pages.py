from datetime import date, timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from donations.models import CashGift, Donor
from redcross.models import LogEntry
from tests.factories import VALID_ID, close_year, make_cash_gift, make_donor, make_fund
from tests.pages import client_of, form_data

ADD = "/donations/cash-gifts/add/"


@pytest.fixture
def filled(staff, signed_in):
    """The add form of a signed-in clerk, filled in correctly."""
    client = signed_in(staff)
    data = form_data(client.get(ADD))
    donor, fund = make_donor(staff, name="喆珺玥"), make_fund(staff)
    return data | {"date": "2021-08-04", "amount": "500", "donor": donor.pk, "fund": fund.pk}


def test_a_gift_is_saved_with_who_and_a_history(client, filled, staff):
    response = client.post(ADD, filled, follow=True)

    gift = CashGift.objects.get()
    assert (gift.amount, gift.entered_by, gift.society) == (500, staff, staff.society)
    assert "喆珺玥" in response.content.decode()
    assert LogEntry.objects.get(model="donations.cashgift").action == "add"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("amount", "0", "金额必须大于零"),
        ("amount", "-5", "金额必须大于零"),
        ("amount", "123456789012345", "确认"),
        ("amount", "abc", "“abc”看不出金额"),
        ("times", "0", "至少一次"),
        ("end_date", "2021-08-01", "早于"),
        ("donor", "", "请填写捐赠人"),
        ("donor", "999999999", "选择"),
        ("date", "明天", "“明天”看不出日期"),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_nothing_is_lost(
    client, filled, field, value, message
):
    response = client.post(ADD, filled | {field: value, "note": "手写的备注"})

    assert response.status_code == 422
    assert message in " ".join(response.context["form"].errors[field])
    assert "手写的备注" in response.content.decode()
    assert not CashGift.objects.exists()


def test_a_gift_in_the_future_is_refused(client, filled):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = client.post(ADD, filled | {"date": tomorrow.isoformat()})

    assert "未来" in response.context["form"].errors["date"][0]
    assert client.post(ADD, filled | {"date": timezone.localdate().isoformat()}).status_code == 302


def test_a_receipt_number_serves_once(client, filled, staff):
    make_cash_gift(staff, receipt_number="湘001")
    response = client.post(ADD, filled | {"receipt_number": "湘001"})

    assert "已被使用" in response.context["form"].errors["receipt_number"][0]


def test_a_voided_gift_gives_its_receipt_number_free(client, filled, staff):
    make_cash_gift(staff, receipt_number="湘001").void(by=staff, reason="录错")

    assert client.post(ADD, filled | {"receipt_number": "湘001"}).status_code == 302


def test_a_form_sent_twice_creates_one_record(client, filled):
    filled["receipt_number"] = "湘001"
    first, second = client.post(ADD, filled), client.post(ADD, filled)

    assert first.url == second.url
    assert CashGift.objects.count() == 1


def test_the_next_gift_starts_with_the_day_and_the_fund_of_the_last(client, filled):
    page = client.post(ADD, filled | {"again": "1"}, follow=True)

    again = form_data(page)
    assert (str(again["date"]), str(again["fund"])) == (filled["date"], str(filled["fund"]))
    assert "amount" not in again and again["submission"] != filled["submission"]


def test_a_form_number_of_another_society_answers_nothing_of_its_record(client, filled, outsider):
    client.post(ADD, filled)
    client.force_login(outsider)
    own = {"donor": make_donor(outsider).pk, "fund": make_fund(outsider).pk}
    assert client.post(ADD, filled | own).status_code == 403


def test_a_donor_of_a_gift_that_counts_is_not_voided(client, staff):
    gift = make_cash_gift(staff)
    with pytest.raises(ValidationError, match="1"):
        gift.donor.void(by=staff, reason="重复")
    assert Donor.objects.get().voided_at is None
    gift.void(by=staff, reason="重复")
    Donor.objects.get().void(by=staff, reason="重复")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_form", [True, False])
def test_two_people_at_the_same_moment_get_one_record(filled, staff, same_form):
    answers = []

    def send(submission):
        other = client_of(staff)
        answers.append(
            other.post(
                ADD, filled | {"receipt_number": "湘001", "submission": submission}
            ).status_code
        )
        connection.close()

    numbers = [filled["submission"]] * 2
    if not same_form:
        numbers = [f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2)]
    threads = [Thread(target=send, args=[number]) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert CashGift.objects.count() == 1
    assert sorted(answers) == ([302, 302] if same_form else [302, 422])


def test_a_closed_year_is_left_as_it_is(client, filled, staff):
    gift = make_cash_gift(staff)
    close_year(staff.society, 2021)

    assert "2021" in client.post(ADD, filled).context["form"].errors["date"][0]
    # 2021 began with what was left of 2020.
    before = client.post(ADD, filled | {"date": "2020-12-31"})
    assert "2021" in before.context["form"].errors["date"][0]
    assert client.post(ADD, filled | {"date": "2022-01-03"}).status_code == 302
    changed = client.post(
        f"/donations/cash-gifts/{gift.pk}/change/", filled | {"version": 1, "date": "2020-05-01"}
    )
    assert changed.status_code == 422
    voided = client.post(f"/donations/cash-gifts/{gift.pk}/void/", {"version": 1, "reason": "x"})
    assert voided.status_code == 422
    gift.refresh_from_db()
    assert (gift.voided_at, gift.date) == (None, date(2021, 5, 1))


def test_the_second_editor_sees_what_changed_and_chooses(client, staff):
    gift = make_cash_gift(staff, "300", note="原来")
    client.force_login(staff)
    url = f"/donations/cash-gifts/{gift.pk}/change/"
    mine = form_data(client.get(url)) | {"amount": "700", "note": "我的"}
    theirs = CashGift.objects.get()
    theirs.amount, theirs.note = 400, "他的"
    theirs.save_entry(by=staff)

    refused = client.post(url, mine)
    assert refused.status_code == 422
    shown = {c["name"]: (c["theirs"], c["mine"]) for c in refused.context["form"].conflicts}
    assert shown == {"amount": ("400.00", "700.00"), "note": ("他的", "我的")}
    assert CashGift.objects.get().amount == 400

    chosen = form_data(refused) | {"choose_amount": "mine", "choose_note": "theirs"}
    assert client.post(url, chosen).status_code == 302
    gift = CashGift.objects.get()
    assert (gift.amount, gift.note, gift.version) == (700, "他的", 3)


def test_voiding_needs_a_reason_and_is_final(client, staff, signed_in):
    gift = make_cash_gift(staff)
    signed_in(staff)
    url = f"/donations/cash-gifts/{gift.pk}/void/"

    assert client.post(url, {"version": 1, "reason": " "}).status_code == 422
    assert client.post(url, {"version": 1, "reason": "重复录入"}).status_code == 302
    page = client.get(f"/donations/cash-gifts/{gift.pk}/").content.decode()
    assert "重复录入" in page
    assert (
        client.post(f"/donations/cash-gifts/{gift.pk}/change/", {"version": 2}).status_code == 422
    )


def test_a_copy_has_everything_but_the_receipt_number(staff, signed_in):
    gift = make_cash_gift(staff, "88.50", receipt_number="湘002", note="每月")
    form = signed_in(staff).get(f"{ADD}?copy={gift.pk}").context["form"]

    assert (form["amount"].value(), form["note"].value()) == (gift.amount, "每月")
    assert form["receipt_number"].value() in (None, "")


@pytest.mark.parametrize("q", ["张建国", "zjg", "湘003"])
def test_a_gift_is_found_by_name_initials_and_receipt_number(staff, signed_in, q):
    wanted = make_cash_gift(staff, donor=make_donor(staff, name="张建国"), receipt_number="湘003")
    make_cash_gift(staff)
    response = signed_in(staff).get("/donations/cash-gifts/", {"q": q})

    assert [row.record for row in response.context["table"].rows] == [wanted]


def test_the_list_totals_all_that_is_filtered_not_the_page(staff, signed_in):
    donor, fund = make_donor(staff), make_fund(staff)
    for _ in range(30):
        make_cash_gift(staff, "10.01", donor=donor, fund=fund)
    make_cash_gift(staff, "5", date=date(2020, 1, 1))
    page = signed_in(staff).get("/donations/cash-gifts/?date_from=2021-01-01")

    assert [str(sum_) for _label, sum_ in page.context["totals"]] == ["300.30", "30"]
    assert len(page.context["table"].page.object_list) == 25


def test_a_list_makes_as_many_queries_for_10_as_for_10000_records(
    staff, signed_in, django_assert_num_queries
):
    client = signed_in(staff)
    first = make_cash_gift(staff, receipt_number="")

    def more(number):
        CashGift.objects.bulk_create(
            CashGift(
                society=staff.society,
                entered_by=staff,
                date=first.date,
                donor=first.donor,
                fund=first.fund,
                amount=1,
            )
            for _ in range(number)
        )

    def queries():
        with connection.execute_wrapper(counting):
            seen.clear()
            client.get("/donations/cash-gifts/?per_page=100&source=public")
        return len(seen)

    seen: list[str] = []

    def counting(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    more(9)
    few = queries()
    more(9990)
    assert queries() == few


DONOR = {"kind": "person", "name": "李四", "name_public": "yes"}


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("id_number", "430221195001014011", VALID_ID),
        ("credit_code", "13100000500004729Q", "13100000500004729P"),
    ],
)
def test_a_wrong_check_digit_is_refused(staff, signed_in, field, wrong, right):
    client = signed_in(staff)
    refused = client.post("/donations/donors/add/", DONOR | {field: wrong})

    assert field in refused.context["form"].errors
    assert client.post("/donations/donors/add/", DONOR | {field: right}).status_code == 302


def test_an_id_number_is_recorded_once_and_found_whole(staff, signed_in):
    client = signed_in(staff)
    donor = make_donor(staff, name="王五", id_number=VALID_ID)
    refused = client.post("/donations/donors/add/", DONOR | {"id_number": VALID_ID})

    assert "id_number" in refused.context["form"].errors
    found = client.get("/donations/donors/", {"q": VALID_ID}).context["table"].rows
    assert [row.record for row in found] == [donor]


def test_an_id_number_left_empty_stays_as_it_was(staff, signed_in):
    donor = make_donor(staff, name="王五", id_number=VALID_ID, phone="13812345678")
    client = signed_in(staff)
    url = f"/donations/donors/{donor.pk}/change/"
    data = form_data(client.get(url))
    assert VALID_ID not in str(data)
    client.post(url, data | {"name": "王五五"})

    donor = Donor.objects.get()
    assert (donor.name, donor.id_number.reveal()) == ("王五五", VALID_ID)


def test_a_protected_value_is_shown_once_with_a_logged_reason(staff, signed_in):
    donor = make_donor(staff, name="王五", phone="13812345678")
    client = signed_in(staff)
    url = f"/donations/donors/{donor.pk}/reveal/"

    assert "13812345678" not in client.get(f"{url}?field=phone").content.decode()
    assert "13812345678" not in client.post(url, {"field": "phone", "reason": ""}).content.decode()
    assert (
        "13812345678" in client.post(url, {"field": "phone", "reason": "寄票据"}).content.decode()
    )
    assert LogEntry.objects.get(action="reveal").reason == "寄票据"
    assert client.get(f"{url}?field=name").status_code == 404
    assert client.post(url, {"field": "entered_by", "reason": "x"}).status_code == 404

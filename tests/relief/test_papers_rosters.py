"""发放花名册: by village, filled in or empty, of aid and of approved applications."""

import re
from datetime import date

import pytest

from redcross.models import Printout
from relief.models import Application
from tests.factories import (
    VALID_ID,
    make_aid,
    make_application,
    make_fund,
    make_goods_gift,
    make_person,
    make_place,
    make_programme,
)
from tests.paper_pages import pages_of, print_one, print_together

APPLIED, GIVEN = "application-roster", "aid-roster"
HEADS = [
    *("序号", "姓名", "身份证号", "住址", "电话", "类别", "金额（元）", "数量", "领取日期"),
    *("签字（捺印）", "代领人", "关系", "备注"),
]


@pytest.fixture
def programme(staff):
    return make_programme(staff, name="博爱助困")


@pytest.fixture
def villages(staff):
    town = make_place(staff, name="渌口镇")
    return [make_place(staff, name=name, parent=town) for name in ("花冲村", "松岗村")]


@pytest.fixture
def approved(staff, programme, villages):
    """A function that makes an approved application of 500 yuan."""

    def make(name="张三", place=villages[0], **fields):
        person = fields.pop("applicant", None) or make_person(staff, name=name)
        given = {"programme": programme, "decision": "approved", "decided_by": "L1", "amount": 500}
        return make_application(staff, applicant=person, place=place, **given | fields)

    return make


def numbers_of(rows):
    """Return the cells of those rows that begin with a number."""
    return [row for row in rows if re.fullmatch(r"\d+", row[0])]


def test_a_roster_of_approved_applications_is_printed_before_it_is_handed_out(
    signed_in, staff, approved
):
    person = make_person(staff, name="李喆䶮", id_number=VALID_ID, phone="13900001234")
    first = approved(applicant=person, household="minimum", guardian="王五")
    answer = print_together(signed_in(staff), [first, approved()], APPLIED)

    [page], rows = pages_of(answer).texts, pages_of(answer).rows
    assert rows[1] == HEADS
    told = next(row for row in rows if row[1] == "李喆䶮")
    assert told[2:8] == [VALID_ID, "花冲村", "13900001234", "低保", "500.00", ""]
    assert told[8:] == ["", "", "王五", "监护人", ""]
    assert "1,000.00" in page and "博爱助困" in page
    assert page.count("发放人：") == 2 and "监督人：" in page and "村（社区）：" in page


def test_whoever_was_given_it_already_or_is_not_approved_is_left_out(
    signed_in, staff, approved, programme
):
    client, waiting, given = signed_in(staff), approved(), approved("李四")
    make_aid(staff, application=given, amount=500)
    taken_back = approved("赵六")
    make_aid(staff, application=taken_back, amount=500).void(by=staff, reason="R1")
    pending = make_application(staff, applicant=make_person(staff, name="钱七"))

    page = pages_of(print_together(client, [waiting, given, taken_back, pending], APPLIED)).text

    assert "张三" in page and "赵六" in page
    assert "李四" not in page and "钱七" not in page
    for one in (given, pending, make_application(staff, times=3, decision="approved")):
        assert print_one(client, one, APPLIED).status_code == 422


def test_each_village_has_its_sheet_or_all_stand_sorted_on_one(
    signed_in, staff, approved, villages
):
    rows = [
        approved("丙", villages[1]),
        approved("乙", villages[0]),
        approved("甲", villages[1]),
        approved("丁", None),
    ]
    client = signed_in(staff)
    each = pages_of(print_together(client, rows, APPLIED, by_village="on")).texts
    assert len(each) == 3 and Printout.objects.count() == 3
    assert "渌口镇松岗村" in each[0] and "甲" in each[0] and "乙" not in each[0]
    assert all("第1页，共1页" in page for page in each)

    [page] = pages_of(print_together(client, rows, APPLIED)).texts
    order = [page.index(name) for name in ("丙", "甲", "乙", "丁")]
    assert order[0] < order[2] < order[3]


def test_empty_rows_are_numbered_and_say_nothing(signed_in, staff, approved):
    rows = [approved(), approved("李四")]
    answer = print_together(signed_in(staff), rows, APPLIED, empty="on", more_rows="3")

    assert numbers_of(pages_of(answer).rows) == [[str(n), *[""] * 12] for n in range(1, 6)]
    assert "张三" not in pages_of(answer).texts[0]


def test_aid_of_many_households_gives_numbered_rows_to_be_written(signed_in, staff, villages):
    fund = make_fund(staff, opening_balance=9000)
    many = make_aid(staff, households=7, rate=100, place=villages[0], fund=fund)

    rows = numbers_of(pages_of(print_one(signed_in(staff), many, GIVEN)).rows)

    assert [row[0] for row in rows] == [str(n) for n in range(1, 8)]
    assert {tuple(row[1:8]) for row in rows} == {("", "", "花冲村", "", "", "100.00", "")}


def test_a_roster_of_aid_says_what_each_was_given_and_when(signed_in, staff, villages):
    fund = make_fund(staff, opening_balance=9000)
    rice = {"item": "大米", "quantity": 10, "unit": "袋"}
    lot = make_goods_gift(staff, date=date(2021, 3, 1), lots=[rice]).lots.get()
    people = [make_person(staff, name=name) for name in ("甲", "乙")]
    money = make_aid(staff, person=people[0], amount=300, fund=fund, place=villages[0])
    goods = make_aid(staff, person=people[1], goods=[{"lot": lot, "quantity": 2}])
    client = signed_in(staff)

    [row] = numbers_of(pages_of(print_one(client, money, GIVEN)).rows)
    assert row[6:9] == ["300.00", "", "2021-05-01"]
    [row] = numbers_of(pages_of(print_one(client, goods, GIVEN)).rows)
    assert row[6:9] == ["大米（袋）", "2", "2021-05-01"]
    both = pages_of(print_together(client, [money, goods], GIVEN)).rows
    assert any(row[6:9] == ["物资", "金额（元）", "数量"] for row in both)
    assert sorted(row[6:8] for row in numbers_of(both)) == [["", "300.00"], ["大米（袋）", ""]]


def test_what_is_known_roughly_is_printed_so(signed_in, staff):
    fund = make_fund(staff, opening_balance=9000)
    rough = make_aid(
        staff, person=make_person(staff), amount=300, fund=fund, rounded=["amount:about"]
    )
    assert "约300.00" in pages_of(print_one(signed_in(staff), rough, GIVEN)).texts[0]


def test_of_nobody_and_of_too_many_there_is_no_roster(signed_in, staff):
    client = signed_in(staff)
    for fields in ({"recipients": "演示小学"}, {"households": 2001}):
        assert print_one(client, make_aid(staff, **fields), GIVEN).status_code == 422


def test_numbers_on_a_roster_are_masked_for_who_may_not_reveal_them(
    signed_in, staff, leader, outsider, approved
):
    person = make_person(staff, id_number=VALID_ID, phone="13900001234")
    row = approved(applicant=person)

    page = pages_of(print_together(signed_in(leader), [row], APPLIED)).text
    assert VALID_ID not in page and "13900001234" not in page
    assert VALID_ID[:6] in page and "1234" in page
    assert Printout.objects.get().sensitive
    assert print_together(signed_in(outsider), [row], APPLIED).status_code == 422


def test_three_hundred_of_a_village_have_sums_on_every_page(
    signed_in, staff, programme, villages, django_assert_max_num_queries
):
    person = make_person(staff, name="李喆䶮")
    make_application(
        staff,
        programme=programme,
        applicant=person,
        place=villages[0],
        decision="approved",
        amount=500,
        decided_by="L1",
    )
    stored = Application.objects.get()
    Application.objects.bulk_create([_copy(stored) for _each in range(299)])
    client = signed_in(staff)
    address = f"{stored.get_absolute_url().rsplit('/', 2)[0]}/print/"
    with django_assert_max_num_queries(60):
        answer = client.post(
            address, {"paper": APPLIED, "listed": "handed_out=no", "by_village": "on"}
        )

    pages, rows = pages_of(answer).texts, pages_of(answer).rows
    assert [row[0] for row in numbers_of(rows)] == [str(n) for n in range(1, 301)]
    assert len(pages) > 10
    assert all(page.count("本页小计") == 1 and "签字（捺印）" in page for page in pages)
    assert all(page.count("发放人：") == 2 for page in pages)
    subtotals = [row for row in rows if row[0] == "本页小计"]
    sums = [float(next(filter(None, row[1:])).replace(",", "")) for row in subtotals]
    assert sum(sums) == 150000
    assert "150,000.00" in pages[-1] and "合计" in pages[-1]


def _copy(stored):
    """Return another of the same, not saved."""
    names = ("society", "entered_by", "programme", "applicant", "place", "decision", "amount")
    return Application(date=stored.date, **{name: getattr(stored, name) for name in names})


def test_aid_that_was_handed_out_stands_on_its_own_roster(signed_in, staff, approved):
    application = approved(household="destitute")
    fund = make_fund(staff, opening_balance=9000)
    aid = make_aid(
        staff, application=application, person=application.applicant, amount=500, fund=fund
    )
    [row] = numbers_of(pages_of(print_one(signed_in(staff), aid, GIVEN)).rows)
    assert row[1:6] == ["张三", "", "", "", "特困"]

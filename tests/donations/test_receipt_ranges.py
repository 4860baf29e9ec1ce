"""Paper receipts: what became of each number of a range, its gaps, and what came before it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from donations.forms import ReceiptRangeForm
from donations.models import NumberState, ReceiptRange, runs, states_of
from donations.receipt_figures import ranges_with_gaps
from redcross.figures import Period, Scope
from redcross.spreadsheets.imports import import_rows
from reports.evaluation.consistency_checks import findings
from tests.at_once import at_once, sender
from tests.factories import (
    close_year,
    make_cash_gift,
    make_evaluation,
    make_goods_gift,
    make_receipt,
    make_receipt_range,
    make_red_receipt,
)
from tests.refusals import refused

CODE, TAKEN = "430621", date(2021, 1, 4)
JULY = date(2021, 7, 1)


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"last_number": "00000100"}, "last_number"),
        ({"last_number": "110"}, "last_number"),
        ({"last_number": "A0000110"}, "last_number"),
        ({"last_number": "00010201"}, "last_number"),
        ({"first_number": "湘000101"}, "first_number"),
        ({"written_off_on": JULY}, "written_off_by"),
        ({"written_off_by": "财政局"}, "written_off_by"),
        ({"written_off_by": "财政局", "written_off_on": date(2021, 1, 3)}, "written_off_on"),
        ({"taken_on": date(2999, 1, 1)}, "taken_on"),
        ({"keeper": ""}, "keeper"),
        ({"taken_from": ""}, "taken_from"),
    ],
)
def test_a_range_is_refused(staff, fields, beside):
    given = {"first_number": "00000101", "last_number": "00000110"} | fields
    with refused(beside):
        make_receipt_range(staff, **given)


def test_the_zeros_before_a_number_are_kept_and_no_number_is_in_two_ranges(staff, outsider):
    one = make_receipt_range(
        staff, "00000101", "00000110", written_off_by="财政局", written_off_on=JULY
    )
    assert list(one.numbers())[::9] == ["00000101", "00000110"]
    with refused("first_number", saying=f"no. {one.pk}"):
        make_receipt_range(staff, "00000110")
    make_receipt_range(staff, "00000111")
    make_receipt_range(staff, "00000101", code="430622")
    make_receipt_range(outsider, "00000101")
    one.void(by=staff, reason="录错")
    make_receipt_range(staff, "00000101", "00000110")


@pytest.mark.parametrize(
    ("first", "last", "code", "taken_on", "overlaps"),
    [
        ("0000101", "0000110", CODE, TAKEN, True),
        ("101", "110", CODE, TAKEN, True),
        ("00000101", "00000110", "", TAKEN, True),
        ("150", "160", "", TAKEN, True),
        ("051", "101", "", TAKEN, True),
        # Still in use, whenever the other is taken.
        ("00000101", "00000110", "", date(2023, 3, 1), True),
        # Numbers begin anew each year; before that one was taken nothing was of it.
        ("00000101", "00000110", "", date(2020, 1, 4), True),
        ("151", "160", CODE, TAKEN, False),
        ("51", "99", "", TAKEN, False),
        ("101", "110", "430622", TAKEN, False),
    ],
)
def test_ranges_do_not_overlap_however_their_numbers_are_written(
    staff, administrator, first, last, code, taken_on, overlaps
):
    other = make_receipt_range(staff, "00000101", "00000150", code=CODE)

    def save(by=staff):
        return make_receipt_range(by, first, last, code=code, taken_on=taken_on)

    heads = "领用日期,领自,票据代码,起始号码,终止号码,保管人"
    text = f"{heads}\n{taken_on},财政局,{code},{first},{last},张三\n"
    if not overlaps:
        save()
        return
    with refused("first_number", saying=[f"no. {other.pk}", "00000101–00000150"]):
        save()
    outcome = import_rows(
        ReceiptRangeForm, text.encode(), "号段.csv", by=administrator, add_unknown=False
    )
    assert [str(other) in message for _row, _column, message in outcome.faults] == [True]
    later = make_receipt_range(staff, "00000201", "00000210", code="430699")
    later.first_number, later.last_number, later.code, later.taken_on = first, last, code, taken_on
    with refused("first_number", saying=f"no. {other.pk}"):
        later.save_entry(by=staff)
    other.void(by=staff, reason="录错")
    save()


def test_a_range_without_a_code_is_another_once_the_older_is_written_off(staff):
    written_off = {"written_off_on": date(2021, 2, 1), "written_off_by": "财政局"}
    make_receipt_range(staff, "00000101", "00000150", **written_off)
    with refused("first_number"):
        make_receipt_range(staff, "101", "110", code="", taken_on=date(2021, 3, 1))
    make_receipt_range(staff, "101", "110", code="", taken_on=date(2022, 3, 1))


@pytest.mark.django_db(transaction=True)
def test_of_two_overlapping_ranges_sent_at_the_same_moment_one_is_saved(staff, administrator):
    sent = {"taken_on": "2021-1-4", "taken_from": "财政局", "keeper": "张三"}
    one = sent | {"code": CODE, "first_number": "00000101", "last_number": "00000150"}
    other = sent | {"code": "", "first_number": "150", "last_number": "160"}
    url = "/donations/receipt-ranges/add/"
    assert at_once(staff.society, sender(staff, url, one), sender(administrator, url, other)) == [
        302,
        422,
    ]
    assert ReceiptRange.objects.count() == 1


CARRIERS = {
    "money": lambda by, typed: make_cash_gift(by, receipt_number=typed),
    "goods": lambda by, typed: make_goods_gift(by, receipt_number=typed),
    "void": lambda by, typed: make_receipt(
        by, typed, code="", kind="void", reason="写错", payer="", amount=None
    ),
}
SAME = ("430621 00000141", "430621-141", "№ 4306210141", "00000141", "141", "0000000000141")


@pytest.mark.parametrize("code", [CODE, ""])
@pytest.mark.parametrize("kind", CARRIERS)
@pytest.mark.parametrize("typed", SAME)
def test_a_number_is_of_its_range_however_it_is_typed(staff, signed_in, typed, kind, code):
    """The rule by which a number serves once (`same_number`) is that of ranges and of lists."""
    taken = make_receipt_range(staff, "00000101", "00000150", code=code)
    make_receipt_range(staff, "00009001", code=CODE)  # so that the code is known
    carrier = CARRIERS[kind](staff, typed)
    make_cash_gift(staff, receipt_number="430621-00000150")
    states = taken.states()
    assert states.states["00000141"] == ("void" if kind == "void" else "used")
    assert "00000141" not in states.unknown()
    assert len(states.gaps()) == 48
    listed = f"{carrier.url_name('list')}"
    rows = signed_in(staff).get(reverse(listed), {"range": taken.pk}).context["table"].rows
    assert carrier in [row.record for row in rows]
    for again in SAME:
        with refused():
            make_cash_gift(staff, receipt_number=again)


@pytest.mark.parametrize("typed", ["430622141", "430621 1141", "1141", "A141", "14", "430621"])
def test_other_numbers_are_of_no_range(staff, typed):
    taken = make_receipt_range(staff, "00000101", "00000150")
    make_cash_gift(staff, receipt_number=typed)
    assert set(taken.states().states.values()) == {NumberState.UNUSED}


@pytest.mark.parametrize("named", ["101", "00000101", "430621 101", "№ 0000101"])
def test_a_range_names_the_one_that_it_replaces_however_it_is_typed(staff, named):
    old = make_receipt_range(staff, "00000101")
    assert make_receipt_range(staff, replaces_number=named).replaces == old


@pytest.fixture
def used(staff):
    """Ten numbers: 1, 2 and 4 on gifts, 3 skipped, 5 void, 6 red-lettered by 8, 7 skipped."""
    taken = make_receipt_range(staff, "00000001", "00000010")
    make_cash_gift(staff, receipt_number=f"{CODE}-00000001")
    make_goods_gift(staff, receipt_number="№00000002")
    make_cash_gift(staff, receipt_number="00000003").void(by=staff, reason="录错")
    make_cash_gift(staff, receipt_number="00000004")
    register = {"code": CODE, "date": date(2021, 5, 1)}
    make_receipt(staff, "00000005", kind="void", reason="写错", payer="", amount=None, **register)
    original = make_receipt(staff, "00000006", **register)
    make_red_receipt(staff, original, "00000008", **register)
    # Before it was taken, and of another code: these are of another range.
    make_cash_gift(staff, receipt_number="00000009", date=date(2020, 1, 3))
    make_cash_gift(staff, receipt_number="43060000000010")
    return taken


def test_each_number_is_used_void_red_lettered_or_not_issued_yet(used):
    states = used.states()
    of = {state: [int(n) for n in states.of_state(state)] for state in NumberState}
    assert of == {
        NumberState.USED: [1, 2, 4, 8],
        NumberState.VOID: [5],
        NumberState.RED_LETTERED: [6],
        NumberState.GAP: [3, 7],
        NumberState.UNUSED: [9, 10],
    }
    assert [int(n) for n in states.gaps()] == [3, 7]
    assert runs(states.unknown()) == [
        ("00000003", "00000003", 1),
        ("00000007", "00000007", 1),
        ("00000009", "00000010", 2),
    ]


def test_its_page_counts_them_and_opens_their_lists(used, staff, signed_in):
    client = signed_in(staff)
    page = client.get(used.get_absolute_url())
    facts = {str(fact.label): fact for fact in page.context["facts"]}
    assert [fact.number for fact in facts.values()] == [10, 4, 1, 1, 2, 2]
    for fact in facts.values():
        if "/?" in fact.url:
            rows = client.get(fact.url).context["table"].rows
            assert len(rows) == fact.number
    found = {
        kind: len(client.get(url).context["table"].rows) for kind, url in page.context["lists"]
    }
    assert list(found.values()) == [2, 1, 3]
    # Each number stands in one list, under what it means.
    shown = page.context["numbers"]
    assert sum(number for _state, found in shown for _first, _last, number in found) == 10
    for state, found in shown:
        assert state.meaning in page.content.decode()
        assert f'id="{state.value}"' in page.content.decode()
        for first, _last, _number in found:
            assert page.content.decode().count(f">{first}") == 1


def test_states_cost_as_many_queries_however_many_ranges(used, staff, django_assert_num_queries):
    for n in range(5):
        make_receipt_range(staff, f"{1000 + 100 * n:08}")
    ranges = list(ReceiptRange.objects.all())
    with django_assert_num_queries(5):
        assert len(states_of(ranges)) == 6


def test_an_older_range_that_is_still_open_is_asked_about(used, staff, signed_in):
    client = signed_in(staff)
    new = {
        "taken_on": "2021-8-2",
        "taken_from": "财政局",
        "code": CODE,
        "first_number": "00000101",
        "last_number": "00000150",
        "keeper": "张三",
        "replaces_number": f"{CODE} №{used.first_number}",
    }
    page = client.post("/donations/receipt-ranges/add/", new)
    assert page.status_code == 422 and str(used) in page.content.decode()
    (doubt,) = page.context["form"].doubts
    assert doubt.url == used.get_absolute_url()
    sent = client.post("/donations/receipt-ranges/add/", new | {"confirmed": doubt.key})
    assert sent.status_code == 302
    saved = ReceiptRange.objects.get(first_number="00000101")
    assert [other for _text, other in saved.warnings()] == [used]
    used.written_off_on, used.written_off_by = JULY, "财政局"
    used.save_entry(by=staff)
    assert saved.warnings() == []
    with override("en"):
        assert ["nothing is known of 4" in text for text, _other in used.warnings()] == [True]
    third = new | {"first_number": "00000201", "last_number": "00000250", "code": "430699"}
    third["replaces_number"] = ""
    assert client.post("/donations/receipt-ranges/add/", third).status_code == 302


def test_a_range_that_is_used_up_is_not_asked_about(staff):
    old = make_receipt_range(staff, "00000001", "00000001")
    make_cash_gift(staff, receipt_number=f"{CODE}00000001")
    new = make_receipt_range(staff, "00000002", "00000003", replaces_number="00000001")
    assert new.warnings() == []
    with refused("replaces_number", saying="taken later"):
        make_receipt_range(
            staff, "00000004", replaces_number="00000002", taken_on=TAKEN - timedelta(1)
        )
    with refused("replaces_number", saying="No range begins"):
        make_receipt_range(staff, "00000004", replaces_number="00000009")
    assert new.replaces == old


def test_a_range_of_a_closed_year_is_written_off_later(staff, society):
    old = make_receipt_range(staff, "00000001", "00000001")
    close_year(society, 2021)
    society.forget_locked_periods()
    old.written_off_on, old.written_off_by = date(2022, 1, 4), "财政局"
    old.save_entry(by=staff)
    assert ReceiptRange.objects.get().written_off_by == "财政局"


def test_gaps_and_gifts_without_a_receipt_are_found_and_lead_to_their_places(
    used, staff, signed_in, society
):
    draft = make_evaluation(staff, year=2021)
    missing = make_cash_gift(staff, receipt_waived=False)
    make_goods_gift(staff, receipt_waived=False, times=3)
    make_cash_gift(staff, receipt_waived=False, date=date(2020, 5, 1))
    with override("en"):
        found = findings(draft)
        texts = [one.text for one in found]
    assert texts == [
        "Cash gifts without a receipt: 1.",
        "Batches of goods without a receipt: 3.",
        f"Paper receipts {used}: numbers skipped among those used: 2.",
    ]
    client = signed_in(staff)
    rows = client.get(found[0].url).context["table"].rows
    assert [row.record for row in rows] == [missing]
    assert client.get(found[2].url).context["object"] == used


def test_only_ranges_in_use_in_the_period_are_looked_at(used, staff, society):
    def of(year):
        return ranges_with_gaps(Scope(society, Period.year(year)))

    assert of(2020) == [] and of(2021) == [(used, 2)] == of(2022)
    used.written_off_on, used.written_off_by = JULY, "财政局"
    used.save_entry(by=staff)
    assert of(2022) == [] and of(2021) == [(used, 2)]

"""What may be right and is more likely a slip: asked about, and saved once it is confirmed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import DecimalField
from django.utils import timezone
from django.utils.translation import override

from donations.models import CashGift, Fund, GoodsGift, LifeGift
from redcross.forms.doubts import doubt_about
from redcross.models import Record, StandingNumber
from redcross.typed_values import TypedAs
from tests.factories import make_cash_gift, make_course, make_donor, make_fund
from tests.kinds import KINDS
from tests.pages import form_data, open_doubts
from training.models import Session

ADD, SHEET = "/donations/cash-gifts/add/", "/donations/cash-gifts/sheet/"
MONTH = "/donations/life/sheet/"
HUNDRED_MILLION = "100000000"


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.mark.parametrize(
    ("kind", "day", "asked"),
    [
        ("blood", date(2021, 6, 30), True),
        ("trained", date(2021, 1, 1), True),
        ("blood", date(2020, 12, 31), False),
        ("members", date(2021, 6, 30), False),
        ("blood", None, False),
    ],
)
def test_a_number_before_records_within_a_year_is_asked_about(society, kind, day, asked):
    number = StandingNumber(society=society, kind=kind, date=day, number=5000)
    assert bool([*number.questions({})]) is asked


@pytest.mark.parametrize(
    ("value", "typed_as", "odd"),
    [
        (date(1949, 12, 31), TypedAs.PAST_DATE, True),
        (date(1950, 1, 1), TypedAs.PAST_DATE, False),
        (date(1949, 12, 31), TypedAs.END_DATE, True),
        (date(9999, 12, 31), TypedAs.OPEN_DATE, True),
        (date(9999, 12, 31), TypedAs.END_DATE, False),
        (Decimal("99999999.99"), TypedAs.YUAN, False),
        (Decimal(10**8), TypedAs.YUAN, True),
        (Decimal("9999.99"), TypedAs.WAN_YUAN, False),
        (Decimal(10**4), TypedAs.WAN_YUAN, True),
        (999_999, TypedAs.COUNT, False),
        (10**6, TypedAs.COUNT, True),
        (10**7, TypedAs.MILLILITRES, True),
        (0, TypedAs.COUNT, False),
    ],
)
def test_every_unit_has_a_size_from_which_it_is_asked_about(value, typed_as, odd):
    assert bool(doubt_about(value, typed_as)) is odd


def test_a_year_ahead_is_the_limit_of_what_is_planned():
    assert not doubt_about(in_days(366), TypedAs.OPEN_DATE)
    assert doubt_about(in_days(367), TypedAs.OPEN_DATE)


@pytest.fixture
def gift(clerk, staff):
    data = form_data(clerk.get(ADD)) | {"donor": make_donor(staff).pk, "fund": make_fund(staff).pk}
    return data | {"date": "2021-08-04", "amount": "1亿"}


def test_what_looks_odd_comes_back_and_is_saved_once_it_is_confirmed(clerk, gift):
    page = clerk.post(ADD, gift | {"date": "1949-10-1"})
    assert page.status_code == 422 and not page.context["form"].errors
    assert open_doubts(page) == ["date=1949-10-01", f"amount={HUNDRED_MILLION}"]
    assert "已核对，确实如此" in page.content.decode()
    assert not CashGift.objects.exists()

    again = form_data(page)
    assert "confirmed" not in again
    page = clerk.post(ADD, again | {"confirmed": ["date=1949-10-01"]})
    assert (page.status_code, open_doubts(page)) == (422, [f"amount={HUNDRED_MILLION}"])
    # The page remembers what was confirmed.
    again = form_data(page)
    assert again["confirmed"] == "date=1949-10-01"
    confirmed = [again["confirmed"], f"amount={HUNDRED_MILLION}"]
    assert clerk.post(ADD, again | {"confirmed": confirmed}).status_code == 302
    assert CashGift.objects.get().date == date(1949, 10, 1)


def test_only_the_very_value_is_confirmed(clerk, gift):
    confirmed = {"confirmed": [f"amount={HUNDRED_MILLION}"]}
    page = clerk.post(ADD, gift | confirmed | {"amount": "1000000000"})
    assert (page.status_code, open_doubts(page)) == (422, ["amount=1000000000"])
    assert clerk.post(ADD, gift | confirmed | {"amount": "100,000,000.00"}).status_code == 302


def test_what_was_stored_is_not_asked_about_again(clerk, staff):
    kept = make_cash_gift(staff, HUNDRED_MILLION)
    change = f"/donations/cash-gifts/{kept.pk}/change/"
    data = form_data(clerk.get(change))
    assert clerk.post(change, data | {"note": "x"}).status_code == 302
    data = form_data(clerk.get(change))
    page = clerk.post(change, data | {"amount": "2亿"})
    assert (page.status_code, open_doubts(page)) == (422, ["amount=200000000"])


def test_what_is_confirmed_must_still_be_right(clerk, gift):
    page = clerk.post(ADD, gift | {"amount": "1万亿", "confirmed": "amount=1000000000000"})
    assert list(page.context["form"].errors) == ["amount"]
    assert not CashGift.objects.exists()


def test_rows_within_an_entry_are_asked_about_too(clerk, staff):
    data = form_data(clerk.get("/donations/goods/add/")) | {"date": "2021-08-04"}
    data |= {"lots-1-item": "甲", "lots-1-quantity": "1亿", "lots-1-unit": "件"}
    page = clerk.post("/donations/goods/add/", data)
    assert (page.status_code, open_doubts(page)) == (422, ["lots-1-quantity=100000000"])
    sent = form_data(page) | {"confirmed": "lots-1-quantity=100000000"}
    assert clerk.post("/donations/goods/add/", sent).status_code == 302
    assert GoodsGift.objects.get().lots.get().quantity == 10**8


def test_an_end_may_lie_far_ahead_and_a_course_may_not_unasked(clerk, staff):
    data = form_data(clerk.get("/donations/funds/add/")) | {"name": "F1"}
    sent = data | {"closes_on": "2099-12-31"}
    assert clerk.post("/donations/funds/add/", sent).status_code == 302
    assert Fund.objects.get().closes_on.year == 2099

    day = in_days(400).isoformat()
    data = form_data(clerk.get("/training/sessions/add/")) | {"date": day}
    data |= {"course": make_course(staff).pk, "attendance": "20"}
    page = clerk.post("/training/sessions/add/", data)
    assert (page.status_code, open_doubts(page)) == (422, [f"date={day}"])
    sent = form_data(page) | {"confirmed": f"date={day}"}
    assert clerk.post("/training/sessions/add/", sent).status_code == 302
    assert Session.objects.get().date == in_days(400)


def test_on_a_page_of_rows_what_they_share_is_asked_once_and_each_row_for_itself(clerk, staff):
    data = form_data(clerk.get(SHEET)) | {"date": "1949-10-1", "fund": make_fund(staff).pk}
    for number in range(2):
        data |= {f"cashgift-{number}-donor": make_donor(staff).pk}
        data |= {f"cashgift-{number}-amount": "1亿"}
    page = clerk.post(SHEET, data)
    assert page.status_code == 422
    assert [doubt.key for doubt in page.context["doubts"]] == ["date=1949-10-01"]
    rows = page.context["bulk_entries"][0].rows
    own = [[doubt.key for doubt in row.own_doubts()] for row in rows]
    assert own[:2] == [[f"cashgift-{n}-amount={HUNDRED_MILLION}"] for n in range(2)]
    assert page.content.decode().count('value="date=1949-10-01"') == 1

    confirmed = ["date=1949-10-01", own[0][0]]
    page = clerk.post(SHEET, form_data(page) | {"confirmed": confirmed})
    assert page.status_code == 422 and not CashGift.objects.exists()
    sent = form_data(page)
    assert sorted(sent["confirmed"]) == sorted(confirmed)
    assert clerk.post(SHEET, sent | {"confirmed": [*confirmed, own[1][0]]}).status_code == 302
    assert CashGift.objects.count() == 2


def test_two_kinds_on_one_page_share_a_question(clerk):
    data = form_data(clerk.get(MONTH)) | {"date": "1949-10-31", "slip": "S1"}
    data |= {"lifegift-0-number": "1", "standingnumber-0-number": "2"}
    page = clerk.post(MONTH, data)
    assert [doubt.key for doubt in page.context["doubts"]] == ["date=1949-10-31"]
    assert clerk.post(MONTH, form_data(page) | {"confirmed": "date=1949-10-31"}).status_code == 302
    assert LifeGift.objects.count() == StandingNumber.objects.count() == 1


def test_a_page_sent_twice_is_not_asked_about(clerk, gift):
    sent = gift | {"confirmed": f"amount={HUNDRED_MILLION}"}
    assert clerk.post(ADD, sent).status_code == 302
    assert clerk.post(ADD, gift).status_code == 302
    assert CashGift.objects.count() == 1


def test_the_question_names_the_field_and_the_value(clerk, gift):
    with override("en"):
        page = clerk.post(ADD, gift, headers={"accept-language": "en"})
    [doubt] = page.context["form"].doubts
    assert doubt.text == "Amount (yuan): 100,000,000.00 is a very large number."


RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


def is_once_a_day(model):
    """Whether the database takes no second one of the day."""
    return any("date" in getattr(rule, "fields", ()) for rule in model._meta.constraints)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_kind_of_record_knows_when_it_is_likely_the_same(model, staff, outsider):
    _pages, make = KINDS[model.url_name("detail").removesuffix("_detail")]
    first = make(staff)
    if is_once_a_day(model):
        assert not model.alike_fields
        return
    assert "date" in model.alike_fields
    second = model.objects.get(pk=first.pk)
    second.pk = None
    assert model.likely_doubles([second]) == [[first]]
    second.date -= timedelta(days=1)
    assert model.likely_doubles([second]) == [[]]
    second.date, second.society = first.date, outsider.society
    assert model.likely_doubles([second]) == [[]]
    assert model.likely_doubles([first]) == [[]]


@pytest.mark.parametrize(
    "model",
    [model for model in RECORDS if model.all_distinguishing_fields()],
    ids=lambda model: model.__name__,
)
def test_what_one_leaves_out_does_not_tell_two_apart(model, staff):
    _pages, make = KINDS[model.url_name("detail").removesuffix("_detail")]
    first = make(staff)

    def said(values):
        row = model.objects.get(pk=first.pk)
        row.pk = None
        for name, value in values.items():
            setattr(row, name, value)
        return row

    def value_of(name, number):
        numeric = isinstance(model.own_field(name), DecimalField)
        return Decimal(number) if numeric else f"N{number}"

    names = model.all_distinguishing_fields()
    empty = {n: None if isinstance(model.own_field(n), DecimalField) else "" for n in names}
    for name in names:
        told, other = ({**empty, name: value_of(name, number)} for number in (1, 2))
        waived = {"receipt_waived": False} if hasattr(model, "receipt_waived") else {}
        model.objects.filter(pk=first.pk).update(**told, **waived)
        assert model.likely_doubles([said(empty)]) == [[first]], name
        assert model.likely_doubles([said(told)]) == [[first]], name
        assert model.likely_doubles([said(other)]) == [[]], name
        # One is stored, so one of two is new: not the one that has the number of the stored one.
        assert model.paired_doubles([said(empty), said(told)]) == [None, first], name
        assert model.paired_doubles([said(empty), said(empty)]) == [first, None], name
        model.objects.filter(pk=first.pk).update(**empty)
        assert model.likely_doubles([said(told)]) == [[first]], name

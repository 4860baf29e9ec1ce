"""Numbers and dates in forms and filters: text boxes that the one reader reads."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import resolve, reverse

from donations.models import CashGift, Fund, LifeGift
from redcross.filters import EntryFilter
from redcross.forms import EntryForm, LineForm, TypedDateField
from redcross.forms.typed_fields import DateInput, TypedInput, typed_as_of
from redcross.typed_values import TypedAs
from relief.models import Programme
from reports.forms import PeriodForm, SetUpForm
from tests.factories import make_cash_gift, make_event, make_fund, make_goods_gift, make_session
from tests.kinds import KINDS
from tests.pages import form_data
from training.models import Session

ADD = "/donations/cash-gifts/add/"


def subclasses(of):
    return {below for one in of.__subclasses__() for below in (one, *subclasses(one))}


def all_fields():
    for form_class in subclasses(EntryForm) | subclasses(LineForm):
        yield from form_class.base_fields.values()
    for filter_class in subclasses(EntryFilter):
        # A copy: the class's own would keep its label in the language of this test.
        yield from (deepcopy(one).field for one in filter_class.base_filters.values())
    yield from (*PeriodForm.base_fields.values(), *SetUpForm.base_fields.values())


def test_no_form_reads_a_number_or_a_date_in_a_way_of_its_own(db):
    kinds = (forms.DecimalField, forms.IntegerField, forms.FloatField, forms.DateField)
    for field in all_fields():
        if isinstance(field, kinds) and not isinstance(field.widget, forms.HiddenInput):
            assert isinstance(field.widget, TypedInput), field.label
            assert field.widget.input_type == "text"
            assert field.widget.attrs["data-typed-as"] == field.typed_as
            assert field.widget.attrs["inputmode"] in ("decimal", "numeric")
            assert isinstance(field.widget, DateInput) == isinstance(field, TypedDateField)


def test_every_sum_of_money_is_declared_as_one(settings):
    """By the unit in its label, which a form shows beside it."""
    units = {"(yuan)": TypedAs.YUAN, "(10000 yuan)": TypedAs.WAN_YUAN}
    settings.LANGUAGE_CODE = "en"
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            label = str(getattr(field.verbose_name, "_args", [field.verbose_name])[0])
            for unit, expected in units.items():
                if label.endswith(unit) and isinstance(field, models.DecimalField):
                    assert typed_as_of(field) == expected, field
        for name in getattr(model, "typed_as", {}):
            assert model._meta.get_field(name), (model, name)


@pytest.fixture
def gift(clerk, staff):
    """The form of a cash gift, filled in."""
    existing = make_cash_gift(staff)
    data = form_data(clerk.get(ADD)) | {"donor": existing.donor_id, "fund": existing.fund_id}
    return data | {"date": "2021-08-04", "amount": "300"}


@pytest.mark.parametrize(
    ("typed", "amount", "day"),
    [
        ({"amount": "12.4万元", "date": "2021年8月4日"}, "124000", date(2021, 8, 4)),
        ({"amount": "￥１，２３４．５０", "date": "２０２１．８．４"}, "1234.50", date(2021, 8, 4)),
        ({"amount": " 5千 ", "date": "20210804"}, "5000", date(2021, 8, 4)),
    ],
)
def test_a_form_saves_what_the_reader_reads(clerk, gift, typed, amount, day):
    assert clerk.post(ADD, gift | typed).status_code == 302
    kept = CashGift.objects.latest("pk")
    assert (kept.amount, kept.date) == (Decimal(amount), day)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("amount", "1.005"), ("amount", "12 34"), ("amount", "　"), ("date", "2021.2.30")],
)
def test_a_refused_value_stays_in_its_box_as_it_was_typed(clerk, gift, field, typed):
    page = clerk.post(ADD, gift | {field: typed})
    assert page.status_code == 422
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert form[field].value() == typed
    if typed.strip():
        assert f"“{typed}”" in page.content.decode()


def test_the_models_own_rules_still_hold(clerk, gift):
    for field, typed in (("amount", "0"), ("amount", "-5"), ("amount", "1万亿"), ("times", "0")):
        page = clerk.post(ADD, gift | {field: typed, "confirmed": f"{field}=1000000000000"})
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_what_a_form_shows_is_read_back_as_the_same(clerk, staff):
    """Of every kind: saved untouched, nothing is written."""
    for kind, (pages, make) in KINDS.items():
        entry = make(staff)
        address = reverse(f"{kind}_change", args=[entry.pk])
        if "change" not in pages or not staff.has_perm(entry.permission("change")):
            continue
        answer = clerk.post(address, form_data(clerk.get(address)))
        assert answer.status_code == 302, (kind, answer.context["form"].errors)
        assert entry.history.count() == 1, kind


def test_numbers_of_every_size_are_read_back_as_the_same(clerk, staff):
    lots = [
        {"item": "A", "quantity": Decimal("0.001"), "unit_value": Decimal("0.01")},
        {"item": "B", "quantity": Decimal("999999999.999"), "unit_value": Decimal("9999999999.99")},
        {"item": "C", "quantity": Decimal("1000"), "expires_on": date(9999, 12, 31)},
    ]
    rows = [
        make_goods_gift(staff, lots=lots),
        make_fund(staff, opening_balance=Decimal("999999999999.99"), opens_on=date(1900, 1, 1)),
        make_event(staff, hours=Decimal("0.5"), people=2147483647),
        make_session(staff, attendance=0, date=date(1, 1, 1)),
    ]
    for entry in rows:
        address = reverse(entry.url_name("change"), args=[entry.pk])
        answer = clerk.post(address, form_data(clerk.get(address)))
        assert answer.status_code == 302, answer.context["form"].errors
        assert entry.history.count() == 1


def test_a_planned_course_and_an_end_need_their_year(clerk, staff):
    future = form_data(clerk.get("/relief/programmes/add/")) | {"name": "R1"}
    page = clerk.post("/relief/programmes/add/", future | {"ends_on": "12.31"})
    assert list(page.context["form"].errors) == ["ends_on"]
    assert (
        clerk.post("/relief/programmes/add/", future | {"ends_on": "2035.12.31"}).status_code == 302
    )
    assert Programme.objects.get().ends_on == date(2035, 12, 31)
    assert typed_as_of(Session._meta.get_field("date")) == TypedAs.OPEN_DATE
    assert typed_as_of(CashGift._meta.get_field("date")) == TypedAs.PAST_DATE
    assert typed_as_of(Fund._meta.get_field("closes_on")) == TypedAs.END_DATE


@pytest.mark.parametrize("day", ["2021-05-01", "2021.5.1", "2021年5月1日", "２０２１０５０１"])
def test_a_filter_reads_dates_like_a_form(clerk, staff, day):
    make_cash_gift(staff, date=date(2021, 5, 1))
    make_cash_gift(staff, date=date(2021, 4, 30))
    page = clerk.get("/donations/cash-gifts/", {"date_from": day})
    assert page.context["table"].paginator.count == 1


def test_a_filter_names_what_it_cannot_read(clerk, staff):
    make_cash_gift(staff)
    page = clerk.get("/donations/cash-gifts/", {"date_from": "2021.2.30"})
    assert "“2021.2.30”" in page.content.decode()
    assert page.context["table"].paginator.count == 0


def test_every_page_of_figures_still_opens_its_lists(clerk, staff):
    make_cash_gift(staff)
    view = resolve("/donations/cash-gifts/").func.view_class
    bound = view.filterset_class({"date_from": "2021-01-01", "date_to": "2021-12-31"})
    assert bound.is_valid() and bound.form.cleaned_data["date_to"] == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("typed", "chosen", "day", "precision"),
    [
        ("2021年8月", "day", date(2021, 8, 1), "month"),
        ("2021年8月中旬", "day", date(2021, 8, 11), "third"),
        ("2021", "day", date(2021, 1, 1), "year"),
        # What was chosen by hand is not known better.
        ("2021年8月", "year", date(2021, 8, 1), "year"),
        ("2021-8-5", "month", date(2021, 8, 5), "month"),
    ],
)
def test_a_date_typed_as_a_month_is_kept_as_known_to_the_month(
    clerk, gift, typed, chosen, day, precision
):
    sent = gift | {"date": typed, "date_precision": chosen}
    assert clerk.post(ADD, sent).status_code == 302
    saved = CashGift.objects.latest("pk")
    assert (saved.date, saved.date_precision) == (day, precision)


def test_a_row_may_be_of_a_month_too_and_another_date_may_not(clerk, staff):
    sheet = "/donations/life/sheet/"
    data = form_data(clerk.get(sheet)) | {"date": "2021年8月", "slip": "S1"}
    assert clerk.post(sheet, data | {"lifegift-0-number": "1"}).status_code == 302
    assert LifeGift.objects.get().date_precision == "month"

    data = form_data(clerk.get(ADD)) | {"date": "2021-8-4", "end_date": "2021年9月"}
    page = clerk.post(ADD, data)
    assert "2021-8-4" in page.context["form"].errors["end_date"][0]


def test_a_day_typed_over_a_month_is_a_day(clerk, staff):
    gift = make_cash_gift(staff, date=date(2021, 8, 1), date_precision="month")
    change = f"/donations/cash-gifts/{gift.pk}/change/"
    data = form_data(clerk.get(change))
    assert clerk.post(change, data | {"note": "x"}).status_code == 302
    gift.refresh_from_db()
    assert gift.date_precision == "month"
    data = form_data(clerk.get(change)) | {"date": "2021-8-15"}
    assert clerk.post(change, data).status_code == 302
    gift.refresh_from_db()
    assert (gift.date, gift.date_precision) == (date(2021, 8, 15), "day")


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2021年8月", ("2021-08-01", "2021-08-31")),
        ("2021", ("2021-01-01", "2021-12-31")),
        ("2021年2月下旬", ("2021-02-21", "2021-02-28")),
        ("2021年8月上旬", ("2021-08-01", "2021-08-10")),
        ("2021-8-4", ("2021-08-04", "2021-08-04")),
    ],
)
def test_a_list_is_asked_for_a_month_or_a_year(clerk, staff, typed, days):
    page = clerk.get("/donations/cash-gifts/", {"date_from": typed, "date_to": typed})
    found = page.context["filter"].form.cleaned_data
    assert (found["date_from"].isoformat(), found["date_to"].isoformat()) == days


def test_what_is_valid_until_a_month_is_so_to_its_end():
    field = TypedDateField(typed_as=TypedAs.END_DATE)
    assert field.clean("2027-8") == date(2027, 8, 31)

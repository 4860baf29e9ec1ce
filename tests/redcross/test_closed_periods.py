"""What a closed year counts by stays as it is, not only its records."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from donations.models import Fund
from redcross.figures import Period, Scope, Stock, registered_figures
from redcross.kinds import list_page_of
from redcross.merging import merge
from redcross.models import Line, NamedEntry, Record
from reports.figures import figure_values
from tests.factories import (
    close_year,
    make_aid,
    make_cash_gift,
    make_course,
    make_disbursement,
    make_donor,
    make_fund,
    make_goods_gift,
    make_programme,
    make_session,
)
from tests.kinds import KINDS

NAMED = [
    pytest.param(model, name, id=f"{model._meta.label}.{name}")
    for model in NamedEntry.__subclasses__()
    for name in model.counted_by
]


@pytest.fixture
def counted(staff):
    """One of each kind that records of 2021 are sorted by, by its model."""
    fund = make_fund(staff, opening_balance=100, opens_on=date(2021, 1, 1))
    donor = make_donor(staff)
    programme, course = make_programme(staff), make_course(staff)
    make_cash_gift(staff, fund=fund, donor=donor)
    make_goods_gift(staff, fund=fund, lots=[{"item": "米", "quantity": 3, "unit_value": 2}])
    make_aid(staff, fund=fund, amount=5, programme=programme)
    make_disbursement(staff, fund=fund, amount=5)
    make_session(staff, course=course, attendance=9)
    return {type(one): one for one in (fund, donor, programme, course)}


@pytest.mark.parametrize("name", ["kind", "parent"])
def test_a_fund_of_goods_alone_is_kept_too(society, staff, name):
    fund = make_fund(staff, opens_on=date(2021, 1, 1))
    make_goods_gift(staff, fund=fund, lots=[{"item": "米", "quantity": 3}])
    close_year(society, 2021)

    setattr(fund, name, other_value(fund, name, staff))
    with pytest.raises(ValidationError) as refused:
        fund.save_entry(by=staff)
    assert name in refused.value.error_dict


def other_value(entry, name, by):
    field = entry.own_field(name)
    if field.is_relation:
        return make_fund(by)
    return next(value for value, _label in field.flatchoices if value != getattr(entry, name))


def test_whatever_figures_of_later_days_count_is_kept_with_them():
    for figure in registered_figures():
        model = figure.model.owner_model() if issubclass(figure.model, Line) else figure.model
        if isinstance(figure, Stock):
            assert getattr(model, "carries_over", False) or model.lasting_fields, figure.key


@pytest.mark.parametrize(("model", "name"), NAMED)
def test_what_a_closed_year_is_sorted_by_is_not_changed(staff, society, counted, model, name):
    entry = counted[model]
    value = other_value(entry, name, staff)
    close_year(society, 2021)
    before = {k: v.number for k, v in figure_values(Scope(society, Period.year(2021))).items()}
    entry.refresh_from_db()
    setattr(entry, name, value)
    with pytest.raises(ValidationError) as refused:
        entry.save_entry(by=staff)
    assert "2021" in str(refused.value.message_dict[name])
    entry.refresh_from_db()
    entry.note = entry.causes = "again"  # what nothing is counted by may change
    entry.save_entry(by=staff)
    after = {k: v.number for k, v in figure_values(Scope(society, Period.year(2021))).items()}
    assert after == before


@pytest.mark.parametrize(("model", "name"), NAMED)
def test_the_form_says_so_before_anybody_types_and_takes_nothing_else(
    staff, society, signed_in, counted, model, name
):
    entry, client = counted[model], signed_in(staff)
    address = reverse(entry.url_name("change"), args=[entry.pk])
    assert not client.get(address).context["form"].fields[name].disabled
    close_year(society, 2021)
    form = client.get(address).context["form"]
    assert form.fields[name].disabled and "2021" in form.fields[name].help_text


@pytest.mark.parametrize(("model", "name"), NAMED)
def test_of_an_open_year_it_may_be_changed(staff, society, counted, model, name):
    entry = counted[model]
    close_year(society, 2020)
    value = other_value(entry, name, staff)
    if value != Fund.Kind.ABOVE:
        setattr(entry, name, value)
        entry.save_entry(by=staff)


@pytest.mark.parametrize(
    "fields",
    [
        {"opening_balance": 99},
        {"opening_balance": 0},
        {"opens_on": date(2021, 4, 30)},
        {"opens_on": date(2022, 1, 1), "opening_balance": 1},
    ],
)
def test_what_was_there_at_the_end_of_a_closed_year_stays(staff, society, fields):
    fund = make_fund(staff, opening_balance=100)
    close_year(society, 2021)
    for name, value in fields.items():
        setattr(fund, name, value)
    with pytest.raises(ValidationError) as refused:
        fund.save_entry(by=staff)
    assert "2021" in str(refused.value.message_dict["opening_balance"])
    fund.refresh_from_db()
    with pytest.raises(ValidationError):
        fund.void(by=staff, reason="twice")


def test_a_new_fund_brings_nothing_into_a_closed_year(staff, society):
    close_year(society, 2021)
    make_fund(staff)
    make_fund(staff, opening_balance=5, opens_on=date(2022, 1, 1))
    assert make_fund(staff, opening_balance=5).opens_on == date(2022, 1, 1)
    for opening_balance in (0, 5):
        with pytest.raises(ValidationError):
            make_fund(staff, opening_balance=opening_balance, opens_on=date(2021, 12, 31))


def test_what_lies_before_a_closed_year_and_is_carried_into_it_stays(staff, society):
    before = {"date": date(2020, 5, 1)}
    fund = make_fund(staff, opening_balance=100)
    gift = make_cash_gift(staff, fund=fund, **before)
    [lot] = make_goods_gift(staff, lots=[{"item": "米", "quantity": 3}], **before).lots.all()
    make_aid(staff, fund=fund, amount=5, **before)
    close_year(society, 2021)
    for make in (
        lambda: make_cash_gift(staff, fund=fund, **before),
        lambda: make_goods_gift(staff, lots=[{"item": "油", "quantity": 3}], **before),
        lambda: make_aid(staff, goods=[{"lot": lot, "quantity": 1}], **before),
        lambda: gift.void(by=staff, reason="twice"),
        lambda: lot.gift.save_entry(
            by=staff, save_related=lambda: lot.gift.lots.update(quantity=9)
        ),
    ):
        with pytest.raises(ValidationError) as refused:
            make()
        assert "2021" in str(refused.value)
    make_cash_gift(staff, fund=fund, date=date(2022, 1, 1))


def test_a_fund_that_a_closed_year_had_something_of_keeps_kind_place_and_name_of_its_own(
    staff, society
):
    brought, other = make_fund(staff, opening_balance=100), make_fund(staff)
    above = make_fund(staff)
    make_cash_gift(staff, fund=make_fund(staff, parent=above), date=date(2020, 5, 1))
    close_year(society, 2021)
    brought.kind = Fund.Kind.EARMARKED
    above.parent = other
    for fund in (brought, above):
        with pytest.raises(ValidationError) as refused:
            fund.save_entry(by=staff)
        assert "2021" in str(refused.value)
    for pair in ((brought, other), (other, above)):
        with pytest.raises(ValidationError):
            merge(*pair, by=staff, reason="the same")


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, Record)], ids=lambda m: m.__name__
)
def test_a_form_says_what_is_closed_just_where_it_is(model, staff, society):
    _pages, make = KINDS[model.url_name("detail").removesuffix("_detail")]
    record = make(staff)
    record.pk = None
    close_year(society, record.date.year)
    society.forget_locked_periods()
    record.society = society
    form = list_page_of(model).entry_form(user=staff)
    told = str(record.date.year) in str(form.fields["date"].help_text)
    try:
        record._check_open(record.date)
    except ValidationError:
        assert told
    else:
        assert not told

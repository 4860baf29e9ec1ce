from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models import Count, Sum
from hypothesis import given
from hypothesis import strategies as st

from donations.figures import figures
from donations.listings import received_by_fund
from donations.models import CashGift, Donor, Fund
from redcross.figures import (
    Flow,
    Period,
    Scope,
    Unit,
    break_down,
    by_month,
    count,
    definition_faults,
    registered_figures,
)
from redcross.models import Society
from reports.figures import figure_values
from reports.text.wording import number_run
from tests.factories import make_cash_gift, make_donor, make_fund, make_income

BY_KEY = {figure.key: figure for figure in figures}


@pytest.fixture
def figures_of(society):
    """Numbers by key for a year of the society, 全系统 unless alone."""

    def numbers(year, own_records_only=False, of=society):
        values = figure_values(Scope(of, Period.year(year), own_records_only=own_records_only))
        return {key: value.number for key, value in values.items()}

    return numbers


def test_an_empty_year_is_all_zeros(figures_of):
    assert set(figures_of(2021).values()) == {0}


def test_every_figure_equals_what_was_worked_out_by_hand(figures_of, staff):
    appeal = make_fund(staff, kind=Fund.Kind.EARMARKED, opens_on=date(2021, 2, 1))
    general = make_fund(staff, closes_on=date(2021, 12, 30))
    from_above = make_fund(staff, kind=Fund.Kind.ABOVE)
    zhang, unknown = make_donor(staff), make_donor(staff, kind=Donor.Kind.ANONYMOUS)
    make_cash_gift(staff, "100.10", fund=appeal, donor=zhang)
    make_cash_gift(staff, "200.20", fund=general, donor=zhang, times=3)
    make_cash_gift(staff, "50", fund=general, donor=unknown)
    make_cash_gift(staff, "1000", fund=from_above, donor=zhang, source=CashGift.Source.ABOVE)
    make_income(staff, "0.70", fund=general)

    numbers = {key: number for key, number in figures_of(2021).items() if number}
    share = numbers.pop("reports.cash.earmarked_share")
    assert numbers == {
        "donations.cash.amount": Decimal("350.30"),
        "donations.cash.gifts": 5,
        "donations.cash.earmarked": Decimal("100.10"),
        "donations.cash.donors": 1,
        "donations.cash.from_above": 1000,
        "donations.income.interest": Decimal("0.70"),
        "donations.income.donated": Decimal("0.70"),
        "donations.cash.unearmarked": Decimal("250.20"),
        "donations.funds.open": 2,
        "donations.funds.balance": Decimal("1351.00"),
        "donations.funds.balance_earmarked": Decimal("100.10"),
        "donations.funds.balance_general": Decimal("250.90"),
        "donations.funds.balance_above": 1000,
        "reports.cash.income": Decimal("1351.00"),
        "reports.funds.received": Decimal("1351.00"),
        "reports.funds.income": Decimal("1351.00"),
        "reports.cash.net": Decimal("350.30"),
        "reports.gifts.value": Decimal("350.30"),
    }
    assert round(share, 4) == Decimal("28.5755")


def test_the_year_has_edges(figures_of, staff):
    for day in (date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)):
        make_cash_gift(staff, str(day.day), date=day)

    assert figures_of(2021)["donations.cash.amount"] == 32


def test_a_voided_gift_leaves_the_year(figures_of, staff):
    make_cash_gift(staff, "300", date=date(2021, 12, 31))
    make_cash_gift(staff, "7").void(by=staff, reason="entered twice")

    assert figures_of(2021)["donations.cash.amount"] == 300


def test_a_society_alone_leaves_out_those_below_and_never_counts_those_beside(
    figures_of, staff, above, outsider, province
):
    for user, amount in ((staff, "1"), (above, "10"), (outsider, "100")):
        make_cash_gift(user, amount)

    assert figures_of(2021)["donations.cash.amount"] == 1
    assert figures_of(2021, of=province)["donations.cash.amount"] == 111
    assert figures_of(2021, own_records_only=True, of=province)["donations.cash.amount"] == 10


def test_a_sum_with_a_rounded_part_is_rounded(society, staff):
    make_cash_gift(staff, "300", times=206, rounded=["times"])
    make_cash_gift(staff, "5")
    make_cash_gift(staff, "9", source=CashGift.Source.ABOVE)
    values = count(figures, Scope(society, Period.year(2021)))

    assert values["donations.cash.gifts"].rounded
    assert not values["donations.cash.amount"].rounded
    assert not values["donations.cash.from_above"].rounded
    assert number_run(values["donations.cash.gifts"]).text == "200余笔"


def test_any_two_dates_are_a_period(society, staff):
    for month in range(1, 13):
        make_cash_gift(staff, "1", date=date(2021, month, 15))
    half = Period(date(2021, 1, 1), date(2021, 6, 30))
    two_years = Period(date(2020, 6, 15), date(2021, 2, 15))

    assert count(figures, Scope(society, half))["donations.cash.amount"].number == 6
    assert count(figures, Scope(society, two_years))["donations.cash.amount"].number == 2
    assert Period(date(2020, 2, 29), date(2020, 3, 1)).previous().start == date(2019, 2, 28)


def test_breakdowns_come_from_the_same_definition(society, staff):
    big, small = make_fund(staff), make_fund(staff)
    make_cash_gift(staff, "70", fund=big, date=date(2021, 1, 31))
    make_cash_gift(staff, "30", fund=big, date=date(2021, 12, 1))
    make_cash_gift(staff, "20", fund=small, date=date(2021, 12, 31))
    amount, year = BY_KEY["donations.cash.amount"], Period.year(2021)

    assert [(g, v.number) for g, v in break_down(amount, "fund", Scope(society, year))] == [
        (big, 100),
        (small, 20),
    ]
    assert [(str(g), v.number) for g, v in break_down(amount, "source", Scope(society, year))] == [
        ("社会捐赠", 120)
    ]
    assert [
        (m.start.month, v.number) for m, v in by_month(amount, Scope(society, Period.year(2021)))
    ] == [
        (1, 70),
        (12, 50),
    ]
    lines = received_by_fund(Scope(society, year))
    assert [(x.fund, x.date, x.end_date, x.amount.number, x.gifts.number) for x in lines] == [
        (big, date(2021, 1, 31), date(2021, 12, 1), 100, 2),
        (small, date(2021, 12, 31), date(2021, 12, 31), 20, 1),
    ]


def test_figures_of_one_model_come_from_one_query(
    society, staff, django_assert_num_queries, settings
):
    make_cash_gift(staff)
    count(figures, Scope(society, Period.year(2021)))
    models = {figure.model for figure in figures}
    asked_anew = Society.objects.get(pk=society.pk)
    # One for each model, and one for the keys of the societies below.
    with django_assert_num_queries(1 + len(models)):
        count(figures, Scope(asked_anew, Period.year(2021)))


@pytest.mark.parametrize(
    ("where", "value", "told"),
    [
        ({"sourc": "public"}, Sum("amount"), "sourc"),
        ({"source": "pubilc"}, Sum("amount"), "pubilc"),
        ({}, Count("fund__children"), "multiplies"),
        ({"q": "x"}, Sum("donor__cash_gifts__amount"), "multiplies"),
        ({}, Sum("nothing"), "nothing"),
    ],
)
def test_a_wrong_definition_is_found_at_start(where, value, told, monkeypatch):
    wrong = Flow(
        key="x.wrong",
        label="",
        unit=Unit.YUAN,
        rule="",
        model=CashGift,
        filterset="donations.filters.CashGiftFilter",
        value=value,
        where=where,
    )
    assert told in definition_faults(wrong)[0]

    from django.core.management import CommandError, call_command

    from donations import figures as module

    monkeypatch.setattr(module, "figures", [*figures, wrong])
    with pytest.raises(CommandError, match=told):
        call_command("check")


def test_the_figures_as_they_are_have_no_fault(db):
    assert [fault for figure in registered_figures() for fault in definition_faults(figure)] == []
    assert len({figure.key for figure in registered_figures()}) == len(registered_figures())


GIFT = st.fixed_dictionaries(
    {
        "days": st.integers(-3, 368),
        "amount": st.integers(1, 10**8),
        "times": st.integers(1, 9),
        "rounded": st.lists(st.sampled_from(CashGift.roundable_fields), unique=True),
        "source": st.sampled_from(CashGift.Source.values),
        "fund": st.integers(0, 1),
        "donor": st.integers(0, 2),
        "voided": st.booleans(),
    }
)


@pytest.mark.deep
@given(gifts=st.lists(GIFT, max_size=25))
def test_the_linked_list_agrees_with_its_figure(gifts, client, society, staff):
    CashGift.objects.all().delete()
    funds = [make_fund(staff, kind=kind) for kind in Fund.Kind]
    donors = [make_donor(staff, kind=kind) for kind in Donor.Kind]
    CashGift.objects.bulk_create(
        CashGift(
            society=society,
            entered_by=staff,
            date=date(2021, 1, 1) + timedelta(days=gift["days"]),
            amount=Decimal(gift["amount"]) / 100,
            times=gift["times"],
            rounded=gift["rounded"],
            source=gift["source"],
            fund=funds[gift["fund"]],
            donor=donors[gift["donor"]],
            voided_at="2022-01-01T00:00Z" if gift["voided"] else None,
            void_reason="x" if gift["voided"] else "",
        )
        for gift in gifts
    )
    client.force_login(staff)
    amount, year = BY_KEY["donations.cash.amount"], Period.year(2021)
    values = [
        v for v in count(figures, Scope(society, year)).values() if v.figure.model is CashGift
    ]
    values += [v for _g, v in break_down(amount, "fund", Scope(society, year))]
    values += [v for _m, v in by_month(amount, Scope(society, Period.year(2021)))]
    for value in values:
        rows = client.get(value.url).context["table"].data.data
        assert (rows.aggregate(n=value.figure.aggregate(year))["n"] or 0) == value.number, value.url
        assert value.url.startswith("/") and parse_qs(urlsplit(value.url).query)

"""Queries of figures are put together once a process: everybody still gets their own numbers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.utils.translation import override

from campaigns.models import Event
from donations.models import CashGift
from redcross.figures import (
    Flow,
    Period,
    Scope,
    Unit,
    break_down,
    by_month,
    count,
    figures_by_key,
    query,
    registered_figures,
    tabulate,
)
from redcross.figures.prepared import (
    MOST_KEPT,
    PlaceholderUsed,
    ask,
    placeholder_entry,
    placeholder_scope,
    prepare,
    prepared,
)
from redcross.models import Society
from tests.factories import make_cash_gift, make_fund, make_society

AMOUNT = "donations.cash.amount"
YEARS = [Period.year(2021), Period.year(2022), Period(date(2021, 3, 5), date(2021, 9, 30))]


def put_together_anew(figures, scope, by=""):
    """The rows as they are without anything that was kept."""
    figures = tuple(figures)
    return query._numbers(figures, ask(prepare(query._query(scope, figures, by)), scope), by)


@pytest.fixture
def scopes(demonstration):
    """Scopes right after one another: two societies, three periods, with and without those below.

    What was kept for others before is kept on purpose.
    """
    one = Society.objects.get(demonstration=True, parent=None)
    two = make_society("下级红十字会", parent=one)
    return [
        Scope(society, period, own_records_only)
        for period in YEARS
        for society in (one, two)
        for own_records_only in (False, True)
    ]


def test_every_figure_is_counted_as_if_its_query_were_put_together_anew(scopes):
    groups = query._by_model(registered_figures())
    anything = 0
    for scope in scopes:
        for figures in groups:
            anew = put_together_anew(figures, scope)
            assert query._rows(figures, scope) == anew, figures[0].key
            numbers = [number for row in anew for number in row.values()]
            anything += sum(1 for number in numbers if number not in (None, 0, 1, False))
    assert anything > 100


@pytest.mark.django_db
def test_every_query_of_a_registered_figure_is_prepared():
    for figures in query._by_model(registered_figures()):
        for own_records_only in (False, True):
            found = prepared(query._query, own_records_only, figures, "")
            assert found is not None and found.parameters, figures[0].key


def test_months_and_breakdowns_are_of_the_scope_too(scopes):
    gifts, events = figures_by_key()[AMOUNT], figures_by_key()["campaigns.publicity.events"]
    for scope in scopes:
        anew = put_together_anew([gifts], scope, query.MONTH)
        assert [value.number for _month, value in by_month(gifts, scope)] == [
            row["f0"] for row in anew
        ]
        anew = put_together_anew([gifts], scope, "fund")
        found = tabulate([gifts], "fund", scope)
        assert [values[AMOUNT].number for _fund, values in found] == [row["f0"] for row in anew]
        said = break_down(events, "topics", scope, parameter="topic")
        for topic, label in Event.Topic.choices:
            part = replace(events, where={**events.where, "topic": topic})
            numbers = [row["f0"] for row in put_together_anew([part], scope) if "f0" in row]
            assert dict(said_labels(said)).get(str(label), 0) == sum(numbers)


def said_labels(pairs):
    return [(str(label), value.number) for label, value in pairs]


@pytest.fixture
def two_societies(staff, outsider):
    make_cash_gift(staff, amount="300", date=date(2021, 12, 31))
    make_cash_gift(staff, amount="50", date=date(2022, 1, 1))
    make_cash_gift(outsider, amount="7", date=date(2021, 5, 1), rounded=["amount"])
    return staff.society, outsider.society


def test_societies_periods_and_languages_right_after_one_another(two_societies):
    figure, (one, two) = figures_by_key()[AMOUNT], two_societies
    expected = {(one, 2021): 300, (two, 2021): 7, (one, 2022): 50, (two, 2022): 0}
    words = (
        ("zh-hans", "社会捐款金额"),
        ("en", "Cash given by the public"),
        ("zh-hans", "社会捐款金额"),
    )
    for language, word in words:
        for (society, year), number in expected.items():
            with override(language):
                value = count([figure], Scope(society, Period.year(year)))[AMOUNT]
                label = str(value.figure.label)
            assert value.number == number
            assert bool(value.rounded) == (society == two and year == 2021)
            assert f"society={society.pk}&date_from={year}-01-01&date_to={year}-12-31" in value.url
            assert label == word


def test_what_is_saved_counts_at_once(staff):
    scope = Scope(staff.society, YEARS[0])
    for number in (1, 2, 3):
        make_cash_gift(staff, amount="10", date=date(2021, 5, 1))
        assert count([figures_by_key()[AMOUNT]], scope)[AMOUNT].number == number * 10


def test_a_society_below_counts_from_the_next_request_on(staff, society):
    figure = figures_by_key()[AMOUNT]
    assert count([figure], Scope(society, YEARS[0]))[AMOUNT].number == 0
    below = make_society("新设红十字会", parent=society)
    staff.society = below
    make_cash_gift(staff, amount="10", date=date(2021, 5, 1))
    asked_anew = Society.objects.get(pk=society.pk)
    assert count([figure], Scope(asked_anew, YEARS[0]))[AMOUNT].number == 10


def restricted(**where):
    figure = figures_by_key()[AMOUNT]
    return replace(figure, where={**figure.where, **where})


def test_one_key_with_other_filters_is_another_query(staff):
    make_cash_gift(staff, amount="10", date=date(2021, 5, 1), channel="cash")
    make_cash_gift(staff, amount="7", date=date(2021, 5, 1), channel="bank")
    scope = Scope(staff.society, YEARS[0])
    for where, number in (({"channel": "cash"}, 10), ({"channel": "bank"}, 7), ({}, 17)):
        value = count([restricted(**where)], scope)[AMOUNT]
        assert value.number == number
        assert all(f"{name}={text}" in value.url for name, text in where.items())


def test_entries_that_a_figure_names_share_a_query_and_keep_their_numbers(staff):
    large, small = make_fund(staff, name="大"), make_fund(staff, name="小")
    part = make_fund(staff, name="小之一", parent=small)
    for fund, amount in ((large, "100"), (small, "10"), (part, "1")):
        make_cash_gift(staff, amount=amount, fund=fund, date=date(2021, 5, 1))
    scope = Scope(staff.society, YEARS[0])
    kept = prepared.cache_info().currsize
    for name, fund, number in (
        ("fund", large, 100),
        ("fund", small, 11),
        ("own_fund", small, 10),
        ("fund", part, 1),
        ("own_fund", large, 100),
    ):
        value = count([restricted(**{name: str(fund.pk)})], scope)[AMOUNT]
        assert (value.number, f"{name}={fund.pk}&" in value.url) == (number, True)
        assert count([restricted(**{name: fund})], scope)[AMOUNT].number == number
    assert prepared.cache_info().currsize <= kept + 2
    part.parent = large
    part.save_entry(by=staff)
    assert count([restricted(fund=str(large.pk))], scope)[AMOUNT].number == 101
    with pytest.raises(ValueError, match="fund"):
        count([restricted(fund="999999")], scope)


def test_what_works_with_the_day_itself_is_put_together_each_time(two_societies):
    society, _other = two_societies
    odd = Flow(
        key="tests.by_year",
        label="",
        unit=Unit.YUAN,
        rule="",
        model=CashGift,
        filterset="donations.filters.CashGiftFilter",
        value=lambda period: Sum("amount") * (period.end.year - 2020),
    )
    with pytest.raises(PlaceholderUsed):
        prepare(query._query(placeholder_scope(own_records_only=False), (odd,), ""))
    assert prepared(query._query, False, (odd,), "") is None
    for year, number in ((2021, 300), (2022, 100), (2021, 300)):
        assert count([odd], Scope(society, Period.year(year)))["tests.by_year"].number == number


@pytest.mark.parametrize(
    "asked",
    [
        lambda scope: scope.previous(),
        lambda scope: scope.period.start < scope.period.end,
        lambda scope: f"{scope.period.end}",
        lambda scope: scope.period.end.isoformat(),
        lambda scope: scope.period.end - date(2021, 1, 1),
    ],
)
def test_a_day_that_is_known_later_tells_nothing(asked):
    with pytest.raises(PlaceholderUsed):
        asked(placeholder_scope(own_records_only=True))


def test_a_society_or_an_entry_that_is_known_later_tells_nothing(db):
    with pytest.raises(Society.DoesNotExist):
        placeholder_scope(own_records_only=True).society.path  # noqa: B018
    with pytest.raises(CashGift.DoesNotExist):
        placeholder_entry(CashGift, 3).amount  # noqa: B018


def test_only_so_many_queries_are_kept(staff):
    figure = figures_by_key()["donations.goods.value"]
    most = prepared.cache_info().maxsize
    scope = Scope(staff.society, YEARS[0])
    for number in range(most + 10):
        count([replace(figure, where={"item": f"棉被{number}"})], scope)
    assert prepared.cache_info().currsize <= most < 1000


def test_a_connection_plans_a_query_once_and_keeps_only_so_many_plans(two_societies):
    figure, goods = figures_by_key()[AMOUNT], figures_by_key()["donations.goods.value"]
    scopes = [Scope(society, period) for society in two_societies for period in YEARS]

    def plans(table):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
                " WHERE strpos(statement, %s) > 0",
                [table],
            )
            return [times for (times,) in cursor.fetchall()]

    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")  # psycopg then forgets them, too
    for scope in scopes:
        count([figure], scope)
    assert plans("donations_cashgift") == [len(scopes)]
    for number in range(MOST_KEPT + 10):
        count([replace(goods, where={"item": f"棉被{number}"})], scopes[0])
    assert len(plans("棉被")) == MOST_KEPT
    assert plans("donations_cashgift") == []
    assert count([figure], scopes[0])[AMOUNT].number == 300


@pytest.mark.django_db(transaction=True)
def test_threads_get_their_own_numbers(two_societies):
    one, two = two_societies
    prepared.cache_clear()

    def counted(turn):
        society, year = ((one, 2021), (two, 2021), (one, 2022), (two, 2022))[turn % 4]
        try:
            asked = Scope(Society.objects.get(pk=society.pk), Period.year(year))
            return count([figures_by_key()[AMOUNT]], asked)[AMOUNT].number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(counted, range(40))) == [300, 7, 50, 0] * 10

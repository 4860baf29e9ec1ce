"""The overview of a year: key figures, what changed, charts, the state of the evaluation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from reports.views.overview import describe_change, overview_context
from reports.views.work import recorded_years
from tests.factories import (
    close_year,
    make_aid,
    make_cash_gift,
    make_course,
    make_event,
    make_fund,
    make_goods_gift,
    make_life_gift,
    make_programme,
    make_session,
)
from tests.pages import rows_behind


def numbers(cards):
    return {card.value.figure.key: card.value.number for card in cards}


def test_a_leader_finds_the_latest_year_with_records(signed_in, staff, leader, society):
    make_cash_gift(staff, "300", date=date(2021, 3, 1))
    make_cash_gift(staff, "200", date=date(2020, 3, 1))
    make_cash_gift(staff, date=date(2022, 3, 1)).void(by=staff, reason="wrong year")
    make_session(staff, date=timezone.localdate() + timedelta(days=1))
    page = signed_in(leader).get("/")

    assert page.context["year"] == 2021
    assert numbers(page.context["cards"])["donations.cash.amount"] == 300
    assert recorded_years(society) == (2020, 2021)


def test_a_society_takes_in_the_years_of_those_below(staff, province):
    make_cash_gift(staff, date=date(2019, 3, 1))

    assert recorded_years(province) == (2019, 2019)


def test_key_figures_open_the_lists_they_were_counted_from(signed_in, staff, leader):
    make_cash_gift(staff, "300")
    make_goods_gift(staff, times=2)
    make_aid(staff, value=Decimal(70), households=3)
    make_aid(staff, amount=Decimal(30), fund=make_fund(staff, opening_balance=Decimal(99)))
    make_session(staff, attendance=40)
    make_event(staff, kind="publicity", times=4)
    make_life_gift(staff, kind="blood", number=5)
    client = signed_in(leader)
    cards = client.get("/?year=2021").context["cards"]

    assert numbers(cards) == {
        "donations.cash.amount": 300,
        "donations.goods.batches_public": 2,
        "reports.aid.worth": 100,
        "relief.aid.households": 3,
        "training.awareness.people": 40,
        "training.certified.certificates": 0,
        "campaigns.publicity.events": 4,
        "donations.life.blood": 5,
    }
    behind = {"reports.aid.worth": 2, "relief.aid.households": 2}
    for card in cards:
        rows = rows_behind(client, card.url).count()
        assert rows == behind.get(card.value.figure.key, 1 if card.value.number else 0), card.url
        assert rows_behind(client, card.before_url).count() == 0


@pytest.mark.parametrize(
    ("now", "before", "sign", "told"),
    [
        (150, 100, "↑", "50"),
        (Decimal(1), Decimal(3), "↓", "66.7"),
        (0, 100, "↓", "100"),
        (2600, 1, "↑", "259,900"),
        (5, 5, "", ""),
        (5, 0, "↑", ""),
        (0, 0, "", ""),
    ],
)
def test_change_is_told_with_its_direction(now, before, sign, told):
    arrow, words = describe_change(now, before)

    assert arrow == sign and told in words and words


def test_the_year_that_runs_is_compared_with_the_same_days(society, staff):
    today = date(2022, 6, 30)
    for day in (date(2022, 6, 30), date(2022, 7, 1), date(2021, 6, 30), date(2021, 7, 1)):
        make_cash_gift(staff, str(day.year + day.month), date=day)

    found = overview_context(society, 2022, today)
    card = found["cards"][0]
    assert (card.value.number, card.before.number) == (2022 + 6, 2021 + 6)
    assert "date_to=2022-06-30" in card.url and "date_to=2021-06-30" in card.before_url
    assert found["running"] and not overview_context(society, 2021, today)["running"]
    this, last = found["charts"][0].series
    assert [v and v.number for v in this.values[5:7]] == [2028, None]
    assert [v and v.number for v in last.values[5:7]] == [2027, 2028]


def test_charts_show_months_and_programmes_with_their_lists(signed_in, staff, leader):
    make_cash_gift(staff, "300", date=date(2021, 3, 31))
    make_cash_gift(staff, "200", date=date(2020, 3, 1))
    make_session(staff, date=date(2021, 12, 31), attendance=40)
    make_session(staff, date=date(2021, 12, 31), course=make_course(staff, kind="cpr_aed"))
    first, second = make_programme(staff), make_programme(staff)
    fund = make_fund(staff, opening_balance=Decimal(99))
    make_aid(staff, programme=first, value=Decimal(10))
    make_aid(staff, programme=second, value=Decimal(20), amount=Decimal(5), fund=fund)
    make_aid(staff, programme=second, amount=Decimal(9), paid="other")
    make_aid(staff, value=Decimal(7))
    client = signed_in(leader)
    cash, people, aid = client.get("/").context["charts"]

    shown = [[v and v.number for v in one.values] for one in cash.series]
    assert shown == [[None, None, 300] + [None] * 9, [None, None, 200] + [None] * 9]
    assert [v and v.number for v in people.series[0].values] == [None] * 11 + [40]
    assert [v.number for v in aid.series[0].values] == [25, 10, 7]
    assert list(aid.categories[:2]) == [str(second), str(first)]
    assert [bool(v.url) for v in aid.series[0].values] == [True, True, False]
    for value in (cash.series[0].values[2], cash.series[1].values[2], people.series[0].values[11]):
        rows = rows_behind(client, value.url)
        assert sum(getattr(r, "amount", None) or r.attended for r in rows) == value.number
    rows = rows_behind(client, aid.series[0].values[0].url)
    assert [(row.amount, row.value) for row in rows] == [(5, 20)]


def test_another_year_is_chosen(signed_in, staff, leader):
    make_cash_gift(staff, "300", date=date(2021, 3, 1))
    make_cash_gift(staff, "200", date=date(2019, 3, 1))
    client, this = signed_in(leader), timezone.localdate().year
    page = client.get("/?year=2019")

    assert page.context["years"] == sorted({this, this - 1, 2021, 2020, 2019}, reverse=True)
    assert numbers(page.context["cards"])["donations.cash.amount"] == 200
    assert client.get(f"/?year={this}").context["running"]
    assert [client.get(f"/?year={year}").status_code for year in (1989, this + 2)] == [404, 404]
    for nonsense in ("", "x", "20211", "²²²²"):
        assert client.get(f"/?year={nonsense}").context["year"] == 2021


def test_the_evaluation_s_state_is_of_the_last_full_year(signed_in, staff, leader, society):
    make_cash_gift(staff, date=date(2020, 3, 1))
    make_cash_gift(staff, date=date(2021, 3, 1))
    closed = close_year(society, 2020)
    client = signed_in(leader)
    page = client.get("/")
    assert page.context["evaluation"] == {
        "year": 2021,
        "closed": [closed],
        "final": False,
        "signed": [],
    }
    for path in ("/evaluations/2021/", "/evaluations/2021/pdf/", "/evaluations/2020/"):
        assert f'href="{path}"' in page.content.decode()

    today = timezone.localdate()
    make_cash_gift(staff, date=today)
    last = close_year(society, today.year - 1)
    assert client.get("/").context["evaluation"] == {
        "year": today.year - 1,
        "closed": [last, closed],
        "final": True,
        "signed": [],
    }


def test_the_figures_are_grouped_and_leave_out_what_is_zero(signed_in, staff):
    make_cash_gift(staff, "300", date=date(2020, 3, 1))
    make_aid(staff, value=Decimal(5), date=date(2021, 3, 1))
    client = signed_in(staff)
    page = client.get("/figures/2021/")
    keys = {
        name: [row["value"].figure.key for row in rows]
        for name, _label, rows in page.context["groups"]
    }

    assert list(keys) == ["donations", "relief", "reports"]
    # Nothing this year, but something the year before.
    assert "donations.cash.amount" in keys["donations"] and "relief.aid.value" in keys["relief"]
    assert "donations.income.interest" not in keys["donations"]
    body = page.content.decode()
    assert all(body.count(f'href="#{name}"') == body.count(f'id="{name}"') == 1 for name in keys)

    whole = client.get("/figures/2021/?all=yes")
    assert 'data-figure="donations.income.interest"' in whole.content.decode()
    assert whole.context["hidden"] == 0 < page.context["hidden"]


def test_who_enters_opens_the_figures_by_a_link(signed_in, staff):
    make_cash_gift(staff, "300")
    client = signed_in(staff)
    first = client.get("/")

    assert "cards" not in first.context and 'href="?year=2021"' in first.content.decode()
    assert numbers(client.get("/?year=2021").context["cards"])["donations.cash.amount"] == 300

"""What it costs to search among a society's gifts of ten years."""

from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from donations.models import CashGift, Donor, Fund
from redcross.figures import rounding_read
from redcross.models import User
from redcross.tables import RoundedTotal
from redcross.views import EntryList
from redcross.views.list_settings import list_class
from tests.bench.conftest import committed_records
from tests.bench.gifts import LOAD, known_bits
from tests.factories import make_society, make_user

GIFTS, DONORS, FUNDS = 100_000, 5_000, 12
ROWS = 25
# As somebody would write it who needs the totals and the first rows, and nothing else.
WANTED = """
FROM donations_cashgift AS gift
JOIN donations_donor AS donor ON donor.id = gift.donor_id
JOIN donations_fund AS fund ON fund.id = gift.fund_id
WHERE gift.society_id = %(society)s AND gift.voided_at IS NULL AND (
    donor.name ILIKE %(within)s OR donor.initials LIKE %(begins)s
    OR upper(gift.receipt_number) = upper(%(text)s) OR fund.name ILIKE %(within)s
)
"""
TOTALS = (
    f"SELECT count(*), sum(amount), {known_bits('amount')}, sum(times), {known_bits('times')}"
    f" {WANTED}"
)
FIRST = (
    "SELECT gift.id, date, donor.name, amount, fund.name, source, channel, receipt_number"
    f" {WANTED} ORDER BY date DESC, gift.id DESC LIMIT {ROWS}"
)


@pytest.fixture(scope="module")
def society(django_db_setup, django_db_blocker):
    """One society with a hundred thousand gifts, committed, so that there are statistics."""
    with committed_records(django_db_blocker, _load) as found:
        yield found


def _load() -> SimpleNamespace:
    society = make_society("区红十字会")
    user = make_user("bench", society, Group.objects.get(name="administrator"))
    common = {"society": society, "entered_by": user}
    donors = Donor.objects.bulk_create(
        Donor(name=f"捐赠人{n}", initials=f"jzr{n}", **common) for n in range(DONORS)
    )
    funds = Fund.objects.bulk_create(
        Fund(name=f"资金{n}", initials=f"zj{n}", opens_on=date(2012, 1, 1), **common)
        for n in range(FUNDS)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            LOAD,
            {
                "gifts": GIFTS,
                "societies": [society.pk],
                "societies_all": 1,
                "donors": [[donor.pk for donor in donors]],
                "donors_each": DONORS,
                "funds": [[fund.pk for fund in funds]],
                "funds_each": FUNDS,
                "user": user.pk,
            },
        )
        cursor.execute("VACUUM ANALYZE")
    numbers = CashGift.objects.exclude(receipt_number="").values_list("receipt_number", flat=True)
    return SimpleNamespace(pk=society.pk, administrator=user, receipt=numbers[GIFTS // 3])


def by_hand(society: SimpleNamespace, text: str) -> tuple[tuple[object, ...], list[object]]:
    values = {"society": society.pk, "within": f"%{text}%", "begins": f"{text}%", "text": text}
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, values)
        totals = cursor.fetchone()
        cursor.execute(FIRST, values)
        return totals, cursor.fetchall()


def total(number: object, bits: int) -> object:
    """Return the sum as a list has it: with how well it is known, where that is not exactly."""
    known = rounding_read(bits)
    return RoundedTotal(number, known) if known else number


def searched(society: SimpleNamespace, text: str) -> tuple[int, list[object], list[int]]:
    request = RequestFactory().get("/", {"q": text})
    request.user = User.objects.get(pk=society.administrator.pk)
    view = cast(type[EntryList], list_class("donations:cash_gift_list"))()
    view.setup(request)
    view.find()
    context = view.get_context_data()
    sums = [sum for _label, sum in context["totals"]]
    return view.rows, sums, [record.pk for record, _cells in context["table"].body()]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["捐赠人77", "资金3", "receipt", "捐赠人"])
def test_a_searched_list_answers_as_fast_as_the_query_by_hand(society, compare, text):
    """Ours is all that the list page does but for writing the HTML: filter, totals, saved filters,
    columns, and the cells of the table; by hand are the two queries for totals and rows.
    """
    text = society.receipt if text == "receipt" else text
    totals, rows = by_hand(society, text)
    number, sums, keys = searched(society, text)
    count, amount, amount_bits, times, times_bits = totals
    expected = (count, total(amount, amount_bits), total(times, times_bits))
    assert count and (number, *sums) == expected
    assert keys == [row[0] for row in rows]

    ratio = compare(
        f"Searched list of {GIFTS:,} gifts ({text}) / hand-written SQL",
        "at most 1.5",
        lambda: searched(society, text),
        lambda: by_hand(society, text),
        rounds=9,
    )
    assert ratio <= 1.5


@pytest.mark.django_db
def test_searching_everything_answers_as_fast_as_the_query_by_hand(society, compare, client):
    client.force_login(society.administrator)
    url = f"{reverse('search')}?q={society.receipt}"
    assert CashGift.objects.count() == GIFTS
    ratio = compare(
        f"Search through everything, {GIFTS:,} gifts among it / hand-written SQL for the gifts",
        "at most 1.5",
        lambda: _get(client, url),
        lambda: by_hand(society, society.receipt),
        rounds=9,
    )
    assert ratio <= 1.5


def _get(client: Client, url: str) -> bytes:
    response = client.get(url)
    assert response.status_code == 200
    return response.content

"""What the figures and lists of a million gifts cost."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from donations.models import CashGift, Donor, Fund
from redcross.figures import Period, Scope, count, registered_figures
from redcross.models import Society
from tests.bench.conftest import committed_records
from tests.bench.gifts import LOAD, by_hand
from tests.factories import make_society, make_user

GIFTS = 1_000_000
DONORS = 2_000  # a society
ROWS = 100
YEAR = Period.year(2021)


@pytest.fixture(scope="module")
def million(django_db_setup, django_db_blocker):
    """Ten years of a province with four districts, committed, so that PostgreSQL keeps statistics
    and a visibility map of it as it would of real records; emptied afterwards.
    """
    with committed_records(django_db_blocker, _load) as found:
        yield found


def _load() -> SimpleNamespace:
    province = make_society("省红十字会")
    districts = [make_society(f"第{n}区红十字会", parent=province) for n in range(1, 5)]
    user = make_user("bench", districts[0], Group.objects.get(name="administrator"))
    donors, funds = [], []
    for society in (province, *districts):
        common = {"society": society, "entered_by": user}
        kinds = [Donor.Kind.ANONYMOUS, *[Donor.Kind.PERSON] * 15, *[Donor.Kind.ORGANISATION] * 4]
        made = Donor.objects.bulk_create(
            Donor(name=f"捐赠人{n}", initials=f"jzr{n}", kind=kinds[n % 20], **common)
            for n in range(DONORS)
        )
        donors.append([donor.pk for donor in made])
        made = Fund.objects.bulk_create(
            Fund(
                name=f"资金{n}",
                initials=f"zj{n}",
                kind=Fund.Kind.EARMARKED if n % 2 else Fund.Kind.GENERAL,
                opens_on=date(2012 + n, 1, 1) if n % 3 else None,
                closes_on=date(2014 + n, 6, 30) if n % 4 else None,
                **common,
            )
            for n in range(12)
        )
        funds.append([fund.pk for fund in made])
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            LOAD,
            {
                "gifts": GIFTS,
                "societies": [society.pk for society in (province, *districts)],
                "societies_all": 1 + len(districts),
                "donors": donors,
                "donors_each": DONORS,
                "funds": funds,
                "funds_each": 12,
                "user": user.pk,
            },
        )
        cursor.execute("VACUUM ANALYZE")
    return SimpleNamespace(province=province, district=districts[0], administrator=user)


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["province", "district"])
def test_the_figures_of_a_year_cost_what_their_sums_cost(whose, million, compare):
    """Peer: SQL written by hand, which knows the ids of the societies and gives the same answers.

    The province with its districts has 100,000 gifts of the million in the year, a district 20,000.
    """
    society = getattr(million, whose)
    ids = list(Society.objects.filter(path__startswith=society.path).values_list("pk", flat=True))
    answers = by_hand(ids, YEAR)
    summed = [figure for figure in registered_figures() if figure.key in answers]
    assert {f.key for f in registered_figures() if f.model is CashGift} <= answers.keys()
    values = count(summed, Scope(society, YEAR))
    assert {key: value.number for key, value in values.items()} == {
        key: number or 0 for key, number in answers.items() if not key.endswith(" ~")
    }
    assert {key for key, value in values.items() if value.rounded} == {
        key.removesuffix(" ~") for key, bits in answers.items() if key.endswith(" ~") and bits
    }
    assert values["donations.cash.gifts"].number > 10_000

    ratio = compare(
        f"Figures of a {whose}'s year / hand-written SQL",
        "at most 1.25",
        # As a request does, which reads the society and finds those below it.
        lambda: count(summed, Scope(Society.objects.get(pk=society.pk), YEAR)),
        lambda: by_hand(ids, YEAR),
        rounds=25,
    )
    assert ratio <= 1.25


@pytest.mark.django_db
def test_a_list_page_is_faster_than_the_admin(million, compare, client):
    """Peer: Django admin's changelist as registered here, for the same user, the same hundred rows
    of a month that has a thousand, seven columns each. Ours adds up all that is filtered and offers
    a dozen conditions; the admin counts what is not filtered as well and offers two.
    """
    client.force_login(million.administrator)
    ours = f"{reverse('donations:cash_gift_list')}?per_page={ROWS}&source=public"
    ours += "&date_from=2021-03-01&date_to=2021-03-31"
    admin = f"{reverse('admin:donations_cashgift_changelist')}?source__exact=public"
    admin += "&date__gte=2021-03-01&date__lte=2021-03-31&voided_at__isnull=True"
    rows = re.findall(r'<a href="/donations/cash-gifts/(\d+)/\?', _get(client, ours))
    assert len(rows) == ROWS
    assert rows == re.findall(r"/cashgift/(\d+)/change/", _get(client, admin))

    ratio = compare(
        "Django admin's changelist / list page of the same rows",
        "at least 2",
        lambda: _get(client, admin),
        lambda: _get(client, ours),
        rounds=25,
    )
    assert ratio >= 2


def _get(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()

"""What the pages of figures cost, on the records of the demonstration.

Their peer is what no page can do without: its own queries, as bare SQL in one cursor. How much more
a page takes is Python: putting queries together, reading what they answer, writing HTML.
"""

import pytest
from django.db import connection
from django.urls import reverse
from psycopg import ClientCursor, RawCursor

from redcross.figures import Period, Scope
from redcross.figures.prepared import prepared
from redcross.models import Society, User
from reports.figures import figure_values
from reports.models import Evaluation

pytestmark = pytest.mark.django_db
YEAR = "date_from=2021-01-01&date_to=2021-12-31"


@pytest.fixture
def open_page(demonstration, client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client.force_login(User.objects.get(username="guanli"))

    def get(url):
        response = client.get(url)
        assert response.status_code == 200
        return response.content.decode()

    return get


def queries_of(call):
    """The queries of a call, in order: SQL, parameters, and what kind of cursor reads them."""
    asked = []

    def keep(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            raw = isinstance(context["cursor"].cursor, RawCursor)
            asked.append((sql, params, RawCursor if raw else ClientCursor))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        call()
    return asked


def bare(queries):
    """Return a call that asks the same of the database, of which no plan is kept."""

    def ask():
        for sql, params, kind in queries:
            with kind(connection.connection) as cursor:
                cursor.execute(sql, params, prepare=False)
                cursor.fetchall()

    return ask


@pytest.mark.parametrize(
    ("name", "most"), [("figures", 1.5), ("evaluation", 3), ("statement", 3), ("home", 5)]
)
def test_a_page_costs_little_more_than_its_queries(name, most, open_page, compare):
    url = {
        "figures": f"{reverse('reports:figures')}?{YEAR}",
        "evaluation": Evaluation.objects.get().get_absolute_url(),
        "statement": reverse("reports:statement_of_year", args=[2021]),
        "home": f"{reverse('reports:home')}?year=2021",
    }[name]
    open_page(url)
    asked = queries_of(lambda: open_page(url))
    assert len(asked) > 20
    ratio = compare(
        f"Page of {name} / its {len(asked)} queries as bare SQL",
        f"at most {most}",
        lambda: open_page(url),
        bare(asked),
        rounds=20,
    )
    assert ratio <= most


def test_figures_cost_a_third_of_what_they_cost_put_together_each_time(open_page, compare):
    """Peer: the same with nothing kept of what does not depend on the scope."""
    society = Society.objects.get(demonstration=True, parent=None)

    def figures():
        return figure_values(Scope(society, Period.year(2021)))

    def put_together():
        prepared.cache_clear()
        return figures()

    numbers = {key: value.number for key, value in figures().items()}
    assert {key: value.number for key, value in put_together().items()} == numbers
    ratio = compare(
        "All figures of a year / put together each time",
        "at most 0.33",
        figures,
        put_together,
        rounds=20,
    )
    assert ratio <= 0.33

"""Lines of which no two may say the same: said beside the row, and they may change places."""

from decimal import Decimal

import pytest

from reports.models import BudgetLine
from tests.factories import make_evaluation, make_session
from tests.pages import form_data, line_data, without_line
from tests.redcross.entry_forms.goods import lines_of

BASIC, PROJECT = BudgetLine.Kind.BASIC, BudgetLine.Kind.PROJECT
# Of the year's appropriation, among the rows of the page.
PROJECT_ROW, EMPTY_ROW, BASIC_ROW = 6, 7, 9


def budget_of(evaluation):
    return {(line.kind, line.source): line.executed for line in evaluation.budget.all()}


@pytest.fixture
def evaluation(staff):
    lines = [{"kind": BASIC, "executed": Decimal(5)}, {"kind": PROJECT, "executed": Decimal(7)}]
    return make_evaluation(staff, budget=lines)


@pytest.fixture
def change(client, evaluation):
    url = f"/drafts/{evaluation.pk}/budget/"
    return url, form_data(client.get(url))


def errors_of(page):
    [budget] = page.context["form"].linesets
    return {n: list(form.errors) for n, form in enumerate(budget.forms) if form.errors}


def test_a_line_that_says_again_what_another_says_is_refused_beside_it(client, evaluation, change):
    url, data = change
    page = client.post(url, data | line_data("budget", PROJECT_ROW, kind=BASIC))
    assert (page.status_code, errors_of(page)) == (422, {BASIC_ROW: ["source"]})
    # Of a stored line that stays and a new one the new one is the second.
    again = line_data("budget", EMPTY_ROW, kind=PROJECT, source="year", executed=1)
    page = client.post(url, data | again)
    assert (page.status_code, errors_of(page)) == (422, {EMPTY_ROW: ["source"]})
    assert budget_of(evaluation) == {("basic", "year"): 5, ("project", "year"): 7}


def test_two_lines_change_places_in_one_save(client, evaluation, change):
    url, data = change
    swapped = line_data("budget", BASIC_ROW, kind=PROJECT)
    swapped |= line_data("budget", PROJECT_ROW, kind=BASIC)
    assert client.post(url, data | swapped).status_code == 302
    assert budget_of(evaluation) == {("project", "year"): 5, ("basic", "year"): 7}


def test_a_line_taken_away_makes_room_for_a_new_one_and_one_retyped(client, evaluation, change):
    url, data = change
    retyped = line_data("budget", PROJECT_ROW, kind=BASIC)
    new = line_data("budget", EMPTY_ROW, kind=PROJECT, source="year", executed=9)
    left = without_line(data, "budget", BASIC_ROW)
    assert client.post(url, left | retyped | new).status_code == 302
    assert budget_of(evaluation) == {("basic", "year"): 7, ("project", "year"): 9}


def test_a_line_stored_as_a_new_row_starts_stays_until_it_is_taken_away(client, staff):
    evaluation = make_evaluation(staff, budget=[{"kind": BASIC}])
    url = f"/drafts/{evaluation.pk}/budget/"
    data = form_data(client.get(url))
    assert client.post(url, data).status_code == 302
    assert budget_of(evaluation) == {("basic", "year"): 0}
    assert client.post(url, without_line(data, "budget", BASIC_ROW)).status_code == 302
    assert budget_of(evaluation) == {}


def test_the_zero_that_stood_in_a_new_row_is_nothing_typed_however_it_is_written(
    client, evaluation, change
):
    url, data = change
    for zero in ("0", "0.00", "\u3000", ""):
        assert (
            client.post(url, data | line_data("budget", EMPTY_ROW, initial=zero)).status_code == 302
        )
    assert len(budget_of(evaluation)) == 2


def test_certificates_change_hands_and_one_number_given_twice_is_told_beside_it(client, staff):
    roster = [{"name": f"N{n}", "passed": True, "certificate_number": f"A{n}"} for n in (1, 2)]
    session = make_session(staff, roster=roster)
    url = f"/training/sessions/{session.pk}/change/"
    data = form_data(client.get(url))
    page = client.post(url, data | line_data("roster", 1, certificate_number="A1 "))
    assert [list(form.errors) for form in lines_of(page)] == [[], ["certificate_number"], []]

    swapped = [line_data("roster", n, certificate_number=f"A{2 - n}") for n in (0, 1)]
    assert client.post(url, data | swapped[0] | swapped[1]).status_code == 302
    numbers = dict(session.roster.values_list("name", "certificate_number"))
    assert numbers == {"N1": "A2", "N2": "A1"}

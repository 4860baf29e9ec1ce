"""The budget's fiscal money is held against the records, and filled from them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from donations.models import Fund
from reports.evaluation.consistency_checks import findings
from tests import factories
from tests.refusals import NO_FIELD, refused

D = Decimal


def line(source, adjusted, executed, kind="basic"):
    return {"kind": kind, "source": source, "adjusted": D(adjusted), "executed": D(executed)}


@pytest.fixture
def fiscal(staff):
    """Received: 350000 and 50000.50 yuan; spent 300000, of which 1000 came back."""
    fund = factories.make_fund(staff, kind=Fund.Kind.FISCAL)
    factories.make_income(staff, "350000", source="fiscal", fund=fund)
    factories.make_income(staff, "50000.50", source="fiscal_above", fund=fund)
    paid = factories.make_disbursement(staff, fund=fund, amount=D(300000), date=date(2021, 6, 1))
    factories.make_recovery(staff, "1000", disbursement=paid, date=date(2021, 7, 1))
    # Neither of the year nor fiscal.
    factories.make_income(staff, "7", source="fiscal", fund=fund, date=date(2020, 12, 31))
    factories.make_cash_gift(staff, "88888")


def found(evaluation):
    return [one for one in findings(evaluation) if "fiscal money" in one.text]


def texts(evaluation):
    return [one.text for one in found(evaluation)]


def made(staff, *lines):
    return factories.make_evaluation(staff, year=2021, budget=lines)


def test_what_is_typed_and_what_is_recorded_are_both_named(staff, fiscal):
    evaluation = made(staff, line("year", "38", "25"), line("carried", "2", "2", "project"))
    income, spent = texts(evaluation)
    assert "38.00" in income and "40.00005" in income
    # Of the appropriation and of what was carried over: no record tells them apart.
    assert "27.00" in spent and "29.90" in spent


def test_sums_that_agree_but_for_rounding_are_not_found(staff, fiscal):
    evaluation = made(
        staff,
        line("year", "30", "20"),
        line("year", "10", "5.9", "project"),
        line("carried", "4", "4"),
        line("other", "99", "99"),
    )
    assert texts(evaluation) == []


def test_without_fiscal_records_or_without_a_budget_nothing_is_said(staff):
    assert texts(made(staff, line("year", "30", "20"))) == []
    fund = factories.make_fund(staff, kind=Fund.Kind.FISCAL)
    factories.make_income(staff, "350000", source="fiscal", fund=fund, date=date(2019, 5, 1))
    assert texts(factories.make_evaluation(staff, year=2019)) == []


@pytest.fixture
def fill(staff, signed_in):
    def post(evaluation, field, key, by=None):
        address = reverse("reports:evaluation_fill_budget", args=[evaluation.pk])
        return signed_in(by or staff).post(address, {"field": field, "line": key})

    return post


def test_a_line_takes_what_the_records_make(staff, fiscal, fill, signed_in):
    evaluation = made(staff, line("year", "30", "20"), line("year", "5", "5", "project"))
    basic, project = evaluation.budget.order_by("pk")
    page = signed_in(staff).get(evaluation.get_absolute_url()).content.decode()
    assert page.count("差额记入：") == 4 and "基本支出 本年财政拨款" in page
    assert fill(evaluation, "adjusted", str(project.pk)).status_code == 302
    assert fill(evaluation, "executed", str(basic.pk)).status_code == 302
    lines = [(one.adjusted, one.executed) for one in evaluation.budget.order_by("pk")]
    assert lines == [(30, D("24.9")), (D("10.00005"), 5)]
    assert texts(evaluation) == []
    evaluation.refresh_from_db()
    assert evaluation.version == 3 and "budget" in evaluation.history.first().changes


def test_a_line_that_would_fall_below_zero_is_not_offered(staff, fiscal):
    evaluation = made(staff, line("year", "30", "50"), line("year", "10", "4", "project"))
    [spent] = found(evaluation)
    assert [str(one.line) for one in spent.fills] == ["basic expenditure appropriation of the year"]


def test_a_budget_without_such_a_line_gets_one(staff, fiscal, fill):
    evaluation = made(staff, line("other", "1", "1"))
    assert [[one.key for one in finding.fills] for finding in found(evaluation)] == [["new"]] * 2
    fill(evaluation, "adjusted", "new")
    new = evaluation.budget.get(source="year")
    assert (new.kind, new.adjusted, new.executed) == ("project", D("40.00005"), 0)
    fill(evaluation, "executed", str(new.pk))
    assert texts(evaluation) == []


@pytest.mark.parametrize(("field", "key"), [("adjusted", "0"), ("initial", "new"), ("", "")])
def test_nothing_else_is_filled(staff, fiscal, fill, field, key):
    evaluation = made(staff, line("year", "30", "20"))
    fill(evaluation, field, key)
    evaluation.refresh_from_db()
    assert evaluation.version == 1 and evaluation.budget.get().adjusted == 30


def test_what_is_in_review_is_not_filled(staff, fiscal, fill):
    evaluation = made(staff, line("year", "30", "20"))
    type(evaluation).objects.update(status="review")
    fill(evaluation, "adjusted", str(evaluation.budget.get().pk))
    assert evaluation.budget.get().adjusted == 30
    evaluation.refresh_from_db()
    with refused(NO_FIELD):
        evaluation.save_entry(by=staff)


def test_another_society_does_not_fill_it(staff, outsider, fiscal, fill):
    evaluation = made(staff, line("year", "30", "20"))
    key = str(evaluation.budget.get().pk)
    assert fill(evaluation, "adjusted", key, by=outsider).status_code == 404
    assert evaluation.budget.get().adjusted == 30

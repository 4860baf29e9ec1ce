"""The budget on one page, basic data on another, and projects with a table of their own."""

from decimal import Decimal

import pytest

from reports.evaluation.document import compose_document
from reports.evaluation.scoring import score_evaluation
from tests import factories
from tests.pages import form_data, line_data
from tests.refusals import refused
from tests.reports.forms.grids import rows_of
from tests.reports.scores import scoring_faults

D = Decimal


@pytest.fixture
def evaluation(staff):
    return factories.make_evaluation(staff, year=2021)


def test_every_kind_and_source_has_its_row_and_empty_ones_are_left_out(
    staff, signed_in, evaluation
):
    client, address = signed_in(staff), f"/drafts/{evaluation.pk}/budget/"
    data = form_data(client.get(address))
    assert data["budget-TOTAL_FORMS"] == "12"
    typed = line_data("budget", 0, initial="62.4", adjusted="668500元", executed="66.850001")
    assert client.post(address, data | typed).status_code == 302
    line = evaluation.budget.get()
    assert (line.kind, line.source) == ("personnel", "year")
    # To the fen: 668 500.01 yuan.
    assert (line.adjusted, line.executed) == (D("66.85"), D("66.850001"))
    data = form_data(client.get(address))
    assert client.post(address, data).status_code == 302
    assert evaluation.budget.get().executed == D("66.850001")
    evaluation.refresh_from_db()
    again = data | line_data("budget", 0, initial="0", adjusted="", executed="0")
    assert client.post(address, again).status_code == 302
    assert not evaluation.budget.exists()


def test_two_who_change_the_budget_see_each_other(staff, signed_in, evaluation):
    client, address = signed_in(staff), f"/drafts/{evaluation.pk}/budget/"
    first, second = form_data(client.get(address)), form_data(client.get(address))
    assert client.post(address, first | line_data("budget", 6, executed="1")).status_code == 302
    answer = client.post(address, second | line_data("budget", 6, executed="2"))
    assert answer.status_code == 422 and answer.context["form"].conflicts


def test_basic_expenditure_is_personnel_and_running_costs(staff):
    budget = [
        {"kind": "personnel", "source": "year", "adjusted": D(50), "executed": D(50)},
        {"kind": "running", "source": "year", "adjusted": D(10), "executed": D(9)},
        {"kind": "running", "source": "carried", "adjusted": D(1), "executed": D(1)},
        {"kind": "project", "source": "year", "adjusted": D(20), "executed": D(19)},
    ]
    evaluation = factories.make_evaluation(staff, year=2021, budget=budget)
    basic, project = score_evaluation(evaluation).budget.by_kind
    assert (basic[1].executed, project[1].executed) == (60, 19)
    grid = compose_document(evaluation).annexes[1].grids[-1]
    rows = rows_of(grid)
    assert ["人员经费", "本年财政拨款", "0.00", "50.00", "50.00"] in rows
    assert ["小计", "0.00", "11.00", "10.00"] in rows
    assert ["基本支出合计", "0.00", "61.00", "60.00"] in rows


@pytest.mark.parametrize(
    ("stated", "stands"),
    [("9.85", False), ("9.850012", False), ("9.850011", True), ("9.850013", True), ("9.9", True)],
)
def test_what_the_final_accounts_state_to_the_fen_is_met_to_the_fen(staff, stated, stands):
    lines = [{"adjusted": D(10), "executed": D("9.850012")}]
    evaluation = factories.make_evaluation(
        staff, year=2021, budget=lines, budget_points=D(100), executed_stated=D(stated)
    )
    assert bool(scoring_faults(evaluation)) == stands


def test_three_public_expenses_are_told_by_kind_with_their_change(staff, signed_in, evaluation):
    client, address = signed_in(staff), f"/drafts/{evaluation.pk}/basic-data/"
    data = form_data(client.get(address))
    typed = line_data("basic_amounts", 2, before="0.8", now="0.7")
    typed |= line_data("basic_amounts", 3, before="0.4", now="0.323456")
    answer = client.post(address, data | typed | {"three_public_expenses": "1.02"})
    assert answer.status_code == 422
    assert "three_public_expenses" in answer.context["form"].errors
    assert client.post(address, data | typed).status_code == 302
    [annex] = compose_document(evaluation).annexes
    assert rows_of(annex.grids[0])[1:] == [
        ["公务用车运行维护费", "0.80", "—", "0.70", "-12.50%"],
        ["公务接待费", "0.40", "—", "0.323456", "-19.14%"],
        ["合计", "1.20", "—", "1.023456", "-14.71%"],
    ]


def test_assets_and_what_is_left_stand_below(staff, evaluation):
    evaluation.basic_amounts.create(kind="assets", before=D(1), now=D("2.5"))
    [annex] = compose_document(evaluation).annexes
    assert rows_of(annex.grids[0])[2:] == [["年末资产总额", "1.00", "—", "2.50"]]


def test_a_project_has_a_table_of_its_own_with_its_own_hundred_points(staff, evaluation):
    row = {"first": "产出指标", "second": "数量指标", "third": "I1", "target": D(10)}
    row |= {"actual": D(5), "evidence": "E1", "weight": D(90), "unit": "次", "reason": "Y1"}
    funds = [{"source": "year", "initial": D(8), "adjusted": D(10), "executed": D("9.9996")}]
    factories.make_project_evaluation(
        staff, evaluation=evaluation, name="救助", funds=funds, indicators=[row]
    )
    [annex] = compose_document(evaluation).annexes
    assert annex.title == "项目支出绩效自评表（救助）"
    who, money, _goals, indicators = map(rows_of, annex.grids)
    assert who[0] == ["项目名称", "救助"]
    assert money[1] == ["年度资金总额", "8.00", "10.00", "9.9996", "10", "99.99%", "10"]
    assert indicators[-1][1:3] == ["100", "55"]
    assert scoring_faults(evaluation) == []


def test_what_stands_against_a_project_names_it(staff, evaluation):
    factories.make_project_evaluation(staff, evaluation=evaluation, name="救助")
    assert all(fault.startswith("救助: ") for fault in scoring_faults(evaluation))
    with refused(saying="already"):
        factories.make_project_evaluation(staff, evaluation=evaluation, name="救助")


def test_cover_and_first_line_are_those_of_the_form(staff):
    evaluation = factories.make_evaluation(
        staff, year=2021, cover=True, addressee="渌口区财政局", budget_code="310001", contact="A"
    )
    composed = compose_document(evaluation)
    assert ("预算编码", "310001") in composed.cover_fields
    assert composed.form_maker == "渌口区财政局（制）" and composed.addressee == "渌口区财政局"
    plain = factories.make_evaluation(staff, year=2020, cover=True, addressee="财政局")
    assert compose_document(plain).cover_fields == []

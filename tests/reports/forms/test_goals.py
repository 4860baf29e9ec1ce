"""Goals and indicators approved with the budget: held from then on, changed with a paper."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pdfplumber
import pytest
from django.urls import reverse

from reports.evaluation.carry_over import start_next_evaluation
from reports.evaluation.monitoring import monitoring_table
from tests import factories
from tests.pages import form_data, line_data
from tests.refusals import refused
from tests.reports.printed.indicators import rows

D = Decimal
ROW = {
    "first": "产出指标",
    "second": "数量指标",
    "third": "慰问户数",
    "target": D(100),
    "unit": "户",
    "weight": D(90),
    "figure": "relief.aid.households",
}
PAPER = {"goals_number": "财预〔2021〕1号", "goals_date": date(2021, 1, 28)}


@pytest.fixture
def evaluation(staff):
    return factories.make_evaluation(staff, year=2021, goal="G1", indicators=[ROW], **PAPER)


def change(evaluation, by, **fields):
    """Change the indicator within the one save."""
    indicator = evaluation.indicators.get()

    def save_related():
        for name, value in fields.items():
            setattr(indicator, name, value)
        indicator.save()

    evaluation.save_entry(by=by, save_related=save_related)


@pytest.mark.parametrize(
    "fields",
    [{"target": D(90)}, {"weight": D(80)}, {"third": "户数"}, {"unit": "人"}, {"second": "S"}],
)
def test_what_was_approved_is_not_changed_without_a_paper(staff, evaluation, fields):
    with refused(saying="approved"):
        change(evaluation, staff, **fields)
    evaluation.refresh_from_db()
    evaluation.goal = "G2"
    with refused(saying="approved"):
        evaluation.save_entry(by=staff)


def test_rows_are_neither_added_nor_taken_away_without_a_paper(staff, evaluation):
    with refused(saying="approved"):
        evaluation.save_entry(
            by=staff, save_related=lambda: evaluation.indicators.create(**ROW | {"third": "I2"})
        )
    with refused(saying="approved"):
        evaluation.save_entry(by=staff, save_related=evaluation.indicators.all().delete)


def test_what_was_reached_and_why_is_written_all_the_same(staff, evaluation):
    change(evaluation, staff, reason="R1", rule="how")
    evaluation.achieved = "A1"
    evaluation.save_entry(by=staff)
    assert evaluation.indicators.get().reason == "R1"


def test_a_paper_that_approves_a_change_needs_a_reason_and_keeps_old_and_new(staff, evaluation):
    evaluation.goals_number, evaluation.goals_date = "财预〔2021〕9号", date(2021, 8, 2)
    with refused("goals_reason"):
        change(evaluation, staff, target=D(80))
    evaluation.goals_reason = "疫情影响"
    change(evaluation, staff, target=D(80))
    changes = evaluation.history.first().changes
    assert changes["goals_number"] == ["财预〔2021〕1号", "财预〔2021〕9号"]
    before, after = changes["indicators"]
    assert "100" in before and "80" in after and changes["goals_reason"][1] == "疫情影响"
    assert "approved_targets" not in changes
    with refused(saying="9号"):
        change(evaluation, staff, target=D(70))


def test_a_paper_has_number_and_date_is_not_earlier_and_stays(staff, evaluation):
    evaluation.goals_date = None
    with refused("goals_date"):
        evaluation.save_entry(by=staff)
    evaluation.goals_number, evaluation.goals_date = "N2", date(2021, 1, 1)
    evaluation.goals_reason = "R1"
    with refused("goals_date"):
        evaluation.save_entry(by=staff)
    evaluation.goals_number, evaluation.goals_date = "", None
    with refused("goals_number"):
        evaluation.save_entry(by=staff)


def test_the_page_records_the_approval_and_then_asks_for_another_paper(staff, signed_in):
    evaluation = factories.make_evaluation(staff, year=2021, indicators=[ROW])
    client, address = signed_in(staff), reverse("reports:evaluation_goals", args=[1])
    address = address.replace("/1/", f"/{evaluation.pk}/")
    data = form_data(client.get(address))
    assert client.post(address, data).status_code == 422
    sent = data | {"goals_number": "N1", "goals_date": "2021-01-28"}
    assert client.post(address, sent).status_code == 302
    data = form_data(client.get(address))
    assert not data.get("goals_number")
    lowered = line_data("indicators", 0, target="80")
    same = {"goals_number": "N1", "goals_date": "2021-01-28", "goals_reason": "R1"}
    assert client.post(address, data | lowered | same).status_code == 422
    other = {"goals_number": "N2", "goals_date": "2021-08-02", "goals_reason": "R1"}
    assert client.post(address, data | lowered | other).status_code == 302
    evaluation.refresh_from_db()
    assert evaluation.goals_number == "N2" and evaluation.indicators.get().target == 80


def test_the_next_year_is_not_approved_yet(staff, evaluation):
    new = start_next_evaluation(evaluation, by=staff)
    assert (new.goals_number, new.goals_date, new.approved_targets) == ("", None, None)
    change(new, staff, target=D(120))


def test_a_project_has_a_paper_of_its_own(staff, evaluation):
    project = factories.make_project_evaluation(
        staff, evaluation=evaluation, indicators=[ROW], **PAPER
    )
    project.goal = "other"
    with refused(saying="approved"):
        project.save_entry(by=staff)
    project.goals_number, project.goals_reason = "N2", "R1"
    project.save_entry(by=staff)


def test_monitoring_counts_to_its_day_and_leaves_open_what_is_judged(staff, signed_in, evaluation):
    factories.make_aid(staff, households=30, people=None, value=1, date=date(2021, 7, 31))
    factories.make_aid(staff, households=40, people=None, value=1, date=date(2021, 8, 1))
    evaluation.budget.create(kind="project", adjusted=D(100))
    table = monitoring_table(evaluation, date(2021, 7, 31), D(45))
    texts = [
        "".join(run.text for run in cell.lines[0])
        for grid in table.grids
        for group in grid.groups
        for row in group
        for cell in row
    ]
    assert "30户" in texts and "≥100户" in texts and "1—7月" in texts and "45%" in texts
    assert "财预〔2021〕1号（2021年1月28日）" in texts
    client, address = signed_in(staff), reverse("reports:evaluation_monitoring", args=[1])
    address = address.replace("/1/", f"/{evaluation.pk}/")
    answer = client.post(address, {"until": "2021-07-31", "executed": "45"})
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        assert "1—7月" in pdf.pages[0].extract_text()
        assert "演示数据" not in pdf.pages[0].extract_text()
    assert client.post(address, {"until": "2022-01-01"}).status_code == 422


def test_monitoring_says_on_every_page_that_it_is_a_demonstration(staff, signed_in):
    evaluation = factories.make_evaluation(staff, year=2021, indicators=rows(40))
    evaluation.society.demonstration = True
    evaluation.society.save()
    address = reverse("reports:evaluation_monitoring", args=[evaluation.pk])
    answer = signed_in(staff).post(address, {"until": "2021-07-31"})
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    assert len(texts) > 1
    assert all("演示数据" in text and text.count("产出指标") <= 1 for text in texts)

"""Of which period the next evaluation is, and who begins it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from redcross.figures import Period
from reports.evaluation.carry_over import following_period, start_next_evaluation
from reports.models import Evaluation
from tests.factories import make_chapter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-01-01", "2021-12-31", "2022-01-01 2022-12-31"),
        ("2021-01-01", "2021-06-30", "2022-01-01 2022-06-30"),
        ("2020-01-01", "2021-12-31", "2022-01-01 2023-12-31"),
        ("2023-02-01", "2023-02-28", "2024-02-01 2024-02-29"),
        ("2024-02-01", "2024-02-29", "2025-02-01 2025-02-28"),
    ],
)
def test_the_next_period_is_the_same_dates_later(start, end, expected):
    dates = date.fromisoformat(start), date.fromisoformat(end)
    found = following_period(Evaluation(start=dates[0], end=dates[1]))
    assert f"{found.start} {found.end}" == expected


def test_the_title_moves_with_its_year_and_the_outline_stays(staff, last):
    make_chapter(staff, evaluation=last, heading="概况", level=1, position=10, text="如下。")
    make_chapter(staff, evaluation=last, heading="职能", level=2, position=20, text="如上。")
    new = start_next_evaluation(last, staff)
    assert new.title == "2022年部门整体绩效评价报告"
    assert (new.start, new.end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert (new.status, new.revision) == (Evaluation.Status.DRAFT, 1)
    found = new.chapters.values_list("heading", "level", "position", "text")
    assert list(found) == [("概况", 1, 10, "如下。"), ("职能", 2, 20, "如上。")]


def test_a_second_click_says_that_there_is_one_already(staff, last):
    start_next_evaluation(last, staff)
    with pytest.raises(ValidationError) as refused:
        start_next_evaluation(last, staff)
    assert len(refused.value.messages) == 1
    assert Evaluation.objects.filter(start=date(2022, 1, 1)).count() == 1


def test_another_period_may_be_begun_from_it(staff, last):
    new = start_next_evaluation(last, staff, Period.year(2024), own_records_only=True)
    assert (new.start.year, new.end.year, new.own_records_only) == (2024, 2024, True)
    assert new.title == "2024年部门整体绩效评价报告"


def test_those_of_another_society_do_not_begin_it(outsider, last):
    with pytest.raises(PermissionDenied):
        start_next_evaluation(last, outsider)
    assert Evaluation.objects.count() == 1

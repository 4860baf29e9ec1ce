import pytest

from reports.evaluation.carry_over import start_next_evaluation
from tests.factories import make_chapter, make_evaluation


@pytest.fixture
def last(staff):
    return make_evaluation(staff, year=2021, title="2021年部门整体绩效评价报告")


@pytest.fixture
def carried(staff, last):
    """A function that writes a chapter by hand and gives it as it is carried over."""

    def carried(text):
        make_chapter(staff, evaluation=last, heading="救助", text=text)
        return start_next_evaluation(last, staff).chapters.get(heading="救助").text

    return carried

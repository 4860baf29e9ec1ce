"""The evaluation of the demonstration, on the page and printed by the command."""

from io import StringIO

import pdfplumber
import pytest
from django.core.management import CommandError, call_command

from redcross.models import User
from reports.evaluation.scoring import score_evaluation
from reports.models import Chapter, Evaluation
from reports.text.outlines import FORMAL_OUTLINE
from tests.reports.scores import scoring_faults


@pytest.fixture
def demonstration(roles, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    call_command("load_demo", stdout=StringIO())
    return Evaluation.objects.get()


def test_the_demonstration_has_an_evaluation_of_2021(demonstration, client):
    scores = score_evaluation(demonstration)
    assert len(scores.rows) >= 15 and scores.points == 100 and scores.grade == "优"
    assert scoring_faults(demonstration) == []
    for indicator in demonstration.indicators.all():
        indicator.full_clean()
    assert all(row.actual.url for row in scores.rows if row.indicator.figure)
    empty = [c for c in demonstration.chapters.all() if not c.text and c.level > 1]
    assert [c.heading for c in empty] == ["工作完成情况"]  # what it has is below it
    client.force_login(User.objects.get(username="fuze"))
    assert client.get(demonstration.get_absolute_url()).status_code == 200
    call_command("load_demo", stdout=StringIO())
    assert Evaluation.objects.get() == demonstration
    assert Chapter.objects.count() == len(FORMAL_OUTLINE)


def test_the_command_writes_what_is_kept_or_what_would_be_generated(demonstration, tmp_path):
    texts = {}
    for kept in (True, False):
        file = tmp_path / f"{kept}.pdf"
        call_command("evaluation", "2021", pdf=file, kept=kept, stdout=StringIO())
        with pdfplumber.open(file) as pdf:
            texts[kept] = "".join(page.extract_text() for page in pdf.pages)
    assert "部门整体支出绩效自评表" in texts[True]
    assert "自评表" not in texts[False] and "聚焦人道救助" in texts[False]
    with pytest.raises(CommandError, match="--kept"):
        call_command("evaluation", "2020", pdf=file, kept=True, stdout=StringIO())

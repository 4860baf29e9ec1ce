"""What the records are told in raises nothing when it is typed back."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.translation import override

from redcross.figures import Period, Scope
from redcross.models import Society
from reports.evaluation.consistency_checks import findings
from reports.evaluation.document import generate_document_of
from tests.factories import make_chapter, make_evaluation, make_user
from tests.reports.society_years import SOCIETY_YEARS
from tests.reports.text_rules import paragraphs_of, plain

pytestmark = pytest.mark.django_db


def typed_back(scope, by):
    """What is found of the generated text where each of its paragraphs is typed into a chapter."""
    told = [plain(paragraph) for paragraph in paragraphs_of(generate_document_of(scope))]
    draft = make_evaluation(
        by,
        start=scope.period.start,
        end=scope.period.end,
        own_records_only=scope.own_records_only,
    )
    for number, text in enumerate(told):
        make_chapter(by, evaluation=draft, heading=f"K{number}", text=text, position=number)
    return [
        (finding.text, told[int(finding.text[2:].partition("”")[0])])
        for finding in findings(draft)
        if finding.text.startswith("“K")
    ]


@pytest.mark.parametrize("make", SOCIETY_YEARS, ids=lambda make: make.__name__)
def test_the_text_of_a_society_year_stands_when_it_is_typed_back(staff, make):
    with override("zh-hans"):
        assert typed_back(make(staff).scope, staff) == []


@pytest.mark.parametrize("year", [2020, 2021])
def test_the_text_of_the_demonstration_stands_when_it_is_typed_back(
    roles, tmp_path, settings, year
):
    settings.VAR_DIR = tmp_path
    call_command("load_demo", stdout=StringIO())
    society = Society.objects.get()
    typist = make_user("typist", society, roles["staff"])
    with override("zh-hans"):
        # Of all records there is a draft already; the society has none below it.
        assert typed_back(Scope(society, Period.year(year), True), typist) == []

"""Characters that nobody sees, and that turn what is read around, in the texts of a report."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from reports import workflow
from reports.models import Indicator
from tests import factories
from tests.pdfs import pdf_file
from tests.signed import make_signed

# Each of them between two visible letters.
UNSEEN = "".join(f"字{chr(code)}" for code in (0x202E, 0x200B, 0x2066, 0xFEFF, 0x00AD, 0xE0041))
SEEN = "字" * 6


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (factories.make_evaluation, ("title", "goal", "achieved", "addressee", "contact")),
        (factories.make_chapter, ("heading", "text")),
        (factories.make_annex, ("title", "text")),
        (factories.make_project_evaluation, ("name", "department", "goal", "conclusion")),
        (factories.make_remark, ("text",)),
        (factories.make_kept_text, ("text",)),
        (factories.make_honour, ("title", "holder")),
    ],
)
def test_no_typed_text_keeps_them(staff, make, names):
    entry = make(staff, **dict.fromkeys(names, UNSEEN))
    entry.refresh_from_db()
    assert [getattr(entry, name) for name in names] == [SEEN] * len(names)


def test_lines_lose_them_too():
    line = Indicator(third=UNSEEN, reason=UNSEEN, unit=UNSEEN)
    with suppress(ValidationError):
        line.clean_fields()
    assert (line.third, line.reason, line.unit) == (SEEN, SEEN, SEEN)


def test_reasons_on_the_way_to_signing_lose_them(staff, leader, media):
    evaluation = make_signed(staff, leader).evaluation
    workflow.bind_sheet(evaluation, pdf_file(1), by=staff)
    sheet = workflow.bind_sheet(evaluation, pdf_file(2), by=staff, reason=UNSEEN)
    assert sheet.reason == SEEN
    revision = workflow.revise(evaluation, by=staff, reason=UNSEEN)
    assert revision.revision_reason == SEEN

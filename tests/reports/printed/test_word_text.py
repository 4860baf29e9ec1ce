"""The text of the Word file, and that nothing breaks it."""

from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import docx
import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from redcross.models import LogEntry
from reports.evaluation.document import DocumentSection, generate_document
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf
from reports.text.wording import TextRun
from tests import factories
from tests.reports.printed.word import HOSTILE, SHOWN, bare, printed, read


def parts(evaluation):
    with ZipFile(BytesIO(evaluation_docx(evaluation))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(evaluation):
    """Style and text of every paragraph that the evaluation asks for."""
    yield "Title", f"{evaluation.society.name}\n{evaluation.title}"
    yield "Body Text", "".join(part.text for part in evaluation.preamble)
    for section in evaluation.sections:
        yield f"Heading {section.level}", section.heading
        for paragraph in section.paragraphs:
            yield "Body Text", "".join(part.text for part in paragraph)
    yield "Signature", evaluation.society.name


def test_every_paragraph_stands_in_order_under_its_style(evaluation):
    found = [(p.style.name, p.text) for p in read(evaluation).paragraphs]
    assert found == list(written(evaluation))


def test_word_and_pdf_say_the_same(evaluation):
    text = bare("".join(p.text for p in read(evaluation).paragraphs))
    assert len(text) > 1500
    assert printed(evaluation_pdf(evaluation)) == text


def test_a_composed_year_says_the_same_in_word_and_pdf(staff, society):
    factories.make_cash_gift(staff, "66000")
    composed = generate_document(society, 2021)
    text = bare("".join(p.text for p in read(composed).paragraphs))
    assert composed.sections and "6.6万元" in text
    assert printed(evaluation_pdf(composed)) == text


def test_title_author_language_and_time_are_set(evaluation):
    moment = datetime(2022, 3, 5, 9, 30, tzinfo=UTC)
    core = docx.Document(BytesIO(evaluation_docx(evaluation, moment))).core_properties
    assert core.title == f"{evaluation.society.name}{evaluation.title}"
    assert core.author == evaluation.society.name
    assert core.language == "zh-CN"
    assert core.created == core.modified == moment


def test_the_same_evaluation_and_time_give_the_same_bytes(evaluation):
    moment = datetime(2022, 3, 5, tzinfo=UTC)
    assert evaluation_docx(evaluation, moment) == evaluation_docx(evaluation, moment)


def test_no_text_breaks_the_file(evaluation):
    evaluation.society.name = HOSTILE
    evaluation.title = HOSTILE
    evaluation.preamble = [TextRun(HOSTILE)]
    evaluation.sections = [DocumentSection(HOSTILE, 1, [[TextRun(HOSTILE), TextRun(HOSTILE)]])]
    document = read(evaluation)
    assert [p.text for p in document.paragraphs] == [
        f"{SHOWN}\n{SHOWN}",
        SHOWN,
        SHOWN,
        SHOWN * 2,
        SHOWN,
    ]
    assert document.core_properties.author == SHOWN


def test_every_part_is_declared(evaluation):
    content = parts(evaluation)
    types = etree.fromstring(content["[Content_Types].xml"])
    declared = {name.lstrip("/") for name in types.xpath("//@PartName")}
    other = (".rels", "Types].xml", ".png")
    assert declared == {name for name in content if not name.endswith(other)}


def test_the_button_and_the_command_write_word(evaluation, signed_in, leader, tmp_path):
    client = signed_in(leader)
    page = client.get("/evaluations/2021/").content.decode()
    assert f"/evaluations/2021/docx/?society={leader.society_id}" in page
    answer = client.get(f"/evaluations/2021/docx/?society={leader.society_id}")
    name = "株洲市渌口区红十字会2021年部门整体绩效评价报告（自动生成稿）.docx"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    kept = LogEntry.objects.get(action=LogEntry.Action.EXPORT)
    assert (kept.user, kept.model, kept.object_id) == (leader, "evaluation", 2021)

    file = tmp_path / "report.docx"
    call_command("evaluation", 2021, docx=file, society="430212", verbosity=0)
    for source in (BytesIO(answer.content), file):
        assert docx.Document(source).paragraphs[0].text.endswith("2021年部门整体绩效评价报告")
    with pytest.raises(CommandError, match="--docx"):
        call_command("evaluation", 2021)

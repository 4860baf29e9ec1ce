"""The Word document as a word processor lays it out."""

import re
import subprocess
from io import BytesIO, StringIO

import pdfplumber
import pytest
from django.core.management import call_command

from redcross.models import Society
from reports.evaluation.document import EvaluationDocument, compose_document, generate_document
from reports.models import Evaluation
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf
from reports.text.wording import TextRun
from tests.reports.printed.reading import body_of
from tests.reports.printed.word import bare, printed, tables_of_pdf


@pytest.fixture
def laid_out(tmp_path):
    """A function that gives the PDF LibreOffice makes of an evaluation in Word."""

    def convert(evaluation):
        (tmp_path / "report.docx").write_bytes(evaluation_docx(evaluation))
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", "pdf", "report.docx"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            timeout=300,
        )
        return (tmp_path / "report.pdf").read_bytes()

    return convert


def test_libreoffice_shows_the_text_of_our_pdf(laid_out, db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    call_command("load_demo", stdout=StringIO())
    evaluation = generate_document(Society.objects.get(), 2021)
    text = printed(evaluation_pdf(evaluation))
    assert len(text) > 1000
    assert printed(laid_out(evaluation)) == text


def test_libreoffice_shows_the_tables_the_contents_and_the_text_of_our_pdf(
    laid_out, db, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    call_command("load_demo", stdout=StringIO())
    evaluation = compose_document(Evaluation.objects.get())
    # A chart is a table of its numbers in Word.
    for section in evaluation.sections:
        section.paragraphs = [one for one in section.paragraphs if not hasattr(one, "series")]
    ours, theirs = evaluation_pdf(evaluation), laid_out(evaluation)
    assert set(tables_of_pdf(theirs)) == set(tables_of_pdf(ours))
    assert len(tables_of_pdf(ours)) > 150
    # Pages of the contents may differ, what leads to them is drawn with other dots, and the lines
    # of the cover are a table in one of the two.
    text, shown = (re.sub(r"[….：\d]", "", printed(one, tables=False)) for one in (ours, theirs))
    assert len(text) > 1500
    assert shown == text
    with pdfplumber.open(BytesIO(theirs)) as pdf:
        shown = re.sub(r"[….]", "", bare(pdf.pages[1].extract_text()))
    # The numbers of their pages are filled in when Word counts them.
    assert shown.endswith("".join(bare(line) for _anchor, _level, line in evaluation.contents))


def test_libreoffice_fills_a_page_with_22_lines_of_28_characters(laid_out, society):
    text = "红十字会依法履行职责开展救援救护救助工作" * 100
    evaluation = EvaluationDocument(society, 2021, "年度报告", [TextRun(text)], [])
    with pdfplumber.open(BytesIO(laid_out(evaluation))) as pdf:
        first, second = pdf.pages[:2]
        assert len(body_of(first)[2]) == 26  # below the two lines of the title; indented by two
        lines = body_of(second)
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}

"""PDF/A-2a: what an archive takes, and that nothing of it can go missing unseen."""

from io import BytesIO

import pikepdf
import pytest

from redcross.models import Society
from reports.evaluation.document import EvaluationDocument, compose_document
from reports.output.pdf import evaluation_pdf
from reports.text.wording import TextRun
from tests.reports.printed.archive import faults


@pytest.fixture(scope="module")
def content():
    society = Society(name="株洲市渌口区红十字会")
    document = EvaluationDocument(
        society, 2021, "2021年部门整体绩效评价报告", [TextRun("捐赠人王喆、𠮷野，面积500㎡。")], []
    )
    document.code, document.address = "2345-6789-ABCD", "https://example.org/verify/"
    return evaluation_pdf(document)


@pytest.fixture
def pdf(content):
    with pikepdf.open(BytesIO(content)) as opened:
        yield opened


def test_a_report_has_all_that_is_asked(pdf):
    assert faults(pdf) == []


def test_so_has_one_with_charts_tables_annexes_and_contents(full):
    with pikepdf.open(BytesIO(evaluation_pdf(compose_document(full)))) as opened:
        assert faults(opened) == []
        assert str(opened.docinfo.Author) == full.society.name


def drop_profile(pdf):
    del pdf.Root.OutputIntents


def drop_metadata(pdf):
    del pdf.Root.Metadata


def claim_another(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        told["pdfaid:conformance"] = "B"


def forget_the_author(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        del told["dc:creator"]


def unmark(pdf):
    pdf.Root.MarkInfo.Marked = False


def drop_structure(pdf):
    del pdf.Root.StructTreeRoot


def drop_language(pdf):
    del pdf.Root.Lang


def drop_identifier(pdf):
    del pdf.trailer["/ID"]


def take_a_font_out(pdf):
    fonts = (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary))
    described = next(one for one in fonts if "/FontFile3" in one or "/FontFile2" in one)
    for key in ("/FontFile3", "/FontFile2"):
        if key in described:
            del described[key]


def take_the_meaning_of_letters_out(pdf):
    del next(
        one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one
    )["/ToUnicode"]


def add_a_script(pdf):
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(script)


def add_transparency(pdf):
    pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.5))


def take_words_from_a_figure(pdf):
    figure = next(
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and str(one.get("/S", "")) == "/Figure"
    )
    del figure["/Alt"]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (drop_profile, "no output intent"),
        (drop_metadata, "no metadata"),
        (claim_another, "metadata do not claim PDF/A-2a"),
        (forget_the_author, "metadata without dc:creator"),
        (unmark, "not marked"),
        (drop_structure, "no structure"),
        (drop_language, "no language"),
        (drop_identifier, "no identifier"),
        (take_a_font_out, "not embedded"),
        (take_the_meaning_of_letters_out, "letters without meaning"),
        (add_a_script, "action"),
        (add_transparency, "transparent"),
        (take_words_from_a_figure, "figure without words"),
    ],
)
def test_what_is_missing_is_found(pdf, spoil, fault):
    spoil(pdf)
    assert any(found.startswith(fault) for found in faults(pdf))


def test_what_is_encrypted_is_found(pdf):
    file = BytesIO()
    pdf.save(file, encryption=pikepdf.Encryption(owner="x", user=""))
    with pikepdf.open(file) as opened:
        assert "encrypted" in faults(opened)

"""Measured on every page of the demonstration's formal report, signed, and of its annexes."""

import re
from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest

from redcross.models import Society, User
from reports import workflow
from reports.evaluation.document import DocumentSection, EvaluationDocument
from reports.models import Evaluation
from reports.output.pdf import evaluation_pdf
from reports.text.wording import TextRun
from tests.demonstration import demonstration_records
from tests.reports.printed.reading import MM, area_of, body, lines_of, marks, wide
from tests.signed import waive

CHARACTER, LINE = 15.75, 28.98


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker, tmp_path_factory):
    """The signed copy as it is kept."""
    with demonstration_records(django_db_blocker, tmp_path_factory.mktemp("var")):
        evaluation = Evaluation.objects.get()
        waive(evaluation, User.objects.get(username="luru"))
        workflow.submit(evaluation, by=User.objects.get(username="luru"))
        leader = User.objects.get(username="fuze")
        content = workflow.approve(evaluation, by=leader).content()
    with pdfplumber.open(BytesIO(content)) as pdf:
        yield pdf.pages


def text_pages(pages):
    """Those of the text, with how many sheets' sides come before."""
    return [
        (number, page) for number, page in enumerate(pages, 1) if marks(page) and not wide(page)
    ]


def test_all_stands_in_the_type_area_of_its_page(pages):
    for number, page in enumerate(pages, 1):
        left, top, right, bottom = area_of(page, number)
        for one in [*body(page), *page.lines, *page.rects]:
            assert one["x0"] >= left - 1 and one["x1"] <= right + 1, (number, one)
            assert one["top"] >= top - 1 and one["bottom"] <= bottom + 1, (number, one)


def test_a_line_that_goes_on_fills_the_measure(pages):
    measured = 0
    for number, page in text_pages(pages):
        left, _top, right, _bottom = area_of(page, number)
        lines = lines_of(page)
        for line, below in pairwise(lines):
            follows = below[0]["bottom"] - line[0]["bottom"] == pytest.approx(LINE, abs=1)
            if follows and below[0]["x0"] == pytest.approx(left, abs=1):
                text = "".join(c["text"] for c in line)
                assert line[-1]["x1"] == pytest.approx(right, abs=1), (number, text)
                assert line[0]["x0"] == pytest.approx(left, abs=1) or line[0]["x0"] == (
                    pytest.approx(left + 2 * CHARACTER, abs=1)
                ), (number, text)
                measured += 1
    assert measured > 20


def test_lines_stand_on_the_grid_of_22(pages):
    for number, page in text_pages(pages):
        top = area_of(page, number)[1]
        if page.rects or page.lines:  # a table or a chart has a height of its own
            continue
        for line in lines_of(page):
            middle = (line[0]["top"] + line[0]["bottom"]) / 2
            place = (middle - top) / LINE
            assert place % 1 == pytest.approx(0.5, abs=0.2), (number, line[0]["text"])


def test_no_character_stands_alone_on_a_last_line(pages):
    for number, page in text_pages(pages):
        left = area_of(page, number)[0]
        for line in lines_of(page):
            letters = re.sub(r"\W", "", "".join(c["text"] for c in line))
            if line[0]["x0"] == pytest.approx(left, abs=1):
                assert len(letters) > 1, (number, "".join(c["text"] for c in line))


def ending(pages):
    """Of the page with the signature: its number, the list of annexes, the name and the date."""
    for number, page in text_pages(pages):
        lines = lines_of(page)
        texts = ["".join(c["text"] for c in line) for line in lines]
        for place, text in enumerate(texts):
            if text.startswith("附件："):
                last = [n for n, one in enumerate(texts) if re.match(r"\d{4}年\d+月\d+日$", one)][
                    -1
                ]
                return number, page, lines[place : last - 1], lines[last - 1], lines[last]
    raise AssertionError("no ending")


def test_the_list_of_annexes_stands_two_characters_in(pages):
    number, page, annexes, _name, _date = ending(pages)
    left = area_of(page, number)[0]
    assert annexes[0][0]["x0"] == pytest.approx(left + 2 * CHARACTER, abs=1)
    firsts = [next(c for c in line if c["text"].isdigit()) for line in annexes]
    assert len(annexes) == 5
    # The numbers stand below each other, behind 附件：.
    for first in firsts:
        assert first["x0"] == pytest.approx(left + 5 * CHARACTER, abs=1)


def test_with_seal_the_date_stands_four_from_the_right_and_the_name_above_its_middle(pages):
    number, page, _annexes, name, date = ending(pages)
    right = area_of(page, number)[2]
    assert date[-1]["x1"] == pytest.approx(right - 4 * CHARACTER, abs=1.5)
    middles = [(line[0]["x0"] + line[-1]["x1"]) / 2 for line in (name, date)]
    assert middles[0] == pytest.approx(middles[1], abs=1.5)
    assert date[0]["bottom"] - name[0]["bottom"] == pytest.approx(LINE, abs=0.5)
    assert not re.search(r"月0|年0", "".join(c["text"] for c in date))


def test_a_seal_of_42_mm_covers_name_and_date_and_nothing_else(pages):
    _number, page, _annexes, name, date = ending(pages)
    middle = (date[0]["x0"] + date[-1]["x1"]) / 2
    height = (name[0]["top"] + date[0]["bottom"]) / 2
    covered = {id(c) for c in [*name, *date]}
    for c in body(page):
        if id(c) not in covered:
            x = max(c["x0"] - middle, middle - c["x1"], 0)
            y = max(c["top"] - height, height - c["bottom"], 0)
            assert (x * x + y * y) ** 0.5 >= 21 * MM, c["text"]
    assert height + 21 * MM <= page.height - 35 * MM + 1
    # Text stands on the page of the signature.
    assert any("Fang" in c["fontname"] for c in body(page) if c["top"] < name[0]["top"] - 3 * LINE)


def test_landscape_pages_are_filled_but_for_the_last_of_an_annex(pages):
    lying = [(number, page) for number, page in enumerate(pages, 1) if wide(page)]
    assert len(lying) >= 2
    for (number, page), (following, next_page) in pairwise(lying):
        begins = "".join(c["text"] for c in body(next_page)[:2]) == "附件"
        if following == number + 1 and not begins:
            lowest = max(c["bottom"] for c in body(page))
            assert area_of(page, number)[3] - lowest < 20 * MM, number


def test_labels_of_the_first_level_are_merged_on_a_page(pages):
    found = 0
    for page in pages:
        for table in page.extract_tables():
            if not table[0][0] or table[0][0] != "一级指标":
                continue
            labels = [row[0] for row in table[1:] if row[0] and not row[0].startswith("总分")]
            assert len(labels) == len(set(labels)), labels
            found += len(labels)
    assert found >= 3


@pytest.mark.parametrize(
    ("name", "dated", "sealed", "expected"),
    [
        ("株洲市渌口区红十字会", "2022年3月5日", True, (2, 4)),
        ("株洲市渌口区红十字会", "2022年12月25日", True, (2.5, 4)),
        ("甲会", "2022年3月5日", True, (6, 4)),
        ("某某省某某市某某区红十字会办公室人道救助部门", "2022年3月5日", True, (0, 8)),
        ("株洲市渌口区红十字会", "2022年3月5日", False, (2, 4)),
        ("甲会", "2022年3月5日", False, (8, 2)),
    ],
)
def test_name_and_date_stand_where_the_standard_has_them(name, dated, sealed, expected):
    document = EvaluationDocument(Society(name=name), 2021, "T", [], [])
    document.dated, document.sealed = dated, sealed
    assert document.signed_at == expected


RARE = "王喆堃、刘昇旻、陈祎、浉河，占地500㎡"


def test_a_name_stands_in_one_face_wherever_it_stands():
    document = EvaluationDocument(
        Society(name="株洲市渌口区红十字会"),
        2021,
        "刘昇旻报告",
        [TextRun(f"其中{RARE}。")],
        [
            DocumentSection("一、王喆堃", 1),
            DocumentSection("（一）刘昇旻", 2, [[TextRun(RARE)]]),
        ],
    )
    with pdfplumber.open(BytesIO(evaluation_pdf(document))) as pdf:
        chars = [c for page in pdf.pages for c in page.chars]
    text = "".join(c["text"] for c in chars)
    for name in ("王喆堃", "刘昇旻", "陈祎", "浉河"):
        places = [found.start() for found in re.finditer(name, text)]
        assert len(places) >= 2, name
        for at in places:
            faces = {c["fontname"] for c in chars[at : at + len(name)]}
            assert len(faces) == 1 and "Fandol" not in faces.pop(), (name, at)
    # Digits beside a sign stay as they are.
    assert "Fandol" in chars[text.index("500")]["fontname"]

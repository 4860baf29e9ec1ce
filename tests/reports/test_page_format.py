import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pdfplumber
import pytest

from redcross.printing.pdf import render_pdf
from tests.reports.printed.reading import body_of

MM = 72 / 25.4
PAGE = (
    '<!DOCTYPE html><html lang="zh-Hans"><head><title>年度报告</title></head><body>{}</body></html>'
)


@pytest.fixture(scope="module")
def pages():
    """Three pages of running text without punctuation, so that every line can be full."""
    text = "红十字会依法履行职责开展救援救护救助工作" * 100
    with pdfplumber.open(BytesIO(render_pdf(PAGE.format(f"<p>{text}</p>")))) as pdf:
        yield pdf.pages


def test_a_full_page_has_22_lines_of_28_characters_on_a4(pages):
    assert len(pages) >= 3
    for page in pages[:2]:
        assert (page.width / MM, page.height / MM) == pytest.approx((210, 297), abs=0.1)
        lines = body_of(page)
        assert len(lines) == 22
        assert {len(line) for line in lines[1:]} == {28}
        assert len(body_of(pages[0])[0]) == 26  # indented by two


def test_the_type_area_measures_156_by_225_mm_bound_on_the_left(pages):
    for page, left in ((pages[0], 28), (pages[1], 26)):
        lines = body_of(page)[1:]
        assert lines[0][0]["x0"] / MM == pytest.approx(left, abs=0.5)
        assert (lines[0][-1]["x1"] - lines[0][0]["x0"]) / MM == pytest.approx(156, abs=0.6)
        tops = [line[0]["top"] for line in body_of(page)]
        pitch = (tops[-1] - tops[0]) / 21
        assert pitch == pytest.approx(28.98, abs=0.02)
        assert pitch * 22 / MM == pytest.approx(225, abs=0.5)
        first_line = tops[0] - (28.98 - 15.75) / 2
        assert first_line / MM == pytest.approx(37, abs=1.5)


def test_page_numbers_stand_on_the_outer_side_7_mm_below(pages):
    for number, page in enumerate(pages[:3], 1):
        marks = [char for char in page.chars if char["size"] == pytest.approx(14, abs=0.1)]
        assert "".join(c["text"] for c in marks).replace(" ", "") == f"—{number}—"
        middle = (marks[0]["x0"] + marks[-1]["x1"]) / 2
        assert (middle > page.width / 2) == (number % 2 == 1)
        if number % 2:
            assert marks[-1]["x1"] == pytest.approx(page.width - 26 * MM - 14, abs=1)
        else:
            assert marks[0]["x0"] == pytest.approx(26 * MM + 14, abs=1)
        assert (marks[0]["top"] - (37 + 225) * MM) / MM == pytest.approx(7, abs=1.5)


def test_no_line_opens_with_punctuation():
    text = "人道、博爱、奉献。红十字精神，" * 60
    with pdfplumber.open(BytesIO(render_pdf(PAGE.format(f"<p>{text}</p>")))) as pdf:
        opening = {line[0]["text"] for page in pdf.pages for line in body_of(page)}
    assert not opening & set("，。、；：？！”）》")


def test_fonts_are_embedded_subsets_and_rare_names_are_visible(tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(render_pdf(PAGE.format("<h1>报告</h1><h2>一、章</h2><p>捐赠人喆珺玥翀堃</p>")))
    listing = subprocess.run(
        ["pdffonts", file], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert listing
    for line in listing:
        assert line[6] == "+" and line.split()[-5:-2] == ["yes", "yes", "yes"], line
    with pdfplumber.open(file) as pdf:
        rare = {c["text"]: c for c in pdf.pages[0].chars if c["text"] in "喆珺玥翀堃"}
        assert len(rare) == 5
        assert all("Noto" in char["fontname"] for char in rare.values())
        picture = pdf.pages[0].to_image(resolution=100).original.convert("L")
        for char in rare.values():
            box = [round(char[side] * 100 / 72) for side in ("x0", "top", "x1", "bottom")]
            assert picture.crop(box).getextrema()[0] < 100, char["text"]


def test_title_and_language_are_set():
    content = render_pdf(PAGE.format("<p>文</p>"))
    with pdfplumber.open(BytesIO(content)) as pdf:
        assert pdf.metadata["Title"] == "年度报告"
        assert pdf.doc.catalog["Lang"] == b"zh-Hans"


def test_nothing_outside_our_static_files_is_fetched(tmp_path):
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'LEAKED' }")
    web = f"http://127.0.0.1:{server.server_port}"
    hostile = (
        f'<link rel="stylesheet" href="file://{secret}"><link rel="stylesheet" href="{web}/a.css">'
        f'<img src="{web}/b.png"><object data="file:///etc/passwd"></object>'
        f"<style>@import url(file://{secret}); @import url({web}/c.css);"
        f"p {{ background: url({web}/d.png) }}</style>"
        '<link rel="stylesheet" href="https://static.invalid/../../../../etc/passwd">'
        f'<link rel="stylesheet" href="data:text/css,p::after{{content:\'LEAKED\'}}">'
        f'<link rel="attachment" href="file:///etc/passwd"><p>正文</p>'
    )
    content = render_pdf(PAGE.format(hostile))
    server.shutdown()
    with pdfplumber.open(BytesIO(content)) as pdf:
        assert "LEAKED" not in pdf.pages[0].extract_text()
    assert asked == []
    assert b"EmbeddedFile" not in content

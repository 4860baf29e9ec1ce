import re
from decimal import Decimal
from io import BytesIO

import pdfplumber
import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from redcross.figures import Unit, Value
from redcross.printing.pdf import render_pdf
from redcross.typed_values import Rounding
from reports.text.charts import Chart, Series, format_number, shorten, text_width

MONTHS = [f"{month}月" for month in range(1, 13)]


def value(number, url="/list/?month=5", rounded=Rounding.EXACT):
    return None if number is None else Value(None, number, rounded, url)


def make_chart(*series, categories=None, **options):
    categories = categories or MONTHS[: len(series[0])]
    named = [
        Series(str(2021 - n), [value(number) for number in numbers])
        for n, numbers in enumerate(series)
    ]
    return Chart("c1", "T1", Unit.YUAN, "H1", categories, named, **options)


def html(chart):
    return render_to_string("reports/_chart.html", {"chart": chart})


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_bars_are_as_long_as_their_numbers():
    chart = make_chart([100, 50, None, 0, 25], over_time=True)

    longest, half, quarter = (mark.box[2] for mark in chart.narrow.marks)
    assert abs(longest - 2 * half) <= 1 and abs(longest - 4 * quarter) <= 2
    longest, half, quarter = (mark.box[3] for mark in chart.wide.marks)
    assert abs(longest - 2 * half) <= 1 and abs(longest - 4 * quarter) <= 2
    assert {mark.box[1] + mark.box[3] for mark in chart.wide.marks} == {chart.wide.base[1]}


NUMBERS = st.one_of(st.none(), st.decimals(0, 10**11, places=2))
NAMES = st.text("救助a1“—", min_size=1, max_size=60)


@settings(max_examples=80, deadline=None)
@given(
    data=st.lists(st.tuples(NAMES, NUMBERS, NUMBERS), min_size=1, max_size=12),
    two=st.booleans(),
    over_time=st.booleans(),
)
def test_nothing_reaches_over_the_edge(data, two, over_time):
    names, first, second = zip(*data, strict=True)
    chart = make_chart(
        *((first, second) if two else (first,)), categories=names, over_time=over_time
    )
    if not chart.largest:
        return
    for drawing in (chart.wide, chart.narrow):
        for mark in drawing.marks:
            for x, y, width, height in (mark.box, mark.area):
                assert x >= 0 and y >= 0 and width > 0 and height > 0
                assert x + width <= drawing.width and y + height <= drawing.height
        for text in drawing.texts:
            long = text_width(text.text)
            if text.turned:
                assert text.y >= long and text.y <= drawing.height
                continue
            left = text.x - long / 2 if text.anchor == "middle" else text.x
            assert left >= -1 and left + long <= drawing.width + 1
            assert 0 < text.y <= drawing.height


def test_long_names_are_shortened_and_keep_the_whole_as_title():
    name = "温暖前行大病救助" * 8
    chart = make_chart([5], categories=[name])
    page = html(chart)

    assert "…<title>" in page and f"<title>{name}</title>" in page
    assert f'<th scope="row">{name}</th>' in page
    assert shorten("博爱送万家", 200) == ("博爱送万家", "")


def test_of_many_categories_the_table_has_all():
    chart = make_chart([9, 8, 7, 6, 5], most=3)

    assert [mark.title.partition(":")[0] for mark in chart.narrow.marks] == MONTHS[:3]
    assert html(chart).count('<th scope="row">') == 5


def test_without_numbers_no_chart_is_drawn():
    assert "<svg" not in html(make_chart([None, 0], [0, None], over_time=True))
    assert "<svg" not in html(make_chart([], categories=[]))


def test_every_bar_and_every_number_opens_its_list():
    page = html(make_chart([3, None, 4], [None, 5, 6], over_time=True))
    drawn, table = page.split("<details", 1)

    assert drawn.count('href="/list/?month=5"') == 2 * 4  # a wide and a narrow drawing
    assert table.count('href="/list/?month=5"') == 4


def test_what_has_no_list_is_no_link():
    chart = Chart("c1", "T1", Unit.YUAN, "H1", ["x"], [Series("2021", [value(3, url="")])])

    assert "href" not in html(chart)


@pytest.mark.parametrize("over_time", [True, False])
def test_a_chart_says_in_words_what_it_shows_and_needs_no_style_or_script(over_time):
    page = html(make_chart([1234567, 4], [5, 6], over_time=over_time))

    named = re.findall(r'aria-labelledby="(\S+) (\S+)"', page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(named) == 2 and len(ids) == len(set(ids))
    for title, description in named:
        assert f'<title id="{title}">T1</title>' in page
        assert re.search(rf'<desc id="{description}">[^<]*1,234,567[^<]*</desc>', page)
    assert "style" not in page and "<script" not in page
    assert 'viewBox="0 0 ' in page and not re.search(
        r'width="\d+(px)?" height="\d+(px)?" role', page
    )


def test_colours_stand_out_from_the_page_and_from_each_other():
    page = html(make_chart([1], [2], over_time=True))
    bars = set(re.findall(r'fill="(#\w{6})" stroke="(#\w{6})"', page))

    assert len(bars) == 2
    assert all(max(contrast(c, "#ffffff") for c in bar) >= 3 for bar in bars)
    (one, _edge), (other, _other_edge) = bars
    assert contrast(one, other) >= 3  # in grey too: contrast knows no hue


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_numbers_have_their_thousands_apart(language):
    with override(language):
        assert format_number(Decimal("1234567.50")) == "1,234,568"
        assert [format_number(260, way) for way in Rounding] == [
            *("260", ">260", "<260", "≈260", "≥260")
        ]
        assert format_number(Decimal("0.40")) == "0.40"


def test_the_same_drawing_prints():
    chart = make_chart([1234567, 4], [500000, 6], over_time=True)
    svg = render_to_string(
        "reports/_drawing.html", {"chart": chart, "drawing": chart.wide, "id": "c1"}
    )
    content = render_pdf(f"<html lang=zh-Hans><title>T</title><body>{svg}</body></html>")
    with pdfplumber.open(BytesIO(content)) as pdf:
        page = pdf.pages[0]
        colours = {tuple(round(c * 255) for c in r["non_stroking_color"]) for r in page.rects}
        letters = "".join(char["text"] for char in page.chars)
    assert {(0x1D, 0x4F, 0x7C), (0xDB, 0xE6, 0xF0)} <= colours
    assert "1,234,567" in letters and "500,000" in letters and "1月" in letters

"""The cells of a list are written without a template, as one would write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, override

from redcross.tables import Cells

TEMPLATE = (
    '{% for class, label, cell in cells %}<td data-label="{{ label }}"'
    '{% if class %} class="{{ class }}"{% endif %}>{{ cell }}</td>{% endfor %}'
)
CONTENTS = [
    "",
    "—",
    "张三 & 李四 <script>alert('1')</script>\"",
    format_html("<a href='{}'>{}</a>", "/?a=1&b=2", "<甲>"),
    gettext_lazy("donor"),
    None,
    True,
    0,
    -1234567,
    1234.5,
    Decimal("1234567.80"),
    date(2021, 3, 5),
    datetime(2021, 12, 31, 23, 30, tzinfo=UTC),
    ["甲", "<b>"],
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_cells_are_written_as_a_template_writes_them(language):
    cells = Cells(("num" if n % 2 else "", f'第"{n}"列<', one) for n, one in enumerate(CONTENTS))
    with override(language):
        expected = engines["django"].from_string(TEMPLATE).render({"cells": cells})
        assert cells.html == expected
        assert "<script>" not in cells.html and "&lt;script&gt;" in cells.html

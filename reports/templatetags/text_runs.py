"""The pieces of a sentence on a page."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from reports.evaluation.grids import GridCell
from reports.text.wording import TextRun

register = template.Library()


@register.simple_tag
def text_runs(runs: Iterable[TextRun], links: object = None) -> SafeString:
    """Return the pieces one after the other; what is not right or not confirmed is marked.

    With `links` a number opens its list. A tag, because a page has hundreds of them and a template
    included for each took a quarter of the page's time.
    """
    return mark_safe("".join(_html(run, links) for run in runs))  # noqa: S308  # each is escaped


# By the kind of a cell: its element, and its classes on a page and on paper.
CELLS = {
    "head": ("th", "", ""),
    "number": ("td", "text-center", "number"),
    "sum": ("td", "text-end text-nowrap", "sum"),
    "text": ("td", "", ""),
}


@register.simple_tag
def grid_cell(cell: GridCell, links: object = None, printed: object = None) -> SafeString:
    """Return a cell of a table's body. A tag for the same reason."""
    element, on_page, on_paper = CELLS[cell.kind]
    values = {
        "class": on_paper if printed else on_page,
        "colspan": cell.span if cell.span > 1 else "",
        "rowspan": cell.rows if cell.rows > 1 else "",
    }
    attributes = "".join(f' {name}="{value}"' for name, value in values.items() if value)
    lines = "<br>".join(text_runs(line, links) for line in cell.lines)
    return mark_safe(f"<{element}{attributes}>{lines}</{element}>")  # noqa: S308  # ours, escaped


def _html(run: TextRun, links: object) -> SafeString:
    """Return the piece, escaped."""
    if run.url and links:
        return format_html('<a href="{}">{}</a>', run.url, run.text)
    if run.faulty or run.unconfirmed:
        return format_html("<mark>{}</mark>", run.text)
    return escape(run.text)

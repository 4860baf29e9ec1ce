"""The pieces of a sentence on a page."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from reports.text.wording import TextRun

register = template.Library()


@register.simple_tag
def text_runs(runs: Iterable[TextRun], links: object = None) -> SafeString:
    """Return the pieces one after the other; what is not right or not confirmed is marked.

    With `links` a number opens its list. A tag, because a page has hundreds of them and a template
    included for each took a quarter of the page's time.
    """
    return mark_safe("".join(_html(run, links) for run in runs))  # noqa: S308  # each is escaped


def _html(run: TextRun, links: object) -> SafeString:
    """Return the piece, escaped."""
    if run.url and links:
        return format_html('<a href="{}">{}</a>', run.url, run.text)
    if run.faulty or run.unconfirmed:
        return format_html("<mark>{}</mark>", run.text)
    return escape(run.text)

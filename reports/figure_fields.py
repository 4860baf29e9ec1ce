"""A figure as a field of a form: chosen by its name, kept as a reference."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.figures import figures_by_key
from redcross.naming import normalised
from reports.text.figure_references import FigureReference, describe_reference


def figure_called(name: str) -> str:
    """Return the key of the figure of exactly this name, nothing where there is none."""
    searched = normalised(name)
    called = (
        key for key, one in figures_by_key().items() if normalised(str(one.label)) == searched
    )
    return next(called, "")


class FigureSelect(forms.Select):
    """A search box, and a button for period, filter and form. Of the choices only its own one."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        texts = {
            "data-autocomplete": reverse_lazy("reports:figure_search", query={"single": 1}),
            "data-text-none": _("Nothing found."),
            "data-text-pending": _("Looking it up…"),
            "data-text-unknown": _("Nothing of this name is found: correct it, or leave it empty."),
            "data-text-single": _("Only one fits: press Enter to take it, or type on."),
            "data-text-several": _("Several fit: choose one from the list, or type on."),
            "data-text-taken": _("The only one found was taken. If another is meant, type on."),
            "data-text-error": _("The search does not answer. Please try again."),
        }
        super().__init__(texts | (attrs or {}))

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Return the empty choice and the one that stands there, in words."""
        unknown = gettext("A figure that is not known")
        there = [one for one in value if one]
        labelled = [
            (one, describe_reference(FigureReference.read(one)) or unknown) for one in there
        ]
        self.choices = [("", ""), *labelled]
        return super().optgroups(name, value, attrs)

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(
            '{}<button type="button" class="btn btn-sm" data-choose-figure>{}</button>',
            super().render(*args, **kwargs),
            gettext("Scope…"),
        )

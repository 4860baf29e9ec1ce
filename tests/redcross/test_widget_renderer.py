"""Widgets are written as Django's own templates write them, and none is left unescaped."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import parse_html
from django.utils.translation import gettext_lazy, override

from redcross.forms.renderer import WidgetRenderer
from redcross.kinds import entry_kinds, list_page_of

HOSTILE = "\"><script>alert('1')</script>&"
CHOICES = [("", "—"), ("a", HOSTILE), (gettext_lazy("donor"), [("b", "乙"), (3, "丙")])]
VALUES = ["", None, HOSTILE, "a", 3, 1234567, Decimal("1234.50"), date(2021, 3, 5), ["a", "b"]]
PLAIN = [
    forms.TextInput,
    forms.NumberInput,
    forms.EmailInput,
    forms.PasswordInput,
    forms.HiddenInput,
    forms.Textarea,
    forms.DateInput,
    forms.CheckboxInput,
    forms.FileInput,
    forms.ClearableFileInput,
    forms.NullBooleanSelect,
    forms.MultipleHiddenInput,
]
CHOOSING = [
    forms.Select,
    forms.SelectMultiple,
    forms.RadioSelect,
    forms.CheckboxSelectMultiple,
]
SEVERAL = [forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.MultipleHiddenInput]


def both(widget, value):
    """Return the widget as we write it, and as Django does when nothing else is set."""
    attrs = {"id": "id_x", "class": "form-control", "data-x": HOSTILE, "required": True}
    ours, theirs = (
        widget.render("x", value, {**attrs, "disabled": False}, renderer=renderer)
        for renderer in (WidgetRenderer(), DjangoTemplates())
    )
    return ours, theirs


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", [*PLAIN, *CHOOSING], ids=lambda kind: kind.__name__)
def test_a_widget_is_written_as_django_writes_it(kind, language):
    widget = kind(choices=CHOICES) if kind in CHOOSING else kind()
    several = kind in SEVERAL
    with override(language):
        for value in VALUES:
            if isinstance(value, list) is not several:
                value = [value] if several else HOSTILE
            ours, theirs = both(widget, value)
            assert parse_html(ours) == parse_html(theirs), value
            assert "<script" not in ours


@pytest.mark.django_db
def test_the_filters_of_every_list_are_written_as_django_writes_them():
    assert isinstance(get_default_renderer(), WidgetRenderer)
    seen = 0
    for model in entry_kinds():
        form = list_page_of(model).filterset_class({"q": HOSTILE}).form
        for bound in form.visible_fields():
            ours = str(bound)
            form.renderer, before = DjangoTemplates(), form.renderer
            assert parse_html(ours) == parse_html(str(bound)), (model, bound.name)
            form.renderer = before
            seen += 1
    assert seen > 300


def test_what_has_no_template_for_jinja_is_written_as_it_comes():
    ours, theirs = both(AdminDateWidget(), "2021-03-05")
    assert ours == theirs
    assert '<p class="date">' in ours

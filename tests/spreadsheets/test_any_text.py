"""Any text that a form accepts leaves in a spreadsheet and comes back as it was."""

from contextlib import suppress
from itertools import cycle

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.transaction import atomic
from hypothesis import given
from hypothesis import strategies as st

from donations.models import CashGift, Donor
from redcross.fields import EncryptedField
from redcross.kinds import entry_kinds, list_page_of
from redcross.models import User
from redcross.spreadsheets.grid import tidy
from reports.models import Waiver
from tests.demonstration import demonstration_records
from tests.factories import (
    make_goods_return,
    make_honour,
    make_outline,
    make_remark,
    make_response,
    make_waiver,
)

from .round_trips import exported, read

pytestmark = pytest.mark.usefixtures("in_chinese")
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]),
    min_size=1,
    max_size=30,
)
# What means something in a spreadsheet, or in the reader of one.
TELLING = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@sum",
        "'口罩",
        "1e5",
        "合计",
        "小计：",
        "序号",
        "#N/A",
        "2021-8-4",
        "是",
    ),
    *(
        "甲、乙",
        "同上",
        "〃",
        '"',
        "…",
        "无",
        "—",
        "****",
        "（盖章）",
        "8.4",
        "100%",
        "TRUE",
        "第一行",
    ),
    *(
        "\u200b口罩",
        " 口罩 ",
        "口罩\u3000二",
        "A\u0301",
        "𠮷",
        "https://example.org",
        "{{ x }}",
        "\\",
    ),
    "第一行\n  第二行 x\r\n\ny",
]


@pytest.fixture(scope="module")
def guanli(django_db_setup, django_db_blocker, tmp_path_factory):
    with demonstration_records(django_db_blocker, tmp_path_factory.mktemp("var")):
        by = User.objects.get(username="guanli")
        for make in (
            make_goods_return,
            *(make_honour, make_outline, make_remark, make_response, make_waiver),
        ):
            make(by)
        yield by


def text_fields(model, by):
    """Return the form's fields of plain text, by name."""
    form = list_page_of(model).entry_form(user=by)
    for name, field in form.fields.items():
        if not isinstance(field, forms.CharField) or name not in form.field_names():
            continue
        column = model._meta.get_field(name)
        if isinstance(column, EncryptedField) or column.choices:
            continue
        if isinstance(column, models.CharField | models.TextField):
            yield name, field


def accepted(entry, name, field, text):
    """Put the text into the entry as the form and its record keep it, if they do."""
    before = getattr(entry, name)
    try:
        setattr(entry, name, tidy(field.clean(text)))
        entry.clean_fields()
    except ValidationError:
        setattr(entry, name, before)


def come_back(model, texts, by):
    """Give the texts of the kind's entries, in turn; they leave, and come back as they were."""
    form_class = list_page_of(model).entry_form
    entries = list(model.objects.filter(society=by.society).countable())
    assert entries
    fields, texts, kept = list(text_fields(model, by)), cycle(texts), {}
    for entry in entries:
        for name, field in fields:
            accepted(entry, name, field, next(texts))
        with suppress(IntegrityError), atomic():
            entry.save_base(raw=True)
        entry.refresh_from_db()
        kept[entry.pk] = {name: getattr(entry, name) for name, _field in fields}
    content = exported(form_class, model.objects.filter(pk__in=[entry.pk for entry in entries]))
    for row in read(form_class, content, by):
        assert (row.unread(), row.changes) == ({}, {})
    rows = read(form_class, content, by, as_new=True)
    found = {int(r.row.record): {name: getattr(r.entry, name) for name, _ in fields} for r in rows}
    assert found == kept


# What is waived is nobody's text: it stays as it was found.
KINDS = [kind for kind in entry_kinds() if list_page_of(kind).entry_form and kind is not Waiver]


@pytest.mark.alike
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.label)
def test_what_means_something_in_a_spreadsheet_comes_back_as_text(guanli, model):
    come_back(model, TELLING, guanli)


@given(texts=st.lists(TEXTS, min_size=20, max_size=20))
def test_any_text_that_a_form_accepts_comes_back(guanli, texts):
    come_back(CashGift, texts, guanli)
    come_back(Donor, texts, guanli)

"""Lines of every kind: exported with all fields, and read back as the same."""

from decimal import Decimal

import pytest

from campaigns.forms import EventForm
from donations.forms import GoodsGiftForm
from redcross.models import User
from relief.forms import AidForm, DisbursementForm
from reports.forms import EvaluationForm, OutlineForm
from tests.demonstration import demonstration_records
from tests.factories import (
    make_aid,
    make_disbursement,
    make_goods_gift,
    make_outline,
    make_person,
    make_session,
)
from training.forms import SessionForm

from .round_trips import exported, read

pytestmark = pytest.mark.usefixtures("in_chinese")


@pytest.fixture(scope="module")
def guanli(django_db_setup, django_db_blocker, tmp_path_factory):
    """The records of the demonstration, and lines of which it has none."""
    with demonstration_records(django_db_blocker, tmp_path_factory.mktemp("var")):
        by = User.objects.get(username="guanli")
        person = make_person(by, name="王芳")
        roster = [
            {"name": "王芳", "person": person, "theory": Decimal("88.5"), "passed": True},
            {"name": "李四", "passed": True, "certificate_number": "湘001"},
        ]
        make_session(by, roster=roster)
        lot = make_goods_gift(by, lots=[{"item": "大米", "quantity": 9}]).lots.get()
        make_disbursement(by, goods=[{"lot": lot, "quantity": Decimal("1.5")}])
        make_aid(by, goods=[{"lot": lot, "quantity": 2}])
        sections = [
            {"position": 1, "level": 1, "heading": "概况", "text": "第一行\n第二行"},
            {"position": 2, "level": 2, "heading": "人员"},
        ]
        make_outline(by, sections=sections)
        yield by


def told(form_class, lines):
    """Return what the fields of lines hold, by related name."""
    return {
        name: [[getattr(line, field) for field in of_line.field_names()] for line in of_kind]
        for name, of_line in form_class.lines.items()
        if (of_kind := list(lines.get(name, ())))
    }


def stored(form_class, entry):
    return told(form_class, {name: getattr(entry, name).order_by("pk") for name in entry.lines})


@pytest.mark.parametrize(
    "form_class",
    [
        *(GoodsGiftForm, AidForm, DisbursementForm, SessionForm, EventForm),
        *(OutlineForm, EvaluationForm),
    ],
)
def test_what_is_exported_is_read_as_the_same_lines(guanli, form_class):
    entries = form_class._meta.model.objects.countable()
    content = exported(form_class, entries)
    rows = read(form_class, content, guanli)
    assert {row.entry.pk for row in rows} == set(entries.values_list("pk", flat=True))
    assert any(row.lines.lines for row in rows)
    for row in rows:
        assert (row.lines.faults, row.changes.keys() & form_class.lines.keys()) == ([], set())
        assert told(form_class, row.lines.lines) == stored(form_class, row.before)

    for row in read(form_class, content, guanli, as_new=True):
        entry = entries.get(pk=int(row.row.record))
        assert row.lines.faults == []
        assert told(form_class, row.lines.lines) == stored(form_class, entry)
        lines = [line for of_kind in row.lines.lines.values() for line in of_kind]
        assert not any(line.pk for line in lines)

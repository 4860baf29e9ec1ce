"""Several in one cell: hosts, topics, and the labels of choices in a spreadsheet."""

import re
from collections import Counter
from datetime import date

import pytest
from django import forms
from django.urls import resolve, reverse
from django.utils.translation import override

from campaigns.forms import EventForm
from campaigns.models import Event
from redcross.models import Partner
from redcross.spreadsheets.exports import sheet_fields
from tests.factories import make_course, make_partner
from tests.kinds import KINDS
from tests.spreadsheets.corpus import ledger
from tests.spreadsheets.sending import take_in
from training.forms import SessionForm
from training.models import Session

pytestmark = pytest.mark.usefixtures("in_chinese")


def titles(form_class, by, *names):
    """The spreadsheet's titles of these fields."""
    form = form_class(user=by)
    return [str(form[name].label) for name in names]


SESSIONS, EVENTS = "/training/sessions/import/", "/campaigns/events/import/"


def test_several_hosts_and_partners_stand_in_one_cell(client, administrator):
    make_course(administrator, name="C1")
    one = make_partner(administrator, name="甲")
    names = ("date", "course", "hosts", "partners", "attendance", "rounded")
    header = titles(SessionForm, administrator, *names)
    known = {name: str(label) for name, label in Session.roundable_choices()}
    attendance, times = known["attendance"], known["times"]
    content = ledger(
        header,
        (date(2021, 8, 4), "C1", "甲、乙", "丙；甲\n丁", 46, attendance),
        (date(2021, 8, 5), "C1", "", "甲", 20, f"{times}、{attendance}"),
        (date(2021, 8, 6), "C1", " 甲 ,, ", "", 7, ""),
    )
    refused = take_in(client, content, url=SESSIONS)
    assert refused.status_code == 422 and not refused.faults
    [new] = refused.file.findings["new"]
    assert sorted(name for name, _kind in new["names"]) == ["丁", "丙", "乙"]
    assert not Session.objects.exists() and Partner.objects.count() == 1

    assert take_in(client, content, url=SESSIONS, new_confirmed="1").status_code == 302
    first, second, third = Session.objects.order_by("date")
    assert sorted(p.name for p in first.hosts.all()) == ["乙", "甲"]
    assert sorted(p.name for p in first.partners.all()) == ["丁", "丙", "甲"]
    assert (list(second.hosts.all()), list(second.partners.all())) == ([], [one])
    assert (list(third.hosts.all()), list(third.partners.all())) == ([one], [])
    assert [sorted(s.rounded) for s in (first, second, third)] == [
        ["attendance"],
        ["attendance", "times"],
        [],
    ]
    assert (first.attended, second.attended) == (46, 20)
    assert Partner.objects.count() == 4


def test_several_topics_stand_in_one_cell_by_their_labels(client, administrator):
    names = ("date", "title", "kind", "topics", "contents", "rounded", "people")
    header = titles(EventForm, administrator, *names)
    topics = [str(topic.label) for topic in (Event.Topic.STEM_CELLS, Event.Topic.BLOOD)]
    service, talks = str(Event.Kind.SERVICE.label), str(Event.Content.TALKS.label)
    rows = (
        (
            date(2021, 12, 1),
            "A1",
            "",
            "、".join(topics),
            talks,
            str(dict(Event.roundable_choices())["people"]),
            200,
        ),
        (date(2021, 12, 2), "A2", service, "", "", "", ""),
    )
    assert take_in(client, ledger(header, *rows), url=EVENTS).status_code == 302
    first, second = Event.objects.order_by("date")
    assert (first.kind, sorted(first.topics), first.contents, first.rounded, first.people) == (
        "publicity",
        ["blood", "stem_cells"],
        ["talks"],
        ["people"],
        200,
    )
    assert (second.kind, second.topics, second.rounded, second.people) == ("service", [], [], None)


@pytest.mark.parametrize(("name", "cell"), [("topics", "打鱼"), ("rounded", "金额"), ("kind", "x")])
def test_a_choice_that_is_none_is_told_beside_its_column(client, administrator, name, cell):
    header = titles(EventForm, administrator, "date", "title", name)
    answer = take_in(client, ledger(header, (date(2021, 12, 1), "A1", cell)), url=EVENTS)

    assert answer.status_code == 422
    assert [(row, str(column)) for row, column, _m in answer.faults] == [(2, header[2])]
    assert not Event.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_title_of_a_spreadsheet_means_one_field_and_every_label_one_choice(
    administrator, language
):
    with override(language):
        for kind, (pages, _make) in KINDS.items():
            if "import" not in pages:
                continue
            view = resolve(reverse(f"{kind}_import")).func
            form = view.view_class.entry_form(user=administrator)
            columns = sheet_fields(form)
            found = Counter(str(bound.label).casefold() for bound in columns)
            assert [title for title, number in found.items() if number > 1] == [], kind
            for bound in columns:
                several = isinstance(bound.field, forms.MultipleChoiceField)
                labels = [str(label) for _value, label in bound.field.choices] if several else []
                # What parts them in a cell stands in none of them.
                assert not re.search("[、,，;；]", "".join(labels)), (kind, labels)

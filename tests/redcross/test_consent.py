"""What is kept of somebody is kept with their consent: by what paper, on which day, for a child
whose guardian's."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from redcross.merging import merge, undo_merge
from redcross.models import Person
from tests.factories import VALID_ID, id_of, make_application, make_person

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 1)
CONSENT = {"consent_paper": "知情同意书", "consent_on": DAY}


@pytest.mark.parametrize(
    "given",
    [
        {"consent_paper": "知情同意书"},
        {"consent_on": DAY},
        {"consent_guardian": "陈建国"},
        {"consent_guardian": "陈建国", "consent_on": DAY},
    ],
)
def test_paper_and_day_come_together(staff, given):
    with pytest.raises(ValidationError):
        make_person(staff, **given)
    assert make_person(staff, **CONSENT).consent_on == DAY


def test_the_day_does_not_lie_ahead(staff):
    ahead = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        make_person(staff, consent_paper="同意书", consent_on=ahead)
    assert "consent_on" in refused.value.message_dict


@pytest.mark.parametrize(
    ("born", "needs"),
    [(date(2008, 3, 1), False), (date(2008, 3, 2), True), (date(2015, 1, 1), True)],
)
def test_of_a_child_under_fourteen_the_guardian_consents(staff, born, needs):
    number = id_of(born)
    if needs:
        with pytest.raises(ValidationError) as refused:
            make_person(staff, id_number=number, **CONSENT)
        assert "consent_guardian" in refused.value.message_dict
        make_person(staff, id_number=number, consent_guardian="陈建国", **CONSENT)
    else:
        make_person(staff, id_number=number, **CONSENT)


def to_complete():
    return set(Person.objects.filter(Person.incomplete()))


def test_it_is_to_be_completed_where_there_is_a_number_or_an_application(staff):
    plain, numbered, applying = (
        make_person(staff),
        make_person(staff, id_number=VALID_ID),
        make_person(staff),
    )
    application = make_application(staff, applicant=applying)
    for person in (plain, numbered, applying):
        assert bool(person.missing()) == (person != plain)
    assert to_complete() == {numbered, applying}
    application.void(by=staff, reason="重复")
    assert to_complete() == {numbered} and not applying.missing()
    numbered.consent_paper, numbered.consent_on = "同意书", DAY
    numbered.save_entry(by=staff)
    assert not to_complete() and not numbered.missing()


def test_it_is_shown_asked_for_and_exported(staff, signed_in):
    person = make_person(staff, consent_guardian="陈建国", **CONSENT)
    client = signed_in(staff)
    page = client.get(person.get_absolute_url()).content.decode()
    assert "知情同意书" in page and "陈建国" in page
    form = client.get(f"{person.get_absolute_url()}change/").content.decode()
    assert 'name="consent_paper"' in form and 'value="2022-03-01"' in form
    sheet = (
        client.get(f"{reverse('redcross:person_list')}?format=csv&columns=all").getvalue().decode()
    )
    assert "知情同意书" in sheet and "2022-03-01" in sheet and "陈建国" in sheet


def test_who_is_merged_brings_it_along_and_takes_it_back(staff, administrator):
    into, duplicate = make_person(staff, name="张三"), make_person(staff, name="张三", **CONSENT)
    made = merge(duplicate, into, by=administrator, reason="同一人")
    into.refresh_from_db()
    assert (into.consent_paper, into.consent_on) == ("知情同意书", DAY)
    undo_merge(made, by=administrator)
    into.refresh_from_db()
    assert (into.consent_paper, into.consent_on) == ("", None)
    assert Person.objects.get(pk=duplicate.pk).consent_on == DAY


def test_the_consent_of_the_one_that_is_kept_stays(staff, administrator):
    into = make_person(staff, name="张三", consent_paper="旧", consent_on=date(2020, 1, 1))
    duplicate = make_person(staff, name="张三", **CONSENT)
    merge(duplicate, into, by=administrator, reason="同一人")
    into.refresh_from_db()
    assert (into.consent_paper, into.consent_on) == ("旧", date(2020, 1, 1))

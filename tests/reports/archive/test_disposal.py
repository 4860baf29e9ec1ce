"""鉴定销毁清册: when the period of a record ends, what is then listed, and who approves it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from donations.models import CashGift
from redcross.models import Attachment, LogEntry, Person
from relief.models import Aid, Application
from reports.archive.disposal import make_list
from reports.models import ArchiveRules, DisposalList
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_event,
    make_person,
    make_session,
)
from tests.photos import upload
from tests.refusals import database_refuses
from tests.reports.archive.disposals import APPROVAL, NOW, OLD, YOUNG, found, old_aid

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "years"),
    [
        (lambda by, day: make_cash_gift(by, date=day), 30),
        (lambda by, day: make_event(by, date=day), 10),
        (lambda by, day: make_session(by, date=day), 10),
    ],
)
def test_the_period_ends_so_many_years_after_the_end_of_the_records_year(staff, make, years):
    entry = make(staff, date(2001, 1, 1))
    kind, society = type(entry), staff.society
    assert not found(kind, society, date(2001 + years, 12, 31))
    assert found(kind, society, date(2002 + years, 1, 1))[kind] == {entry.pk}


def test_what_lasts_longer_begins_its_period_with_its_last_day(staff):
    event = make_event(staff, date=date(2001, 12, 30), end_date=date(2002, 1, 2))
    assert not found(type(event), staff.society, date(2012, 6, 1))
    assert found(type(event), staff.society, date(2013, 1, 1))


def test_what_is_kept_for_ever_is_never_on_a_list(staff):
    gift = make_cash_gift(staff, date=OLD)
    ArchiveRules.objects.create(society=staff.society, retention={"donations.cashgift": "Y"})
    assert not found(type(gift), staff.society)


def test_what_a_voucher_books_is_kept_as_long_as_that(staff):
    rules = {"donations.cashgift": "D10"}
    ArchiveRules.objects.create(society=staff.society, retention=rules)
    day = date(NOW - 12, 1, 1)
    plain = make_cash_gift(staff, date=day)
    make_cash_gift(staff, date=day, voucher_number="记3")
    assert found(CashGift, staff.society)[CashGift] == {plain.pk}


def test_a_list_says_what_goes_and_nothing_goes_yet(staff, administrator, person):
    aid = old_aid(staff, person)
    aid.attach(upload("现场.jpg"), by=staff)
    make_aid(staff, date=YOUNG)
    made = make_list(Aid, by=administrator)
    told = [(i.model, i.object_id, i.year, i.files, i.sensitive) for i in made.items.all()]
    assert told == [
        ("relief.aid", aid.pk, OLD.year, 1, False),
        ("redcross.person", person.pk, person.entered_at.year, 0, True),
    ]
    assert Person.objects.get().name == "张三" and Attachment.objects.get().file
    logged = LogEntry.objects.get(model="reports.disposallist")
    assert (logged.user, logged.action) == (administrator, "add")
    assert logged.changes == {"records": [None, 1], "people": [None, 1], "files": [None, 1]}


def test_without_anything_there_is_no_list_and_one_at_a_time(staff, administrator):
    with pytest.raises(ValidationError):
        make_list(Aid, by=administrator)
    make_aid(staff, date=OLD)
    make_list(Aid, by=administrator)
    with pytest.raises(ValidationError):
        make_list(Aid, by=administrator)


def test_who_was_entered_lately_stays(staff):
    person = make_person(staff)
    old_aid(staff, person)
    assert Person not in found(Aid, staff.society)


def test_what_is_open_or_refers_to_what_stays_is_not_listed(staff, person):
    application = make_application(staff, applicant=person, date=OLD)
    assert not found(Application, staff.society)
    Application.objects.update(decision="approved", decided_on=OLD, decided_by="李四", amount=5)
    aid = make_aid(staff, person=person, application=application, date=YOUNG, amount=5)
    assert not found(Application, staff.society)
    assert not found(Aid, staff.society)
    Aid.objects.filter(pk=aid.pk).update(date=OLD)
    assert found(Aid, staff.society)[Aid] == {aid.pk}


@pytest.mark.parametrize(
    "values",
    [
        {"carried_out_at": timezone.now()},
        {"approved_at": timezone.now()},
        {"approved_at": timezone.now(), "approved_on": OLD, "paper": "1号"},
    ],
)
def test_the_database_takes_no_list_carried_out_or_approved_otherwise(staff, administrator, values):
    make_aid(staff, date=OLD)
    made = make_list(Aid, by=administrator)
    with database_refuses():
        DisposalList.objects.filter(pk=made.pk).update(**values)
    with database_refuses():
        whole = {**APPROVAL, "approved_at": timezone.now(), "approved_by": made.made_by}
        DisposalList.objects.filter(pk=made.pk).update(**whole)


def test_another_society_has_no_part_in_it(staff, administrator, outsider, above, person):
    old_aid(staff, person)
    made = make_list(Aid, by=administrator)
    for user in (outsider, above):
        for act in (made.ask_to_carry_out, made.discard):
            with pytest.raises(PermissionDenied):
                act(by=user)
        with pytest.raises(PermissionDenied):
            made.approve(by=user, **APPROVAL)
    assert not found(Aid, outsider.society)

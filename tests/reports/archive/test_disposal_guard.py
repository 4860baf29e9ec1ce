"""The database itself destroys nobody without an approved list, and keeps that as it was."""

import pytest
from django.db import DatabaseError
from django.utils import timezone

from donations.models import Donor
from redcross.models import Member, Person
from relief.models import Aid
from reports.archive.disposal import DESTROYED_NAME, carry_out, make_list
from reports.models import DisposalItem, DisposalList
from tests.factories import make_aid, make_donor, make_member, make_person
from tests.refusals import database_refuses
from tests.reports.archive.disposals import APPROVAL, OLD, aged, old_aid

pytestmark = pytest.mark.django_db


def is_refused(rows, **values):
    with database_refuses(DatabaseError):
        rows.update(**values) if values else rows.delete()


@pytest.mark.parametrize(
    ("kind", "make"), [(Person, make_person), (Donor, make_donor), (Member, make_member)]
)
def test_nobody_loses_their_name_without_an_approved_list(staff, kind, make):
    make(staff, name="张三")
    is_refused(kind.objects, name=f"{DESTROYED_NAME} 1")
    kind.objects.update(name="李四")


def test_an_approved_list_stays_and_what_is_on_it_goes(staff, administrator, leader):
    person = aged(make_person(staff, name="张三"))
    old_aid(staff, person)
    made = make_list(Aid, by=administrator)
    is_refused(Person.objects, name=f"{DESTROYED_NAME} 1")  # not approved yet
    made.approve(by=leader, **APPROVAL)
    for rows in (DisposalList.objects, DisposalItem.objects):
        with database_refuses(DatabaseError):
            rows.all()._raw_delete(rows.db)
    is_refused(DisposalList.objects, paper="2号")
    is_refused(DisposalItem.objects.filter(model="redcross.person"), object_id=0)
    DisposalList.objects.update(carried_out_by=administrator)
    carry_out(made.pk)
    assert Person.objects.get().name == f"{DESTROYED_NAME} {person.pk}"
    is_refused(DisposalList.objects, carried_out_at=timezone.now())
    DisposalList.objects.update(state="done")


def test_a_list_that_nobody_approved_can_be_discarded(staff, administrator):
    make_aid(staff, date=OLD)
    make_list(Aid, by=administrator).discard(by=administrator)
    assert not DisposalList.objects.exists() and not DisposalItem.objects.exists()

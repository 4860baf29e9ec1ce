"""What goes when a list is carried out, and what stays: sums, days, the log, names still needed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from donations.models import CashGift, Donor
from redcross.merging import merge
from redcross.models import Attachment, LogEntry, Member, Person
from relief.models import Aid, Application
from reports.archive.disposal import carry_out, make_list
from reports.models import DisposalList
from tests.factories import (
    VALID_ID,
    close_year,
    make_aid,
    make_application,
    make_cash_gift,
    make_donor,
    make_member,
    make_person,
    make_session,
)
from tests.photos import photo_named, upload
from tests.reports.archive.disposals import (
    APPROVAL,
    OLD,
    PHONE,
    YOUNG,
    aged,
    carried_out,
    found,
    old_aid,
)
from training.models import Enrolment, Session

pytestmark = pytest.mark.django_db


def test_whom_something_younger_names_stays(staff, administrator, leader, person, approved):
    old_aid(staff, person)
    assert found(Aid, staff.society)[Person] == {person.pk}
    make_application(staff, applicant=person, date=YOUNG)
    assert Person not in found(Aid, staff.society)
    carried_out(approved(Aid), administrator)
    assert Person.objects.get().name == "张三"
    # With the last record that names them they go.
    Application.objects.update(date=OLD, decision="refused", decided_on=OLD)
    assert found(Application, staff.society)[Person] == {person.pk}


def test_who_went_into_another_goes_with_them(staff, administrator, person, approved):
    double = aged(make_person(staff, name="张三丰", phone=PHONE))
    merge(double, person, by=administrator, reason="同一人")
    old_aid(staff, person)
    assert found(Aid, staff.society)[Person] == {person.pk, double.pk}
    make_aid(staff, person=person, date=YOUNG)
    assert Person not in found(Aid, staff.society)
    # Nobody names the double any more, who is still the one that stays.
    assert not found(Person, staff.society)


def test_members_who_left_and_donors_go_organisations_keep_their_name(
    staff, administrator, approved
):
    left = make_member(staff, name="张三", phone=PHONE, left_on=OLD, card_number="A1", note="n")
    stays = make_member(staff, name="李四", phone=PHONE)
    firm = aged(make_donor(staff, name="某某公司", kind="organisation", phone=PHONE))
    giver = aged(make_donor(staff, name="王五", id_number=VALID_ID, note="王五的话"))
    for donor in (firm, giver):
        make_cash_gift(staff, donor=donor, date=OLD)
    for kind in (Member, CashGift):
        carried_out(approved(kind), administrator)
    left, stays = Member.objects.get(pk=left.pk), Member.objects.get(pk=stays.pk)
    assert left.name == f"已销毁档案人员 {left.pk}" and not left.phone and left.card_number != "A1"
    assert stays.name == "李四" and stays.phone.reveal() == PHONE
    firm, giver = Donor.objects.get(pk=firm.pk), Donor.objects.get(pk=giver.pk)
    assert firm.name == "某某公司" and not firm.phone
    assert giver.name == f"已销毁档案人员 {giver.pk}" and giver.note == "已销毁"
    assert not giver.id_number and giver.id_number_digest == ""


@pytest.mark.django_db(transaction=True)
def test_what_is_approved_goes_and_sums_days_and_the_log_stay(
    staff, administrator, person, approved, media
):
    aid = old_aid(staff, person)
    scan = aid.attach(upload("张三身份证.jpg"), by=staff, sensitive=True)
    photo = aid.attach(upload("现场.jpg", photo_named("现场")), by=staff)
    taken_out = aid.attach(upload("错.jpg", photo_named("错")), by=staff)
    taken_out.remove(by=staff, reason="传错")
    names = [one.file.name for one in (scan, photo, taken_out)]
    storage, version = scan.file.storage, Aid.objects.get().version
    close_year(staff.society, OLD.year)
    before = Aid.objects.values("date", "amount", "value", "times", "person", "fund").get()
    rows = list(LogEntry.objects.order_by("pk").values())

    made = carried_out(approved(Aid), administrator)
    assert made.carried_out_at and not made.items.filter(kept_back=True).exists()
    aid = Aid.objects.get()
    assert (aid.note, aid.visitors) == ("已销毁", "")
    assert "李四" not in aid.handed_out_by and aid.handed_out_by.startswith("已销毁")
    assert aid.version == version + 1
    assert Aid.objects.values("date", "amount", "value", "times", "person", "fund").get() == before
    gone = Person.objects.get()
    assert (gone.name, str(gone.id_number), str(gone.phone)) == (
        f"已销毁档案人员 {gone.pk}",
        "",
        "",
    )
    assert (gone.id_number_digest, gone.consent_paper, gone.consent_on) == ("", "", None)
    assert "张三" not in gone.search_key and "zhangsan" not in gone.initials
    assert not any(map(storage.exists, names))
    stored = {one.pk: one for one in Attachment.objects.all()}
    assert not any(one.file or one.thumbnail for one in stored.values())
    assert stored[photo.pk].name == "现场.jpg" and stored[photo.pk].sha256 == photo.sha256
    assert stored[scan.pk].name == f"SHA-256 {scan.sha256[:16]}"

    assert list(LogEntry.objects.order_by("pk").values())[: len(rows)] == rows
    acts = LogEntry.objects.filter(model="reports.disposallist").order_by("pk")
    assert [(one.action, one.user.username) for one in acts] == [
        ("add", "administrator"),
        ("approve", "leader"),
        ("dispose", "administrator"),
    ]
    assert acts[2].changes == {"records": [None, 1], "people": [None, 1], "files": [None, 3]}
    told = " ".join(f"{one.reason} {one.changes}" for one in LogEntry.objects.all()[:12])
    assert "张三" not in told and VALID_ID not in told
    # Once more: nothing.
    number = LogEntry.objects.count()
    carry_out(made.pk)
    assert LogEntry.objects.count() == number
    assert not found(Aid, staff.society)


def test_lines_of_a_roster_lose_names_and_certificates_and_are_as_many(
    staff, administrator, approved
):
    lines = [
        {"name": "张三", "passed": True, "certificate_number": "C1", "theory": 90},
        {"name": "李四"},
    ]
    make_session(staff, date=OLD, roster=lines)
    carried_out(approved(Session), administrator)
    first, second = Enrolment.objects.order_by("pk")
    assert (
        first.name == f"已销毁档案人员 {first.pk}" and second.name == f"已销毁档案人员 {second.pk}"
    )
    assert (first.certificate_number, first.theory, first.passed) == ("已销毁", 90, True)
    assert second.certificate_number == ""


def test_nothing_goes_before_another_person_has_approved(staff, administrator, leader, person):
    old_aid(staff, person)
    made = make_list(Aid, by=administrator)
    with pytest.raises(ValidationError):
        carried_out(made, administrator)
    with pytest.raises(ValidationError):
        made.ask_to_carry_out(by=administrator)
    with pytest.raises(ValidationError):
        made.approve(by=administrator, **APPROVAL)
    for lacking in ({"paper": " "}, {"approved_on": None}, {"opinion": ""}):
        with pytest.raises(ValidationError):
            made.approve(by=leader, **APPROVAL | lacking)
    with pytest.raises(ValidationError):
        ahead = timezone.localdate() + timedelta(days=1)
        made.approve(by=leader, **APPROVAL | {"approved_on": ahead})
    with pytest.raises(ValidationError):
        made.approve(by=leader, **APPROVAL | {"approved_on": timezone.localdate() - timedelta(1)})
    assert DisposalList.objects.get().approved_at is None and Person.objects.get().name == "张三"
    made.approve(by=leader, **APPROVAL)
    with pytest.raises(ValidationError):
        made.approve(by=leader, **APPROVAL)
    with pytest.raises(ValidationError):
        made.discard(by=administrator)


def test_what_is_named_meanwhile_is_kept_back(staff, administrator, person, approved):
    aid = old_aid(staff, person)
    made = approved(Aid)
    make_aid(staff, person=person, date=YOUNG)
    made = carried_out(made, administrator)
    assert Person.objects.get().name == "张三"
    assert Aid.objects.get(pk=aid.pk).note == "已销毁"
    assert [one.model for one in made.items.filter(kept_back=True)] == ["redcross.person"]

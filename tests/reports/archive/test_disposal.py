"""鉴定销毁清册: what may be destroyed, who approves it, and what then goes and what stays."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pdfplumber
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from donations.models import CashGift, Donor
from redcross.merging import merge
from redcross.models import Attachment, LogEntry, Member, Person
from relief.models import Aid, Application
from reports.archive.disposal import carry_out, find_disposable, make_list
from reports.models import ArchiveRules, DisposalList
from tests.factories import (
    VALID_ID,
    close_year,
    make_aid,
    make_application,
    make_cash_gift,
    make_donor,
    make_event,
    make_member,
    make_person,
    make_session,
)
from tests.photos import photo_named, upload
from training.models import Enrolment, Session

pytestmark = pytest.mark.django_db
NOW = timezone.localdate().year
OLD, YOUNG = date(NOW - 31, 6, 1), date(NOW - 30, 6, 1)
PHONE, ACCOUNT = "13812345678", "6222000011112222"
APPROVAL = {
    "paper": "渌红鉴〔2053〕1号",
    "approved_on": timezone.localdate(),
    "opinion": "无保存价值",
}


def aged(entry, years=31):
    moment = timezone.now() - timedelta(days=366 * years)
    type(entry)._base_manager.filter(pk=entry.pk).update(entered_at=moment)
    return type(entry)._base_manager.get(pk=entry.pk)


@pytest.fixture
def person(staff):
    told = {"consent_paper": "同意书", "consent_on": OLD}
    return aged(make_person(staff, name="张三", id_number=VALID_ID, phone=PHONE, **told))


def old_aid(staff, person, **fields):
    told = {"note": "张三之妻代领", "handed_out_by": "李四", "amount": 500} | fields
    return make_aid(staff, person=person, date=OLD, **told)


@pytest.fixture
def approved(staff, administrator, leader):
    """A function that makes a list of a kind and has it approved."""

    def make(kind, **approval):
        made = make_list(kind, by=administrator)
        made.approve(by=leader, **APPROVAL | approval)
        made.refresh_from_db()
        return made

    return make


def carried_out(made, by):
    DisposalList.objects.filter(pk=made.pk).update(carried_out_by=by)
    carry_out(made.pk)
    return DisposalList.objects.get(pk=made.pk)


def found(kind, society, today=None):
    rules = ArchiveRules.of(society)
    return find_disposable(kind, society, rules, today or timezone.localdate()).by_kind


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
    assert DisposalList.objects.get().approved_at is None and Person.objects.get().name == "张三"
    made.approve(by=leader, **APPROVAL)
    with pytest.raises(ValidationError):
        made.approve(by=leader, **APPROVAL)
    with pytest.raises(ValidationError):
        made.discard(by=administrator)


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
    with pytest.raises(IntegrityError), transaction.atomic():
        DisposalList.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        whole = {**APPROVAL, "approved_at": timezone.now(), "approved_by": made.made_by}
        DisposalList.objects.filter(pk=made.pk).update(**whole)


def test_what_is_named_meanwhile_is_kept_back(staff, administrator, person, approved):
    aid = old_aid(staff, person)
    made = approved(Aid)
    make_aid(staff, person=person, date=YOUNG)
    made = carried_out(made, administrator)
    assert Person.objects.get().name == "张三"
    assert Aid.objects.get(pk=aid.pk).note == "已销毁"
    assert [one.model for one in made.items.filter(kept_back=True)] == ["redcross.person"]


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


@pytest.mark.django_db(transaction=True)
def test_the_worker_carries_it_out_and_the_page_tells_each_what_they_may_do(
    staff, administrator, leader, person, client, run_background
):
    old_aid(staff, person)
    client.force_login(administrator)
    lists = reverse("reports:disposals")
    assert "救助慰问" in client.get(lists).content.decode()
    answer = client.post(lists, {"kind": "relief.aid"})
    made = DisposalList.objects.get()
    address = made.get_absolute_url()
    assert answer.url == address
    page = client.get(address).content.decode()
    assert "张三" in page and "approve/" not in page and "carry-out/" not in page
    assert client.post(f"{address}approve/", APPROVAL).status_code == 403

    client.force_login(leader)
    page = client.get(address).content.decode()
    assert "approve/" in page and "discard/" not in page
    assert client.post(lists, {"kind": "relief.aid"}).status_code == 403
    for path in ("carry-out/", "discard/", "cancel/"):
        assert client.post(f"{address}{path}").status_code == 403
    assert client.post(f"{address}approve/", {**APPROVAL, "paper": ""}).status_code == 422
    assert client.post(f"{address}approve/", APPROVAL).status_code == 302

    client.force_login(administrator)
    assert "carry-out/" in client.get(address).content.decode()
    client.post(f"{address}carry-out/")
    run_background()
    assert Person.objects.get().name == "张三"  # not ticked
    client.post(f"{address}carry-out/", {"known": "on"})
    asked = client.get(address, headers={"accept": "application/json"}).json()
    assert asked["state"] in ("waiting", "no_worker") and asked["goes_on"]
    run_background()
    assert Person.objects.get().name.startswith("已销毁档案人员")
    made.refresh_from_db()
    assert made.carried_out_at and made.state == "done"
    page = client.get(address).content.decode()
    assert "张三" not in page and "carry-out/" not in page
    assert APPROVAL["paper"] in client.get(lists).content.decode()


@pytest.mark.django_db(transaction=True)
def test_who_asked_and_may_no_longer_destroys_nothing(
    staff, administrator, person, approved, run_background
):
    old_aid(staff, person)
    made = approved(Aid)
    made.ask_to_carry_out(by=administrator)
    administrator.groups.clear()
    run_background()
    made.refresh_from_db()
    assert made.state == "failed" and not made.carried_out_at
    assert Person.objects.get().name == "张三"
    # Somebody who may can have it carried out again.
    administrator.groups.add(*administrator.groups.model.objects.filter(name="administrator"))
    made.ask_to_carry_out(by=type(administrator).objects.get(pk=administrator.pk))
    run_background()
    assert Person.objects.get().name.startswith("已销毁档案人员")


@pytest.mark.parametrize("who", ["staff", "above", "outsider"])
def test_others_see_no_list(staff, administrator, who, request, signed_in):
    make_aid(staff, date=OLD)
    made = make_list(Aid, by=administrator)
    client = signed_in(request.getfixturevalue(who))
    for path in ("", "list.pdf", "list.xlsx"):
        assert client.get(f"{made.get_absolute_url()}{path}").status_code == 403
    assert client.get(reverse("reports:disposals")).status_code == 403


def test_it_leaves_as_pdf_and_excel_before_with_names_and_after_without(
    staff, administrator, leader, person, approved, signed_in
):
    aid = old_aid(staff, person)
    made = approved(Aid)
    client = signed_in(leader)

    def texts():
        pdf = client.get(f"{made.get_absolute_url()}list.pdf").content
        with pdfplumber.open(BytesIO(pdf)) as pages:
            yield "".join(page.extract_text() for page in pages.pages)
        book = openpyxl.load_workbook(
            BytesIO(client.get(f"{made.get_absolute_url()}list.xlsx").content)
        )
        yield "".join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
        )

    for text in texts():
        assert "张三" in text and "渌红鉴" in text and "定期30年" in text
    carried_out(made, administrator)
    for text in texts():
        assert "张三" not in text and f"已销毁档案人员 {person.pk}" in text
        assert str(aid.pk) in text and "渌红鉴" in text
    assert LogEntry.objects.filter(action="export", model="reports.disposallist").count() == 4


def test_a_destroyed_file_is_shown_as_such_and_is_in_no_package(
    staff, administrator, person, approved, signed_in, media
):
    aid = old_aid(staff, person)
    photo = aid.attach(upload("现场.jpg"), by=staff)
    carried_out(approved(Aid), administrator)
    client = signed_in(administrator)
    page = client.get(aid.get_absolute_url()).content.decode()
    assert "已销毁" in page and "现场.jpg" in page
    assert reverse("attachment", args=[photo.pk]) not in page
    assert client.get(reverse("attachment", args=[photo.pk])).status_code == 404
    assert client.get(f"/archive/{OLD.year}/").context["files"] == 0

"""Sensitive values of people without open business are open to administrators alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from donations.models import Donor
from redcross.kinds import entry_kinds
from redcross.models import Attachment, LogEntry, Member, Person, is_closed_to
from redcross.papers import registered_papers
from redcross.papers.printing import print_papers, usual_choice
from relief.models import Application
from tests.factories import (
    VALID_ID,
    make_aid,
    make_application,
    make_board_term,
    make_cash_gift,
    make_donor,
    make_event,
    make_goods_gift,
    make_member,
    make_person,
    make_refund,
    make_session,
)
from tests.photos import photo_named, upload

pytestmark = pytest.mark.django_db
PHONE, ACCOUNT = "13812345678", "6222000011112222"
DAYS = 365
# Where a value in clear is read for something else than to be shown: compared, encrypted, counted.
READING = {
    "redcross/fields.py",
    "redcross/models/audit_log.py",
    "redcross/resident_id.py",
    "redcross/spreadsheets/people.py",
    "redcross/spreadsheets/import_steps.py",
    # They show it, and ask first.
    "redcross/papers/definitions.py",
    "redcross/views/reveal.py",
    "training/papers.py",
}


@pytest.fixture
def narrowed(society):
    society.sensitive_days = DAYS
    society.save()
    return society


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def aged(entry, days=DAYS + 1):
    """Have it been entered so long ago."""
    moment = timezone.now() - timedelta(days=days)
    type(entry)._base_manager.filter(pk=entry.pk).update(entered_at=moment)
    return type(entry)._base_manager.get(pk=entry.pk)


def old_person(staff, **fields):
    return aged(make_person(staff, name="张三", id_number=VALID_ID, phone=PHONE, **fields))


def revealed(client, entry, name="phone"):
    address = reverse(entry.url_name("reveal"), args=[entry.pk])
    assert client.get(f"{address}?field={name}").status_code in (200, 403)
    return client.post(address, {"field": name, "reason": "核对"})


def test_after_the_days_staff_are_told_why_and_whom_to_ask(
    narrowed, staff, administrator, signed_in
):
    person = old_person(staff)
    answer = revealed(signed_in(staff), person)
    page = answer.content.decode()
    assert answer.status_code == 403 and PHONE not in page
    assert str(DAYS) in page and str(administrator) in page
    assert not LogEntry.objects.filter(action="reveal").exists()
    answer = revealed(signed_in(administrator), person)
    assert PHONE in answer.content.decode()
    assert LogEntry.objects.get(action="reveal").user == administrator


def test_where_the_society_sets_no_time_nothing_closes(staff, signed_in):
    assert PHONE in revealed(signed_in(staff), old_person(staff)).content.decode()


def test_on_the_last_of_the_days_it_is_still_open(narrowed, staff):
    person = old_person(staff)
    aid = aged(make_aid(staff, person=person, date=ago(DAYS)))
    assert not is_closed_to(staff, [person])
    type(aid).objects.update(date=ago(DAYS + 1))
    assert is_closed_to(staff, [person])


OPEN = {
    "entered lately": lambda staff, person: aged(person, DAYS - 1),
    "aid dated lately": lambda staff, person: aged(make_aid(staff, person=person, date=ago(9))),
    "aid entered lately": lambda staff, person: make_aid(staff, person=person, date=ago(900)),
    "application pending": lambda staff, person: aged(
        make_application(staff, applicant=person, date=ago(900))
    ),
    "application approved, nothing handed out": lambda staff, person: aged(
        make_application(
            staff,
            applicant=person,
            date=ago(900),
            decision="approved",
            decided_on=ago(890),
            decided_by="李四",
            amount=100,
        )
    ),
    "on a roster": lambda staff, person: aged(
        make_session(staff, date=ago(9), roster=[{"name": "张三", "person": person}])
    ),
    "sits on a board": lambda staff, person: aged(
        make_board_term(staff, person=person, starts_on=ago(2000), ends_on=ago(9))
    ),
}
CLOSED = {
    "nothing": lambda staff, person: None,
    "aid long ago": lambda staff, person: aged(make_aid(staff, person=person, date=ago(900))),
    "voided lately": lambda staff, person: make_aid(staff, person=person, date=ago(9)).void(
        by=staff, reason="重复"
    ),
    "application refused": lambda staff, person: aged(
        make_application(
            staff, applicant=person, date=ago(900), decision="refused", decided_on=ago(890)
        )
    ),
    "on a roster long ago": lambda staff, person: aged(
        make_session(staff, date=ago(900), roster=[{"name": "张三", "person": person}])
    ),
    "sat on a board": lambda staff, person: aged(
        make_board_term(staff, person=person, starts_on=ago(2000), ends_on=ago(900))
    ),
}


@pytest.mark.parametrize("business", OPEN.values(), ids=OPEN)
def test_with_open_business_it_is_open(narrowed, staff, business):
    person = old_person(staff)
    business(staff, person)
    assert not is_closed_to(staff, [Person.objects.get(pk=person.pk)])


@pytest.mark.parametrize("business", CLOSED.values(), ids=CLOSED)
def test_without_it_is_closed(narrowed, staff, business):
    person = old_person(staff)
    business(staff, person)
    assert is_closed_to(staff, [Person.objects.get(pk=person.pk)])


def test_what_was_granted_and_handed_out_is_done_with(narrowed, staff):
    person = old_person(staff)
    application = OPEN["application approved, nothing handed out"](staff, person)
    assert not is_closed_to(staff, [application])
    aged(make_aid(staff, person=person, application=application, date=ago(880)))
    assert is_closed_to(staff, [Application.objects.get()])


def test_of_a_donor_gifts_are_business_and_of_a_member_that_they_are_one(narrowed, staff):
    donor = aged(make_donor(staff, phone=PHONE))
    assert is_closed_to(staff, [donor])
    make_cash_gift(staff, donor=donor, date=ago(900))
    assert not is_closed_to(staff, [Donor.objects.get()])
    member = aged(make_member(staff, phone=PHONE, joined_on=ago(2000)))
    assert not is_closed_to(staff, [member])
    Member.objects.update(left_on=ago(900))
    assert is_closed_to(staff, [Member.objects.get()])


def test_numbers_on_a_record_close_with_whom_it_names(narrowed, staff, signed_in):
    application = CLOSED["application refused"](staff, old_person(staff))
    Application.objects.update(account="")
    application.account = ACCOUNT
    application.version += 0
    application.save()
    answer = revealed(signed_in(staff), application, "account")
    assert answer.status_code == 403 and ACCOUNT not in answer.content.decode()
    make_aid(staff, person=application.applicant, date=ago(3))
    assert ACCOUNT in revealed(signed_in(staff), application, "account").content.decode()


def test_sensitive_scans_close_too_and_the_page_says_why(narrowed, staff, administrator, signed_in):
    application = CLOSED["application refused"](staff, old_person(staff))
    scan = application.attach(upload("身份证.jpg"), by=staff, sensitive=True)
    plain = application.attach(upload("照片.jpg", photo_named("照片")), by=staff)
    client = signed_in(staff)
    page = client.get(application.get_absolute_url()).content.decode()
    assert "身份证.jpg" not in page and str(administrator) in page
    assert client.get(reverse("attachment", args=[scan.pk])).status_code == 403
    assert client.get(reverse("attachment", args=[plain.pk])).status_code == 200
    address = reverse("attachment_sensitive", args=[scan.pk])
    assert client.post(address, {}).status_code == 403
    client = signed_in(administrator)
    assert "身份证.jpg" in client.get(application.get_absolute_url()).content.decode()
    assert client.get(reverse("attachment", args=[scan.pk])).status_code == 200


def test_of_a_record_that_names_nobody_its_own_days_count(narrowed, staff):
    aid = aged(make_aid(staff, date=ago(900), recipients="松岗村"))
    scan = aid.attach(upload("花名册.jpg"), by=staff, sensitive=True)
    assert not scan.may_be_opened_by(staff)
    type(aid).objects.update(date=ago(9))
    assert Attachment.objects.get().may_be_opened_by(staff)


def test_the_society_sets_the_days_on_its_page(society, administrator, signed_in):
    client = signed_in(administrator)
    data = {"short_name": society.short_name, "sensitive_days": "0"}
    assert client.post("/society/", data).status_code == 422
    assert client.post("/society/", data | {"sensitive_days": "180"}).status_code == 302
    society.refresh_from_db()
    assert society.sensitive_days == 180
    assert LogEntry.objects.get(model="redcross.society").changes == {"sensitive_days": [None, 180]}


PAPERS = {p.key: p for p in registered_papers() if p.sensitive and p.model is not None}


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_paper_asks_and_prints_masks(narrowed, staff, administrator, paper, monkeypatch):
    asked = []

    def sheet(entries, printing):
        asked.append(printing.in_full)
        return type(paper).sheet(paper, entries, printing)

    monkeypatch.setattr(paper, "sheet", sheet, raising=False)
    entry = aged(oldest_of(paper, staff))
    assert is_closed_to(staff, [entry])
    chosen = usual_choice(paper, narrowed)
    for user in (staff, administrator):
        print_papers(
            paper, [entry], by=user, society=narrowed, chosen=chosen, file_format=kind(paper)
        )
    assert asked == [False, paper.in_full(administrator)]
    full = [one.user for one in LogEntry.objects.filter(action="print", reason__contains="未遮盖")]
    assert full == ([administrator] if paper.in_full(administrator) else [])


def kind(paper):
    return "pdf" if paper.printed else "xlsx"


def oldest_of(paper, staff):
    """Return a record of the paper's kind that names somebody, of long ago."""
    person, donor = old_person(staff), aged(make_donor(staff, phone=PHONE))
    make = {
        "relief.application": lambda: make_application(staff, applicant=person, date=ago(900)),
        "relief.aid": lambda: make_aid(staff, person=person, date=ago(900)),
        "training.session": lambda: make_session(
            staff,
            date=ago(900),
            roster=[{"name": "张三", "person": person, "passed": True}],
        ),
        "redcross.member": lambda: make_member(staff, phone=PHONE, left_on=ago(900)),
        "redcross.boardterm": lambda: make_board_term(
            staff,
            person=person,
            starts_on=ago(2000),
            ends_on=ago(900),
            post="president" if paper.key == "council-list" else "supervisor",
        ),
        "donations.cashgift": lambda: make_cash_gift(staff, donor=donor, date=ago(900)),
        "donations.donor": lambda: donor,
        "donations.goodsgift": lambda: make_goods_gift(staff, donor=donor, date=ago(900)),
        "donations.refund": lambda: make_refund(staff, date=ago(900)),
        "campaigns.event": lambda: make_event(staff, date=ago(900)),
    }
    made = make[paper.model._meta.label_lower]()
    # Nothing is handed out on what was refused, and so it has no roster: it is asked all the same.
    if paper.model is Application:
        Application.objects.update(decision="refused", decided_on=ago(890))
    return type(made).objects.get(pk=made.pk)


def test_nobody_else_shows_a_value_in_clear():
    """A module that reads one in clear is known here: it shows it to nobody, or asks first."""
    folders = ("redcross", "donations", "relief", "training", "campaigns", "reports")
    root = Path(django_settings.BASE_DIR)
    modules = (path for folder in folders for path in (root / folder).rglob("*.py"))
    found = {str(path.relative_to(root)) for path in modules if ".reveal()" in path.read_text()}
    assert found == READING


def test_every_kind_with_values_of_people_says_so():
    """Whose numbers are of people closes with their business; others are named here."""
    open_for_ever = {
        kind._meta.label
        for kind in entry_kinds()
        if kind.secret_fields() and not (kind.is_about_people or kind.shows_people)
    }
    # The society's own account; who keeps an AED, as long as it hangs there.
    assert open_for_ever == {"donations.BankAccount", "training.Aed"}

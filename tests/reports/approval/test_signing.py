"""The page that signs: what it says, the password, two at once, twice."""

import threading
from io import BytesIO

import docx
import pdfplumber
import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.utils.translation import override

from redcross.models import ClosedPeriod
from redcross.printing.pdf_pages import page_pictures
from reports import workflow
from reports.evaluation.consistency_checks import findings
from reports.models import Evaluation, SignedCopy
from reports.output import annex_pages
from tests.factories import PASSWORD, make_annex, make_cash_gift, make_remark, make_society
from tests.pages import client_of
from tests.pdfs import pdf_file
from tests.refusals import refused
from tests.signed import make_draft, make_submitted, waive

STATUS = Evaluation.Status


@pytest.fixture(autouse=True)
def _no_attempts(db):
    cache.clear()


def sign(client, evaluation, password=PASSWORD, **more):
    url = f"/drafts/{evaluation.pk}/approve/"
    page = client.get(url)
    seen = page.context["seen"] if page.context else ""
    return client.post(url, {"seen": seen, "password": password, **more})


def test_the_right_password_signs_and_leads_to_the_signed_copy(staff, leader, signed_in):
    evaluation = make_submitted(staff)
    answer = sign(signed_in(leader), evaluation)
    assert (answer.status_code, answer["Location"]) == (302, evaluation.get_absolute_url())
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.approved_by) == (STATUS.FINAL, leader)


def test_a_wrong_password_signs_nothing(staff, leader, signed_in):
    evaluation = make_submitted(staff)
    client = signed_in(leader)
    for wrong in ("", "x", PASSWORD.upper(), f" {PASSWORD}"):
        assert sign(client, evaluation, wrong).status_code == 422
    assert not SignedCopy.objects.exists() and not ClosedPeriod.objects.exists()


def test_wrong_passwords_count_towards_the_lockout_of_signing_in(staff, leader):
    evaluation = make_submitted(staff)
    signer = client_of(leader)
    for _attempt in range(5):
        assert sign(signer, evaluation, "wrong").status_code == 422
    assert sign(signer, evaluation, PASSWORD).status_code == 422  # locked
    signing_in = {"login": leader.username, "password": PASSWORD}
    assert Client().post("/accounts/login/", signing_in).status_code == 200  # no redirect
    assert not SignedCopy.objects.exists()


def test_right_passwords_lock_nobody_out(staff, leader, signed_in):
    client = signed_in(leader)
    for year in range(2011, 2018):
        assert sign(client, make_submitted(staff, year=year)).status_code == 302
    assert SignedCopy.objects.count() == 7


def test_the_page_names_what_is_closed_and_what_is_left_open(staff, leader, signed_in):
    for _number in range(3):
        make_cash_gift(staff)
    evaluation = make_submitted(staff)
    make_remark(leader, chapter=evaluation.chapters.get(), text="请核对第二段")
    with override("en"):
        waived = [one.text for one in findings(evaluation) if one.waived]
    client = signed_in(leader)
    client.cookies["django_language"] = "en"
    page = client.get(f"/drafts/{evaluation.pk}/approve/")
    review = page.context["review"]
    assert review.number == 3 and [kind.number for kind in review.records] == [3]
    assert [one.waived for one in review.waived] and len(review.waived) == len(waived)
    text = page.content.decode()
    for told in (str(evaluation.society), "3 records", "请核对第二段", "1 not settled"):
        assert told in text


def test_the_societies_below_are_named_where_their_records_are_closed(staff, leader, signed_in):
    below = make_society("龙门镇红十字会", parent=staff.society)
    client = signed_in(leader)
    for alone in (False, True):
        evaluation = make_submitted(staff, own_records_only=alone)
        societies = client.get(f"/drafts/{evaluation.pk}/approve/").context["review"].societies
        assert (below in societies) is not alone


def test_a_second_click_leads_to_the_signed_copy_without_a_word_of_error(staff, leader, signed_in):
    evaluation = make_submitted(staff)
    client = signed_in(leader)
    url = f"/drafts/{evaluation.pk}/approve/"
    posted = {"seen": client.get(url).context["seen"], "password": PASSWORD}
    client.post(url, posted)
    page = client.post(url, posted, follow=True)
    assert page.status_code == 200 and "alert-danger" not in page.content.decode()
    assert SignedCopy.objects.count() == 1


def test_of_two_leaders_the_later_is_told_that_it_is_signed(staff, leader, second):
    evaluation = make_submitted(staff)
    url = f"/drafts/{evaluation.pk}/approve/"
    clients = [client_of(leader), client_of(second)]
    seen = [client.get(url).context["seen"] for client in clients]
    for client, shown in zip(clients, seen, strict=True):
        page = client.post(url, {"seen": shown, "password": PASSWORD}, follow=True)
    assert SignedCopy.objects.count() == 1
    evaluation.refresh_from_db()
    assert evaluation.approved_by == leader
    assert "alert-danger" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_at_the_same_moment_one_signs(staff, leader, second):
    evaluation = make_submitted(staff)
    clients = [client_of(leader), client_of(second)]
    url = f"/drafts/{evaluation.pk}/approve/"
    seen = [client.get(url).context["seen"] for client in clients]
    answers = []

    def post(client, shown):
        answers.append(client.post(url, {"seen": shown, "password": PASSWORD}).status_code)
        connections.close_all()

    threads = [threading.Thread(target=post, args=pair) for pair in zip(clients, seen, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302] and SignedCopy.objects.count() == 1


def test_who_is_signed_out_is_asked_to_sign_in_and_signs_nothing(staff, leader, signed_in):
    evaluation = make_submitted(staff)
    client = signed_in(leader)
    url = f"/drafts/{evaluation.pk}/approve/"
    seen = client.get(url).context["seen"]
    client.logout()
    answer = client.post(url, {"seen": seen, "password": PASSWORD})
    assert answer.status_code == 302 and "/login/" in answer["Location"]
    assert not SignedCopy.objects.exists()


def test_what_changed_since_it_was_shown_is_not_signed(staff, leader, signed_in):
    evaluation = make_submitted(staff)
    client = signed_in(leader)
    url = f"/drafts/{evaluation.pk}/approve/"
    seen = client.get(url).context["seen"]
    make_cash_gift(staff, amount="7")
    answer = client.post(url, {"seen": seen, "password": PASSWORD})
    assert answer["Location"] == url and not SignedCopy.objects.exists()


def test_only_a_leader_of_the_society_opens_it(staff, administrator, leader, signed_in):
    evaluation = make_submitted(staff)
    for user, status in ((staff, 403), (administrator, 403), (leader, 200)):
        assert signed_in(user).get(f"/drafts/{evaluation.pk}/approve/").status_code == status


def test_the_leaders_home_opens_with_what_waits(staff, leader, signed_in):
    with override("zh-hans"):
        client = signed_in(leader)
        assert "to-sign" not in client.get("/").content.decode()
        evaluation = make_submitted(staff)
        page = client.get("/")
        assert page.context["to_sign"] == [evaluation]
        content = page.content.decode()
        assert content.index('id="to-sign"') < content.index('id="start"')
        assert signed_in(staff).get("/").context["to_sign"] == []
        workflow.approve(evaluation, by=leader)
        assert client.get("/").context["to_sign"] == []


@pytest.mark.django_db(transaction=True)
def test_uploaded_pages_are_drawn_once_and_before_anybody_waits(staff, leader, monkeypatch):
    draft = make_draft(staff)
    annex = make_annex(staff, evaluation=draft, kind="file", title="决算报表")
    annex.attach(pdf_file(2, "决算.pdf"), by=staff)
    waive(draft, staff)
    workflow.submit(draft, by=staff)
    locked = []

    def draw(content):
        locked.append(connection.in_atomic_block)
        return page_pictures(content)

    monkeypatch.setattr(annex_pages, "page_pictures", draw)
    signed_copy = workflow.approve(draft, by=leader)
    assert locked == [False]
    with pdfplumber.open(BytesIO(signed_copy.content())) as pdf:
        assert [len(page.images) for page in pdf.pages[-2:]] == [1, 1]
    with signed_copy.docx.open("rb") as file:
        assert len(docx.Document(file).inline_shapes) == 2


def test_a_print_without_its_uploaded_pages_is_not_signed(staff, leader):
    draft = make_draft(staff)
    annex = make_annex(staff, evaluation=draft, kind="file", title="决算报表")
    kept = annex.attach(pdf_file(2, "决算.pdf"), by=staff)
    waive(draft, staff)
    workflow.submit(draft, by=staff)
    content = kept.file.read()
    with open(kept.file.path, "wb") as file:
        file.write(content[:50])
    with refused(saying=("决算.pdf", "could not be drawn")):
        workflow.approve(draft, by=leader)
    draft.refresh_from_db()
    assert draft.status == STATUS.REVIEW
    with open(kept.file.path, "wb") as file:
        file.write(content)
    workflow.approve(draft, by=leader)

"""From draft to final: who may, what stays as it was, and what has moved since."""

import random
import threading
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, connections, transaction
from django.utils.translation import override

from donations.models import CashGift
from redcross.models import ClosedYear, LogEntry, StaleVersion, StandingNumber
from reports import signing
from reports.drafts import Chapter, Evaluation
from reports.evaluation import compose_evaluation, values_of
from reports.frozen import Frozen
from reports.snapshot import moved
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_chapter,
    make_evaluation,
    make_event,
    make_remark,
    make_session,
    make_standing_number,
    make_user,
    make_waiver,
)
from tests.signed import make_draft, make_signed, make_submitted, waive

STATUS = Evaluation.Status


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def second(society, roles):
    """Another leader."""
    return make_user("second", society, roles["leader"])


@pytest.fixture
def alone(society, roles):
    """The one person of a society, who enters, submits and approves."""
    return make_user("alone", society, roles["staff"], roles["leader"])


@contextmanager
def refused(pattern):
    """With a message that says so, read in English."""
    with override("en"), pytest.raises(ValidationError, match=pattern):
        yield


def seen(evaluation):
    """What the page posts back."""
    return signing.state(evaluation, compose_evaluation(evaluation))


# --- the way -----------------------------------------------------------------------------------


def test_a_leader_who_did_not_prepare_it_makes_it_final(staff, leader):
    make_cash_gift(staff, amount="300")
    evaluation = make_submitted(staff)
    frozen = signing.approve(evaluation, by=leader)

    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.approved_by) == (STATUS.FINAL, leader)
    assert frozen.content().startswith(b"%PDF")
    assert frozen.values["donations.cash.amount"][0] == "300"
    logged = LogEntry.objects.filter(model="reports.evaluation", object_id=evaluation.pk)
    acts = ["add", "submit", "approve"]
    assert list(logged.order_by("pk").values_list("action", flat=True)) == acts


def test_only_a_leader_of_the_society_approves(staff, administrator, province, roles):
    evaluation = make_submitted(staff)
    for user in (staff, administrator, make_user("over", province, roles["leader"])):
        with pytest.raises(PermissionDenied):
            signing.approve(evaluation, by=user)
    assert not Frozen.objects.exists()


def test_only_what_is_in_review_is_approved(staff, leader):
    evaluation = make_draft(staff)
    with refused("in review"):
        signing.approve(evaluation, by=leader)
    signing.submit(evaluation, by=staff)
    signing.send_back(evaluation, by=leader, reason="x")
    with refused("in review"):
        signing.approve(evaluation, by=leader)


def test_sending_back_needs_a_reason_that_the_log_keeps(staff, leader):
    evaluation = make_submitted(staff)
    with refused("what is to be done"):
        signing.send_back(evaluation, by=leader, reason=" ")
    signing.send_back(evaluation, by=leader, reason="第二段请核对")

    evaluation.refresh_from_db()
    assert evaluation.status == STATUS.DRAFT
    assert evaluation.history.first().reason == "第二段请核对"


def test_a_remark_must_be_settled_before_the_approval(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    with refused("not settled"):
        signing.approve(evaluation, by=leader)
    remark.settled = True
    remark.keep(by=leader)
    signing.approve(evaluation, by=leader)


def test_a_voided_remark_stands_against_nothing(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    remark.void(by=staff, reason="x")
    signing.approve(evaluation, by=leader)


# --- who prepared it ---------------------------------------------------------------------------


@pytest.fixture
def both(society, roles):
    """Writes and may approve; another leader of the society could too."""
    make_user("other", society, roles["leader"])
    return make_user("both", society, roles["staff"], roles["leader"])


def test_whoever_entered_it_does_not_approve_it(both, staff):
    evaluation = make_evaluation(both, year=2021)
    make_chapter(staff, evaluation=evaluation, text="x")
    waive(evaluation, staff)
    signing.submit(evaluation, by=staff)
    with refused("somebody else approves"):
        signing.approve(evaluation, by=both, exception="x")


def test_whoever_submitted_it_does_not_approve_it_even_after_another_did_again(both, staff):
    evaluation = make_draft(staff)
    signing.submit(evaluation, by=both)
    signing.send_back(evaluation, by=staff, reason="x")
    signing.submit(evaluation, by=staff)
    with refused("somebody else approves"):
        signing.approve(evaluation, by=both)


def test_whoever_wrote_a_chapter_does_not_approve_it(both, staff):
    evaluation = make_draft(staff)
    chapter = evaluation.chapters.get()
    chapter.text = "改过"
    chapter.keep(by=both)
    waive(evaluation, staff)
    signing.submit(evaluation, by=staff)
    with refused("somebody else approves"):
        signing.approve(evaluation, by=both)


def test_whoever_changed_its_goal_does_not_approve_it(both, staff):
    evaluation = make_draft(staff)
    evaluation.goal = "x"
    evaluation.keep(by=both)
    waive(evaluation, staff)
    signing.submit(evaluation, by=staff)
    with refused("somebody else approves"):
        signing.approve(evaluation, by=both)


def test_whoever_wrote_what_a_revision_corrects_does_not_approve_the_revision(both, staff, second):
    first = make_draft(staff)
    chapter = first.chapters.get()
    chapter.text = "原文"
    chapter.keep(by=both)
    waive(first, staff)
    signing.submit(first, by=staff)
    signing.approve(first, by=second)
    revision = signing.revise(first, by=staff, reason="x")
    waive(revision, staff)
    signing.submit(revision, by=staff)
    with refused("somebody else approves"):
        signing.approve(revision, by=both)
    signing.approve(revision, by=second)


def test_a_leader_who_only_remarked_and_sent_back_did_not_prepare_it(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    signing.send_back(evaluation, by=leader, reason="x")
    remark.settled = True
    remark.keep(by=staff)
    signing.submit(evaluation, by=staff)
    signing.approve(evaluation, by=leader)
    assert leader.pk not in signing.preparers(evaluation)


def test_one_person_alone_approves_with_a_reason_and_the_signed_page(alone):
    evaluation = make_submitted(alone)
    with refused("Say why"):
        signing.approve(evaluation, by=alone)
    with refused("Attach the signed page"):
        signing.approve(evaluation, by=alone, exception="本会仅有一名工作人员")
    evaluation.attach(ContentFile(b"%PDF-1.7", name="签字页.pdf"), by=alone)
    signing.approve(evaluation, by=alone, exception="本会仅有一名工作人员")

    evaluation.refresh_from_db()
    assert evaluation.exception == "本会仅有一名工作人员"
    assert evaluation.history.first().reason == "本会仅有一名工作人员"


def test_the_exception_is_for_nobody_else_being_there(alone, leader, roles):
    evaluation = make_submitted(alone)
    evaluation.attach(ContentFile(b"%PDF-1.7", name="签字页.pdf"), by=alone)
    with refused("somebody else approves"):
        signing.approve(evaluation, by=alone, exception="x")
    leader.is_active = False
    leader.save()
    signing.approve(evaluation, by=alone, exception="x")


def test_a_reason_given_without_need_is_not_kept_as_an_exception(staff, leader):
    evaluation = make_submitted(staff)
    signing.approve(evaluation, by=leader, exception="x")
    evaluation.refresh_from_db()
    assert evaluation.exception == ""


# --- what was looked at ------------------------------------------------------------------------


def test_it_is_approved_as_it_was_seen(staff, leader):
    evaluation = make_submitted(staff)
    signing.approve(evaluation, by=leader, seen=seen(evaluation))


def test_a_chapter_changed_since_it_was_seen_stops_the_approval(staff, leader):
    evaluation = make_submitted(staff)
    shown = seen(evaluation)
    signing.send_back(evaluation, by=staff, reason="x")
    chapter = evaluation.chapters.get()
    chapter.text = "另一句"
    chapter.keep(by=staff)
    waive(evaluation, staff)
    signing.submit(evaluation, by=staff)
    with refused("look again"):
        signing.approve(evaluation, by=leader, seen=shown)
    signing.approve(evaluation, by=leader, seen=seen(evaluation))


def test_a_number_that_moved_since_it_was_seen_stops_the_approval(staff, leader):
    evaluation = make_submitted(staff)
    shown = seen(evaluation)
    make_cash_gift(staff, amount="7")
    with refused("look again"):
        signing.approve(evaluation, by=leader, seen=shown)


def test_of_two_leaders_approving_at_once_one_is_told(staff, leader, second, signed_in):
    evaluation = make_submitted(staff)
    url = f"/drafts/{evaluation.pk}/"
    shown = seen(evaluation)
    signed_in(leader).post(f"{url}approve/", {"seen": shown})
    page = signed_in(second).post(f"{url}approve/", {"seen": shown}, follow=True)
    assert Frozen.objects.count() == 1
    evaluation.refresh_from_db()
    assert evaluation.approved_by == leader
    assert "只有审核中" in page.content.decode() or "in review" in page.content.decode()


def test_the_page_posts_what_it_showed(staff, leader, signed_in):
    evaluation = make_submitted(staff)
    client = signed_in(leader)
    url = f"/drafts/{evaluation.pk}/"
    assert f'name="seen" value="{seen(evaluation)}"' in client.get(url).content.decode()
    client.post(f"{url}approve/", {})
    evaluation.refresh_from_db()
    assert evaluation.status == STATUS.REVIEW
    client.post(f"{url}approve/", {"seen": seen(evaluation)})
    evaluation.refresh_from_db()
    assert evaluation.status == STATUS.FINAL


# --- what may still be changed -----------------------------------------------------------------


def changes_of(evaluation, by):
    """Every way to change an evaluation or what belongs to it, by name."""
    chapter, elsewhere = evaluation.chapters.get(), make_evaluation(by)

    def change(entry, **values):
        for name, value in values.items():
            setattr(entry, name, value)
        entry.keep(by=by)

    return {
        "title": lambda: change(Evaluation.objects.get(pk=evaluation.pk), title="x"),
        "indicators": lambda: Evaluation.objects.get(pk=evaluation.pk).keep(
            by=by,
            below=lambda: evaluation.indicators.create(
                first="产出", second="数量", third="x", weight=1, direction="quality"
            ),
        ),
        "chapter": lambda: change(Chapter.objects.get(pk=chapter.pk), text="x"),
        "chapter taken out": lambda: change(
            Chapter.objects.get(pk=chapter.pk), evaluation=elsewhere
        ),
        "chapter put in": lambda: make_chapter(by, evaluation=evaluation),
        "chapter moved in": lambda: change(
            make_chapter(by, evaluation=elsewhere), evaluation=evaluation
        ),
        "chapter voided": lambda: Chapter.objects.get(pk=chapter.pk).void(by=by, reason="x"),
        "waiver": lambda: make_waiver(by, evaluation=evaluation),
        "voided": lambda: Evaluation.objects.get(pk=evaluation.pk).void(by=by, reason="x"),
    }


def test_nothing_of_a_final_one_is_changed(staff, leader):
    evaluation = make_submitted(staff)
    remark = make_remark(leader, chapter=evaluation.chapters.get(), settled=True)
    signing.approve(evaluation, by=leader)
    for name, act in changes_of(evaluation, staff).items():
        with refused("is final"):
            act()
            pytest.fail(name)
    remark.text = "x"
    with refused("is final"):
        remark.keep(by=leader)
    with refused("is final"):
        make_remark(leader, chapter=evaluation.chapters.get())


def test_in_review_only_remarks_are_made(staff, leader):
    evaluation = make_submitted(staff)
    for name, act in changes_of(evaluation, staff).items():
        with refused("in review: send it back"):
            act()
            pytest.fail(name)
    remark = make_remark(leader, chapter=evaluation.chapters.get())
    remark.text = "x"
    remark.keep(by=leader)


@pytest.mark.parametrize(
    "name", ["title", "indicators", "chapter", "chapter put in", "chapter moved in", "waiver"]
)
def test_a_draft_is_changed_freely(staff, name):
    changes_of(make_draft(staff), staff)[name]()


def test_a_chapter_read_before_the_approval_is_not_saved_after_it(staff, leader):
    evaluation = make_submitted(staff)
    chapter = Chapter.objects.select_related("evaluation").get()
    signing.approve(evaluation, by=leader)
    chapter.text = "x"
    with refused("is final"):
        chapter.keep(by=staff)


def test_a_draft_is_voided_with_its_chapters_remarks_and_waivers(staff, leader):
    evaluation = make_draft(staff)
    make_remark(leader, chapter=evaluation.chapters.get())
    make_waiver(staff, evaluation=evaluation)
    evaluation = Evaluation.objects.get()
    evaluation.void(by=staff, reason="重新设立")
    assert not Evaluation.objects.countable().exists()
    assert not Chapter.objects.countable().exists()
    make_draft(staff)  # the year is free again


def test_the_scan_of_the_signed_page_is_kept_beside_the_final_one(staff, leader, signed_in):
    evaluation = make_signed(staff, leader).evaluation
    url = f"/drafts/{evaluation.pk}/"
    scan = ContentFile(b"%PDF-1.7", name="盖章扫描件.pdf")
    page = signed_in(staff).post(f"{url}attach/", {"file": scan}, follow=True)
    assert "盖章扫描件.pdf" in page.content.decode()
    assert evaluation.evidence.get().name == "盖章扫描件.pdf"


# --- the frozen copy ---------------------------------------------------------------------------


def test_the_database_refuses_every_change_of_a_signed_copy(staff, leader):
    make_signed(staff, leader)
    with connection.cursor() as cursor:  # the test database has this one switched off
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_frozen ENABLE TRIGGER signed_copies_are_not_emptied")
    for sql in (
        "UPDATE reports_frozen SET sha256 = 'x'",
        "UPDATE reports_frozen SET values = '{}'",
        "DELETE FROM reports_frozen",
        "TRUNCATE reports_frozen",
    ):
        with (
            pytest.raises(DatabaseError, match="a signed copy stays"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    assert Frozen.objects.count() == 1


def test_a_file_changed_or_lost_on_the_disk_is_noticed(staff, leader, signed_in, media):
    frozen = make_signed(staff, leader)
    client, url = signed_in(staff), f"/drafts/{frozen.evaluation_id}/"
    assert b'id="fault"' not in client.get(url).content
    assert b"".join(client.get(f"{url}signed.pdf")) == frozen.content()
    path = media / frozen.pdf.name
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%%EOG"))
    with refused("not the one that was signed"):
        frozen.content()
    assert b'id="fault"' in client.get(url).content
    answer = client.get(f"{url}signed.pdf", follow=True)
    assert answer.redirect_chain and b"%PDF" not in answer.content
    path.unlink()
    with refused("missing"):
        frozen.content()
    assert b'id="fault"' in client.get(url).content


def test_the_page_shows_what_was_signed_not_what_is_counted_now(staff, leader, signed_in):
    gift = make_cash_gift(staff, amount="123.45")
    frozen = make_signed(staff, leader)
    reopen(staff.society)
    gift.amount = Decimal("678.90")
    gift.keep(by=staff)
    page = signed_in(staff).get(f"/drafts/{frozen.evaluation_id}/").content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    assert "123.45" in article and "678.9" not in article
    moved_table = page[page.index('id="moved"') :]
    assert "123.45" in moved_table and "678.9" in moved_table


def reopen(society):
    ClosedYear.objects.filter(society=society).delete()


# --- what has moved ----------------------------------------------------------------------------


def signed_numbers(evaluation):
    """Key to (number, rounded), counted without anything of the frozen copy."""
    values = values_of(evaluation.society, evaluation.period, evaluation.alone)
    return {key: (Decimal(value.number), value.rounded) for key, value in values.items()}


def expected_moves(before, evaluation):
    now = signed_numbers(evaluation)
    keys = before.keys() | now.keys()
    return {key for key in keys if before.get(key) != now.get(key)}


def random_change(by, rng):
    """One addition, change or voiding of a record of the year, through the one save."""
    day = date(2021, rng.randrange(1, 13), rng.randrange(1, 29))
    kept = CashGift.objects.countable().order_by("pk")
    act = rng.randrange(8)
    if act == 0:
        make_cash_gift(
            by, amount=rng.randrange(1, 1000), date=day, rounded=rng.choice([[], ["amount"]])
        )
    elif act == 1:
        make_aid(by, value=rng.randrange(1, 1000), date=day, people=rng.randrange(1, 9))
    elif act == 2:
        make_event(by, date=day, people=rng.randrange(1, 99))
    elif act == 3:
        make_session(by, date=day, attendance=rng.randrange(1, 99))
    elif act == 4:
        taken = StandingNumber.objects.countable().filter(date=day).first()
        standing = taken or make_standing_number(by, date=day)
        standing.number = rng.randrange(100, 200)
        standing.keep(by=by)
    elif act == 5 and kept:
        rng.choice(kept).void(by=by, reason="x")
    elif kept:
        gift = rng.choice(kept)
        gift.amount = rng.randrange(1, 1000)
        gift.keep(by=by)


def check_stays(frozen, by, changes):
    """However often records change: the copy stays, and exactly what has moved is named."""
    rng = random.Random(changes)  # noqa: S311
    evaluation, before = frozen.evaluation, signed_numbers(frozen.evaluation)
    row = Frozen.objects.filter(pk=frozen.pk).values().get()
    content = frozen.content()
    for number in range(changes):
        random_change(by, rng)
        if number % 20 == 0:
            found = {one.figure.key for one in moved(frozen)}
            assert found == expected_moves(before, evaluation)
    assert moved(frozen)
    assert Frozen.objects.filter(pk=frozen.pk).values().get() == row
    assert Frozen.objects.get(pk=frozen.pk).content() == content


def test_random_changes_leave_the_signed_copy_as_it_was(staff, leader):
    for number in range(5):
        make_cash_gift(staff, amount=100 + number)
    frozen = make_signed(staff, leader)
    assert moved(frozen) == []
    reopen(staff.society)
    check_stays(frozen, staff, 60)


def test_two_changes_that_cancel_out_move_nothing(staff, leader):
    one, other = make_cash_gift(staff, amount="100"), make_cash_gift(staff, amount="50")
    frozen = make_signed(staff, leader)
    reopen(staff.society)
    one.amount = Decimal(120)
    one.keep(by=staff)
    assert {m.figure.key for m in moved(frozen)} >= {"donations.cash.amount"}
    other.amount = Decimal(30)
    other.keep(by=staff)
    assert moved(frozen) == []


def test_a_number_that_is_only_rounded_now_has_moved(staff, leader):
    gift = make_cash_gift(staff, amount="100")
    frozen = make_signed(staff, leader)
    reopen(staff.society)
    gift.rounded = ["amount"]
    gift.keep(by=staff)
    found = {m.figure.key: m for m in moved(frozen)}["donations.cash.amount"]
    assert (found.signed, found.now, found.rounded) == (100, 100, True)


def test_a_figure_that_was_nothing_appears(staff, leader):
    frozen = make_signed(staff, leader)
    reopen(staff.society)
    make_standing_number(staff, kind="population", number=1000)
    found = {m.figure.key: (m.signed, m.now) for m in moved(frozen)}
    assert found["standing.population"] == (0, 1000)
    # A share of nothing had no number; now it has one.
    assert found["reports.certified_share"] == (None, 0)


def test_a_share_whose_whole_is_gone_has_moved_too(staff, leader):
    population = make_standing_number(staff, kind="population", number=1000)
    frozen = make_signed(staff, leader)
    reopen(staff.society)
    population.void(by=staff, reason="x")
    found = {m.figure.key: (m.signed, m.now) for m in moved(frozen)}
    assert found["reports.certified_share"] == (0, None)


# --- closed years ------------------------------------------------------------------------------


def test_the_year_is_closed_by_the_approval_and_reopened_with_a_reason(
    staff, leader, administrator, signed_in
):
    gift = make_cash_gift(staff, amount="300")
    frozen = make_signed(staff, leader)
    gift.amount = Decimal(400)
    with refused("2021 is closed"):
        gift.keep(by=staff)
    url = f"/drafts/{frozen.evaluation_id}/"
    client = signed_in(administrator)
    client.post(f"{url}reopen/", {"year": "2021", "reason": " "})
    assert ClosedYear.objects.exists()
    client.post(f"{url}reopen/", {"year": "2021", "reason": "补录一笔漏登捐款"})
    assert not ClosedYear.objects.exists()
    logged = LogEntry.objects.filter(action="reopen").get()
    assert (logged.user, logged.reason) == (administrator, "补录一笔漏登捐款")
    gift.refresh_from_db()
    gift.amount = Decimal(400)
    gift.keep(by=staff)

    revision = signing.revise(frozen.evaluation, by=staff, reason="补录一笔漏登捐款")
    waive(revision, staff)
    signing.submit(revision, by=staff)
    signing.approve(revision, by=leader)
    assert ClosedYear.objects.get().year == 2021


@pytest.mark.parametrize("role", ["staff", "leader"])
def test_only_an_administrator_reopens_a_year(role, staff, leader, signed_in, request):
    frozen = make_signed(staff, leader)
    client, url = signed_in(request.getfixturevalue(role)), f"/drafts/{frozen.evaluation_id}/"
    answer = client.post(f"{url}reopen/", {"year": "2021", "reason": "x"})
    assert answer.status_code == 403
    assert "reopen/" not in client.get(url).content.decode()
    assert ClosedYear.objects.exists()


def test_another_societys_year_is_not_reopened(staff, leader, above):
    make_signed(staff, leader)
    with pytest.raises(PermissionDenied):
        ClosedYear.objects.get().reopen(by=above, reason="x")


@pytest.mark.parametrize(
    ("start", "end", "closed"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), [2021]),
        (date(2021, 1, 1), date(2021, 6, 30), []),
        (date(2020, 7, 1), date(2021, 12, 31), [2021]),
        (date(2020, 1, 1), date(2021, 12, 31), [2020, 2021]),
    ],
)
def test_only_years_that_lie_wholly_within_it_are_closed(start, end, closed, staff, leader):
    make_signed(staff, leader, start=start, end=end)
    assert sorted(ClosedYear.objects.values_list("year", flat=True)) == closed


# --- revisions ---------------------------------------------------------------------------------


def test_a_correction_is_a_revision_that_says_what_it_corrects(staff, leader, signed_in):
    first = make_signed(staff, leader).evaluation
    with refused("why it is revised"):
        signing.revise(first, by=staff, reason="")
    revision = signing.revise(first, by=staff, reason="捐款漏登一笔")
    assert (revision.revision, revision.status) == (2, STATUS.DRAFT)
    texts = [list(e.chapters.values_list("heading", "text")) for e in (first, revision)]
    assert texts[0] == texts[1]
    for evaluation in (first, revision):
        page = signed_in(staff).get(f"/drafts/{evaluation.pk}/").content.decode()
        listed = page[page.index('id="revisions"') :]
        assert "捐款漏登一笔" in listed
        assert f"/drafts/{first.pk}/" in listed and f"/drafts/{revision.pk}/" in listed


def test_only_the_latest_and_only_a_final_one_is_revised(staff, leader, above):
    first = make_signed(staff, leader).evaluation
    revision = signing.revise(first, by=staff, reason="x")
    with refused("later revision"):
        signing.revise(first, by=staff, reason="x")
    with refused("Only what is final"):
        signing.revise(revision, by=staff, reason="x")
    with pytest.raises(PermissionDenied):
        signing.revise(first, by=above, reason="x")


def test_the_society_alone_and_with_those_below_are_revised_apart(staff, leader):
    whole = make_signed(staff, leader).evaluation
    alone = make_signed(staff, leader, alone=True).evaluation
    assert signing.revise(whole, by=staff, reason="x").revision == 2
    assert signing.revise(alone, by=staff, reason="x").revision == 2


# --- at once -----------------------------------------------------------------------------------


def side_by_side(*acts):
    """Runs the acts in threads of their own that start together; gives what each came to."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait()
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_freezing_while_records_are_saved_takes_each_whole_or_not_at_all(staff, leader):
    gifts = [make_cash_gift(staff, amount=100) for _number in range(3)]
    donor, fund = gifts[0].donor, gifts[0].fund
    evaluation = make_submitted(staff)

    def change(gift):
        gift.amount = Decimal(1000)
        gift.keep(by=staff)

    def add():
        return make_cash_gift(staff, amount=10, donor=donor, fund=fund)

    frozen, *others = side_by_side(
        lambda: signing.approve(evaluation, by=leader),
        *(lambda gift=gift: change(gift) for gift in gifts),
        add,
        add,
    )
    assert isinstance(frozen, Frozen), frozen
    # Whatever came after the freezing was refused; whatever came before was counted.
    assert all(other is None or isinstance(other, CashGift | ValidationError) for other in others)
    stored = {pk: (v, a) for pk, v, a in CashGift.objects.values_list("pk", "version", "amount")}
    signed = dict(frozen.counted["donations.cashgift"])
    assert signed == {pk: version for pk, (version, _amount) in stored.items()}
    total = sum(amount for _version, amount in stored.values())
    assert Decimal(frozen.values["donations.cash.amount"][0]) == total
    assert f"{total.normalize():f}" in frozen.text["html"].replace(",", "")
    assert moved(frozen) == []


@pytest.mark.django_db(transaction=True)
def test_freezing_waits_for_a_save_of_a_society_below(staff, province, roles):
    clerk = make_user("clerk", province, roles["staff"])
    head = make_user("head", province, roles["leader"])
    gift = make_cash_gift(staff, amount=100)
    evaluation = make_submitted(clerk)
    locked, done = threading.Event(), threading.Event()

    def save_slowly():
        with transaction.atomic():
            gift.amount = Decimal(500)
            gift.keep(by=staff)
            locked.set()
            done.wait(timeout=1)

    def approve():
        locked.wait()
        return signing.approve(evaluation, by=head)

    saved, frozen = side_by_side(save_slowly, approve)
    assert saved is None
    assert Decimal(frozen.values["donations.cash.amount"][0]) == 500
    assert dict(frozen.counted["donations.cashgift"]) == {gift.pk: 2}


@pytest.mark.django_db(transaction=True)
def test_two_leaders_approving_in_the_same_moment_freeze_one_copy(staff, leader, second):
    evaluation = make_submitted(staff)
    outcomes = side_by_side(
        *(
            lambda by=by: signing.approve(Evaluation.objects.get(pk=evaluation.pk), by=by)
            for by in (leader, second)
        )
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Frozen", "ValidationError"]
    assert Frozen.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_writing_different_chapters_lose_nothing(staff, administrator):
    evaluation = make_evaluation(staff)
    chapters = [make_chapter(staff, evaluation=evaluation) for _number in range(2)]

    def write(chapter, by, text):
        chapter.text = text
        chapter.keep(by=by)

    outcomes = side_by_side(
        lambda: write(chapters[0], staff, "甲"), lambda: write(chapters[1], administrator, "乙")
    )
    assert outcomes == [None, None]
    assert list(evaluation.chapters.values_list("text", flat=True)) == ["甲", "乙"]


def test_of_two_people_writing_the_same_chapter_the_second_chooses(staff, administrator, signed_in):
    chapter = make_chapter(staff, text="原文")
    url = f"/chapters/{chapter.pk}/change/"
    posted = {
        "evaluation": chapter.evaluation_id,
        "heading": chapter.heading,
        "position": "1",
        "level": "1",
        "version": chapter.version,
    }
    signed_in(staff).post(url, posted | {"text": "甲写的"})
    page = signed_in(administrator).post(url, posted | {"text": "乙写的"})
    assert page.status_code == 422
    assert "甲写的" in page.content.decode() and "乙写的" in page.content.decode()
    chapter.refresh_from_db()
    assert chapter.text == "甲写的"
    later = posted | {"text": "乙写的", "version": chapter.version}
    assert signed_in(administrator).post(url, later).status_code == 302
    chapter.refresh_from_db()
    assert chapter.text == "乙写的"
    stale = Chapter.objects.get(pk=chapter.pk)
    stale.version = 1
    with pytest.raises(StaleVersion):
        stale.keep(by=staff)

"""Approving, saving and writing in the same moment."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from donations.models import CashGift
from redcross.models import StaleVersion
from reports import workflow
from reports.evaluation.snapshot import changed_figures
from reports.models import Chapter, Evaluation, SignedCopy
from tests.factories import make_cash_gift, make_chapter, make_evaluation, make_user
from tests.signed import make_submitted


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
        gift.save_entry(by=staff)

    def add():
        return make_cash_gift(staff, amount=10, donor=donor, fund=fund)

    signed_copy, *others = side_by_side(
        lambda: workflow.approve(evaluation, by=leader),
        *(lambda gift=gift: change(gift) for gift in gifts),
        add,
        add,
    )
    assert isinstance(signed_copy, SignedCopy), signed_copy
    # Whatever came after the freezing was refused; whatever came before was counted.
    assert all(other is None or isinstance(other, CashGift | ValidationError) for other in others)
    stored = {pk: (v, a) for pk, v, a in CashGift.objects.values_list("pk", "version", "amount")}
    signed = dict(signed_copy.counted["donations.cashgift"])
    assert signed == {pk: version for pk, (version, _amount) in stored.items()}
    total = sum(amount for _version, amount in stored.values())
    assert Decimal(signed_copy.values["donations.cash.amount"][0]) == total
    assert f"{total.normalize():f}" in signed_copy.text["html"].replace(",", "")
    assert changed_figures(signed_copy) == []


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
            gift.save_entry(by=staff)
            locked.set()
            done.wait(timeout=1)

    def approve():
        locked.wait()
        return workflow.approve(evaluation, by=head)

    saved, signed_copy = side_by_side(save_slowly, approve)
    assert saved is None
    assert Decimal(signed_copy.values["donations.cash.amount"][0]) == 500
    assert dict(signed_copy.counted["donations.cashgift"]) == {gift.pk: 2}


@pytest.mark.django_db(transaction=True)
def test_two_leaders_approving_in_the_same_moment_freeze_one_copy(staff, leader, second):
    evaluation = make_submitted(staff)
    outcomes = side_by_side(
        *(
            lambda by=by: workflow.approve(Evaluation.objects.get(pk=evaluation.pk), by=by)
            for by in (leader, second)
        )
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["SignedCopy", "ValidationError"]
    assert SignedCopy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_writing_different_chapters_lose_nothing(staff, administrator):
    evaluation = make_evaluation(staff)
    chapters = [make_chapter(staff, evaluation=evaluation) for _number in range(2)]

    def write(chapter, by, text):
        chapter.text = text
        chapter.save_entry(by=by)

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
        stale.save_entry(by=staff)

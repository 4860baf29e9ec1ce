"""Ten thousand values that no page is made for, each sent to some parameter or field of some page.

Every page in its turn, as an administrator, a leader, staff and an administrator of the society
above. What is sent differs each time; the same again with the DRILL_SEED that is counted at the
end.
"""

import os
import random
import time
from collections import Counter

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from redcross.models import AccountAct, ScannedPage, Society, User
from redcross.papers import registered_papers
from redcross.papers.printing import print_papers
from tests import factories
from tests.expected_answers import ADMIN, ARGUMENTS, OPEN, SIGNED_IN
from tests.hostile import VALUES, hostile_addresses, look_at, send
from tests.kinds import KINDS
from tests.photos import photo_bytes

TRIES = int(os.environ.get("DRILL_TRIES", "10000"))
SEED = int(os.environ.get("DRILL_SEED", time.time()))
ACTORS = ("guanli", "fuze", "luru", "above")
# Each of these is among what is tried, whatever the list of addresses becomes.
AMONG_THEM = {
    *("log", "reports:societies_below", "reports:disposals", "reports:disposal_approve"),
    *("reports:disposal_carry_out", "usersessions_list", "account_change_password"),
    *("accounts:account_add", "accounts:account_deactivate", "accounts:account_reset_password"),
    *("accounts:act_confirm", "accounts:act_refuse", "accounts:notice_read", "account_login"),
    *("scans:scans", "scans:place", "scans:picture", "scans:give_up", "society_paper", "society"),
    *("paper_wording", "export_file_download", "donations:cash_gift_import", "set_up:society"),
    *("donations:cash_gift_attach", "donations:goods_gift_bulk_print", "training:session_paper"),
    *("reports:archive_package_download", "admin:donations_cashgift_changelist"),
}


@pytest.fixture
def above(demonstration, db):
    """An administrator of a society above that of the demonstration."""
    province = factories.make_society("湖南省红十字会", code="43")
    Society.objects.filter(pk=User.objects.get(username="luru").society_id).update(parent=province)
    return factories.make_user("above", province, Group.objects.get(name="administrator"))


@pytest.fixture
def addresses(above):
    """Name to address of every page, with something there that it is about."""
    staff, administrator = (User.objects.get(username=name) for name in ("luru", "guanli"))
    found = hostile_addresses(staff, left_out=())
    found |= {name: reverse(name, kwargs=ARGUMENTS.get(name)) for name in (*OPEN, *SIGNED_IN)}
    found |= {
        f"admin:{model}_{page}": reverse(f"admin:{model}_{page}")
        for model, is_read in ADMIN.items()
        for page in ("changelist", "add")
        if is_read
    }
    found |= dict(addresses_of_papers(staff))
    # What the leader may decide, what waits to be placed, and what is ready to be fetched.
    leaders = Group.objects.get(name="leader")
    factories.make_user("second", staff.society, leaders).deactivate(by=administrator)
    for name in ("accounts:act_confirm", "accounts:act_refuse", "accounts:act_withdraw"):
        found[name] = reverse(name, args=[AccountAct.objects.first().pk])
    found["scans:picture"] = reverse("scans:picture", args=[waiting_page(staff).pk])
    package = factories.make_archive_package(administrator)
    for page in ("archive_package", "archive_package_download", "archive_package_cancel"):
        found[f"reports:{page}"] = reverse(f"reports:{page}", args=[package.pk])
    return sorted(found.items())


def addresses_of_papers(by):
    """Yield name and address of each paper: of a record, of several, of the society."""
    for paper in registered_papers():
        if paper.model is None:
            yield "society_paper", reverse("society_paper", args=[paper.key])
            continue
        kind = paper.model.url_name("paper").removesuffix("_paper")
        entry = KINDS[kind][1](by)
        yield f"{kind}_paper", reverse(f"{kind}_paper", args=[entry.pk, paper.key])
        try:
            several = reverse(f"{kind}_bulk_print")
        except NoReverseMatch:  # printed one by one
            continue
        yield f"{kind}_bulk_print", f"{several}?row={entry.pk}&paper={paper.key}"
        if paper.key == "goods-gift-note":
            print_papers(paper, [entry], by=by, society=by.society)


def waiting_page(by):
    return ScannedPage.objects.create(
        society=by.society,
        file_name="a.jpg",
        sha256="0" * 64,
        number=1,
        content_type="image/jpeg",
        content=photo_bytes(),
        reason="?",
        added_by=by,
    )


class Visitors:
    """Each of the actors, signed in; pages as each of them sees them, looked at once."""

    def __init__(self):
        self.cookies, self.seen = {}, {}
        for name in ACTORS:
            client = Client()
            client.force_login(User.objects.get(username=name))
            self.cookies[name] = client.cookies.output(header="")

    def client(self, actor):
        """Return a browser as it was after the sign-in, whatever was answered since."""
        client = Client()
        client.cookies.load(self.cookies[actor])
        return client

    def page(self, actor, name, url):
        if (actor, name) not in self.seen:
            with transaction.atomic():
                self.seen[actor, name] = look_at(name, url, self.client(actor))
                transaction.set_rollback(True)
        return self.seen[actor, name]


def hostile_value(chosen):
    """Return one of the known ones, or a text of any characters there are."""
    if chosen.random() < 0.5:
        return chosen.choice(VALUES)
    points = (chosen.choice((128, 0x3000, 0xFFFF, 0x110000)) for _ in range(chosen.randrange(60)))
    return "".join(chr(chosen.randrange(most)) for most in points)


def test_whatever_is_sent_is_answered(addresses, count):
    chosen, visitors = random.Random(SEED), Visitors()  # noqa: S311
    sent, statuses, methods = Counter(), Counter(), Counter()
    for number in range(TRIES):
        name, url = addresses[number % len(addresses)]
        actor = ACTORS[number // len(addresses) % len(ACTORS)]
        page = visitors.page(actor, name, url)
        method, place = chosen.choice(page.places())
        value = hostile_value(chosen)
        with transaction.atomic():
            answer = send(visitors.client(actor), page, method, place, value)
            assert answer.status_code < 500, (SEED, actor, page.url, method, place, value)
            transaction.set_rollback(True)
        sent[name] += 1
        methods[method] += 1
        statuses[answer.status_code // 100 * 100] += 1
    assert sum(sent.values()) == TRIES
    assert set(sent) >= AMONG_THEM, AMONG_THEM - set(sent)
    count(
        f"{TRIES} sent to {len(sent)} pages by {len(ACTORS)} people, {dict(methods)}:"
        f" answers {dict(sorted(statuses.items()))}; DRILL_SEED={SEED}"
    )

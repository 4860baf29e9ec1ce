"""The signed copy stays as it was, and what has moved since is named."""

from decimal import Decimal

from django.db import connection

from reports.evaluation.snapshot import changed_figures
from reports.models import SignedCopy
from tests.factories import make_cash_gift, make_standing_number
from tests.random_changes import check_stays, reopen
from tests.refusals import check_database_refuses, refused
from tests.signed import make_signed


def test_the_database_refuses_every_change_of_a_signed_copy(staff, leader):
    make_signed(staff, leader)
    with connection.cursor() as cursor:  # the test database has this one switched off
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE reports_signedcopy ENABLE TRIGGER signed_copies_are_not_emptied"
        )
    for sql in (
        "UPDATE reports_signedcopy SET sha256 = 'x'",
        "UPDATE reports_signedcopy SET values = '{}'",
        "DELETE FROM reports_signedcopy",
        "TRUNCATE reports_signedcopy CASCADE",
    ):
        check_database_refuses(sql, "a signed copy stays")
    assert SignedCopy.objects.count() == 1


def test_a_file_changed_or_lost_on_the_disk_is_noticed(staff, leader, signed_in, media):
    signed_copy = make_signed(staff, leader)
    client, url = signed_in(staff), f"/drafts/{signed_copy.evaluation_id}/"
    assert b'id="fault"' not in client.get(url).content
    assert b"".join(client.get(f"{url}signed.pdf")) == signed_copy.content()
    path = media / signed_copy.pdf.name
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%%EOG"))
    with refused(saying="not the one that was signed"):
        signed_copy.content()
    assert b'id="fault"' in client.get(url).content
    answer = client.get(f"{url}signed.pdf", follow=True)
    assert answer.redirect_chain and b"%PDF" not in answer.content
    path.unlink()
    with refused(saying="missing"):
        signed_copy.content()
    assert b'id="fault"' in client.get(url).content


def test_the_page_shows_what_was_signed_not_what_is_counted_now(staff, leader, signed_in):
    gift = make_cash_gift(staff, amount="123.45")
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    gift.amount = Decimal("678.90")
    gift.save_entry(by=staff)
    page = signed_in(staff).get(f"/drafts/{signed_copy.evaluation_id}/").content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    assert "123.45" in article and "678.9" not in article
    moved_table = page[page.index('id="moved"') :]
    assert "123.45" in moved_table and "678.9" in moved_table


def test_random_changes_leave_the_signed_copy_as_it_was(staff, leader):
    for number in range(5):
        make_cash_gift(staff, amount=100 + number)
    signed_copy = make_signed(staff, leader)
    assert changed_figures(signed_copy) == []
    reopen(staff.society)
    check_stays(signed_copy, staff, 60)


def test_two_changes_that_cancel_out_move_nothing(staff, leader):
    one, other = make_cash_gift(staff, amount="100"), make_cash_gift(staff, amount="50")
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    one.amount = Decimal(120)
    one.save_entry(by=staff)
    assert {m.figure.key for m in changed_figures(signed_copy)} >= {"donations.cash.amount"}
    other.amount = Decimal(30)
    other.save_entry(by=staff)
    assert changed_figures(signed_copy) == []


def test_a_number_that_is_only_rounded_now_has_moved(staff, leader):
    gift = make_cash_gift(staff, amount="100")
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    gift.rounded = ["amount"]
    gift.save_entry(by=staff)
    found = {m.figure.key: m for m in changed_figures(signed_copy)}["donations.cash.amount"]
    assert (found.signed_shown, found.shown) == ("100", "100余")


def test_a_number_that_nobody_knows_any_more_has_moved(staff, leader, signed_in):
    gift = make_cash_gift(staff, amount="100", times=3)
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    gift.times, gift.rounded = None, ["times:unknown"]
    gift.save_entry(by=staff)
    found = {m.figure.key: m for m in changed_figures(signed_copy)}["donations.cash.gifts"]
    assert (found.signed_shown, found.shown) == ("3", "不详")
    page = signed_in(staff).get(signed_copy.evaluation.get_absolute_url())
    assert "不详" in page.content.decode()


def test_a_number_that_was_not_known_when_it_was_signed_is_shown_so(staff, leader, signed_in):
    gift = make_cash_gift(staff, amount="100", times=None, rounded=["times:unknown"])
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    gift.times, gift.rounded = 4, []
    gift.save_entry(by=staff)
    found = {m.figure.key: m for m in changed_figures(signed_copy)}["donations.cash.gifts"]
    assert (found.signed_shown, found.shown) == ("不详", "4")
    page = signed_in(staff).get(signed_copy.evaluation.get_absolute_url())
    assert "不详" in page.content.decode()


def test_a_figure_that_was_nothing_appears(staff, leader):
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    make_standing_number(staff, kind="population", number=1000)
    found = {m.figure.key: (m.signed, m.now) for m in changed_figures(signed_copy)}
    assert found["standing.population"] == (0, 1000)
    # A share of nothing had no number; now it has one.
    assert found["reports.certified_share"] == (None, 0)


def test_a_share_whose_whole_is_gone_has_moved_too(staff, leader):
    population = make_standing_number(staff, kind="population", number=1000)
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    population.void(by=staff, reason="x")
    found = {m.figure.key: (m.signed, m.now) for m in changed_figures(signed_copy)}
    assert found["reports.certified_share"] == (0, None)

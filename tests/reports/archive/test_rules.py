"""The rules of a society's archive: its number, how items are called, how long they are kept."""

import pytest

from redcross.models import LogEntry
from reports.models import ArchiveRules
from tests.factories import make_cash_gift
from tests.reports.archive.packages import attach, files_of, packed

RULES = "/archive/rules/"


PATTERN = "【全宗号】-【年度】-【保管期限】-【件号】"


def test_the_number_of_the_fonds_is_asked_once(administrator_client, society, administrator):
    assert RULES in administrator_client.get("/archive/2021/").content.decode()
    answer = administrator_client.post(RULES, {"fonds": " Z109 ", "pattern": PATTERN})
    assert answer.status_code == 302
    assert ArchiveRules.of(society).fonds == "Z109"
    page = administrator_client.get("/archive/2021/").content.decode()
    assert "alert-info" not in page
    logged = LogEntry.objects.get(model="reports.archiverules")
    assert logged.user == administrator and logged.changes["fonds"] == ["", "Z109"]
    administrator_client.post(RULES, {"fonds": "Z109", "pattern": PATTERN})
    assert LogEntry.objects.filter(model="reports.archiverules").count() == 1


@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        (PATTERN, 302),
        ("【年度】·【保管期限】·【件号】", 302),
        ("A【全宗号】【年度】【保管期限】【件号】B", 302),
        ("【全宗号】-【年度】-【件号】", 422),
        ("【年度】-【保管期限】", 422),
        ("【年度】-【保管期限】-【件号】-【机构】", 422),
        ("", 422),
        ("【年度】【保管期限】【件号】" + "x" * 80, 422),
    ],
)
def test_a_pattern_tells_the_items_of_all_years_apart(pattern, status, administrator_client):
    assert administrator_client.post(RULES, {"fonds": "", "pattern": pattern}).status_code == status
    assert ArchiveRules.objects.exists() == (status == 302)


@pytest.mark.parametrize(
    ("fonds", "pattern", "number"),
    [
        ("Z109", PATTERN, "Z109-2021-D30-0001"),
        ("", PATTERN, "2021-D30-0001"),
        ("", "A-【全宗号】-【年度】-【保管期限】-【件号】", "A-2021-D30-0001"),
        ("【年度】", PATTERN, "【年度】-2021-D30-0001"),
    ],
)
def test_the_archive_number_follows_the_pattern(fonds, pattern, number, society):
    rules = ArchiveRules(society=society, fonds=fonds, pattern=pattern)
    assert rules.archive_number(2021, rules.retention_of("voucher"), "0001") == number


def test_how_long_a_kind_is_kept_is_the_society_s_to_set(staff, administrator_client, society):
    attach(make_cash_gift(staff), staff)
    sent = {"fonds": "", "pattern": PATTERN, "retention-donations.cashgift": "Y"}
    assert administrator_client.post(RULES, sent).status_code == 302
    rules = ArchiveRules.of(society)
    assert rules.retention_of("donations.cashgift") == "Y"
    assert rules.retention_of("donations.goodsgift") == "D30"
    assert "归档文件目录（永久）.pdf" in files_of(packed(administrator_client))
    logged = LogEntry.objects.filter(model="reports.archiverules").get()
    assert logged.changes["donations.cashgift"] == ["D30", "Y"]
    sent["retention-donations.cashgift"] = "D99"
    assert administrator_client.post(RULES, sent).status_code == 422


def test_vouchers_are_kept_thirty_years_at_least(administrator_client, society):
    sent = {"fonds": "", "pattern": PATTERN, "retention-voucher": "D10"}
    assert administrator_client.post(RULES, sent).status_code == 422
    assert administrator_client.post(RULES, sent | {"retention-voucher": "Y"}).status_code == 302
    assert ArchiveRules.of(society).retention == {"voucher": "Y"}


def test_leaders_read_the_rules_and_do_not_change_them(leader, signed_in):
    client = signed_in(leader)
    assert client.get(RULES).status_code == 403
    assert client.post(RULES, {"fonds": "Z1", "pattern": PATTERN}).status_code == 403
    assert RULES not in client.get("/archive/2021/").content.decode()

from django.db import connection

from redcross.models import LogEntry
from tests.factories import (
    PASSWORD,
    VALID_ID,
    make_cash_gift,
    make_donor,
    make_evaluation,
    make_fund,
)
from tests.refusals import check_database_refuses
from tests.reports.printed.indicators import rows


def test_the_database_refuses_to_change_the_log(staff):
    make_cash_gift(staff)
    check_database_refuses("UPDATE redcross_logentry SET reason = 'x'", "append-only")
    check_database_refuses("DELETE FROM redcross_logentry", "append-only")
    with connection.cursor() as cursor:  # the test database has this one switched off
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE redcross_logentry ENABLE TRIGGER log_is_not_emptied")
    check_database_refuses("TRUNCATE redcross_logentry", "append-only")
    assert LogEntry.objects.count() == 3


def test_sign_ins_and_failures_are_logged_with_their_address(client, staff, db):
    url = "/accounts/login/"
    client.post(url, {"login": "staff", "password": "wrong"}, REMOTE_ADDR="10.1.2.3")
    client.post(url, {"login": "staff", "password": PASSWORD}, REMOTE_ADDR="10.1.2.3")
    client.post("/accounts/logout/")

    logged = LogEntry.objects.order_by("pk").values_list("action", "user__username", "address")
    assert list(logged) == [
        ("sign_in_failed", None, "10.1.2.3"),
        ("sign_in", "staff", "10.1.2.3"),
        ("sign_out", "staff", "127.0.0.1"),
    ]


def test_five_failed_sign_ins_lock_the_account_for_a_while(client, staff):
    url = "/accounts/login/"
    for _ in range(5):
        client.post(url, {"login": "staff", "password": "wrong"})
    client.post(url, {"login": "staff", "password": PASSWORD})

    assert not LogEntry.objects.filter(action="sign_in").exists()


def test_a_change_keeps_before_and_after_and_hides_sensitive_values(staff):
    donor = make_donor(staff, name="甲", id_number=VALID_ID)
    donor.name, donor.phone = "乙", "13812345678"
    donor.save_entry(by=staff)

    changes = LogEntry.objects.first().changes
    assert changes["name"] == ["甲", "乙"]
    assert changes["phone"][1].startswith("digest:")
    everything = str(list(LogEntry.objects.values_list("changes", flat=True)))
    assert VALID_ID not in everything and "13812345678" not in everything


def test_a_save_that_changes_nothing_writes_nothing(staff):
    donor = make_donor(staff)
    donor.save_entry(by=staff)

    assert (donor.version, LogEntry.objects.count()) == (1, 1)


def test_the_history_of_an_entry_is_told_in_words(staff, signed_in):
    first, second = make_fund(staff, name="F1"), make_fund(staff, name="F2")
    gift = make_cash_gift(staff, fund=first)
    gift.fund, gift.channel, gift.rounded = second, "wechat", ["amount"]
    gift.save_entry(by=staff)

    page = signed_in(staff).get(gift.get_absolute_url()).content.decode()
    history = page.partition('id="history"')[2]
    assert "F1 → F2" in history and "→ 微信" in history and "→ 金额（元）" in history


def test_of_a_long_table_the_history_tells_the_rows_that_changed(staff, signed_in):
    evaluation = make_evaluation(staff, year=2021, indicators=rows(20))

    def change(places, **values):
        def save_rows():
            for line in list(evaluation.indicators.all())[:places]:
                evaluation.indicators.filter(pk=line.pk).update(**values)

        evaluation.save_entry(by=staff, save_related=save_rows)
        page = signed_in(staff).get(evaluation.get_absolute_url()).content.decode()
        return page.partition('id="history"')[2].partition("</ul>")[0]

    told = change(1, evidence="E2")
    assert "E1" in told and "E2" in told and told.count("第00项指标") == 2
    assert "第01项指标" not in told
    told = change(20, evidence="E3")
    assert "第00项指标" not in told and "20" in told

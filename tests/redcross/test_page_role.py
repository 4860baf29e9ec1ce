"""What whoever gets the pages to run SQL of their own cannot do, tried as the role that serves."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from redcross.log_seals import faults_of_log, seal_log
from redcross.models import LogEntry, LogSeal
from redcross.page_role import grant_page_role, own_rights
from tests.factories import make_cash_gift
from tests.refusals import check_database_refuses
from tests.signed import make_signed

pytestmark = pytest.mark.django_db
ROLE = "page_role_of_a_test"


@pytest.fixture
def granted(db):
    """The role of the pages, with its rights; it goes with the transaction of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE ROLE {ROLE}")
    grant_page_role(ROLE)


@pytest.fixture
def as_page_role(granted, staff):
    """Some entries in the log, one seal, and from here on the role of the pages."""
    make_cash_gift(staff)
    seal_log()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE redcross_logentry DISABLE TRIGGER log_rows_stay",
        "ALTER TABLE redcross_logentry DISABLE TRIGGER ALL",
        "DROP TRIGGER log_rows_stay ON redcross_logentry",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION refuse_change() RENAME TO other",
        "SET session_replication_role = replica",
        "ALTER TABLE redcross_logentry OWNER TO CURRENT_USER",
        "CREATE TRIGGER t BEFORE INSERT ON redcross_logentry FOR EACH ROW "
        "EXECUTE FUNCTION refuse_change()",
        "CREATE RULE r AS ON UPDATE TO redcross_logentry DO INSTEAD NOTHING",
        "UPDATE redcross_logentry SET reason = 'x'",
        "DELETE FROM redcross_logentry",
        "TRUNCATE redcross_logentry CASCADE",
        "DROP TABLE redcross_logentry CASCADE",
        "INSERT INTO redcross_logentry (id, at, action, model, changes, reason) "
        "VALUES (1000000, now(), 'export', '', '{}', '')",
        "INSERT INTO redcross_logentry (id, at, action, model, changes, reason) "
        "OVERRIDING SYSTEM VALUE VALUES (0, now(), 'export', '', '{}', '')",
        "SELECT setval('redcross_logentry_id_seq', 1)",
        "SELECT nextval('redcross_logentry_id_seq')",
        "ALTER SEQUENCE redcross_logentry_id_seq RESTART",
        "LOCK TABLE redcross_logentry IN ACCESS EXCLUSIVE MODE",
        "UPDATE redcross_logseal SET number = 9",
        "DELETE FROM redcross_logseal",
        "TRUNCATE redcross_logseal",
        "UPDATE reports_signedcopy SET pdf = ''",
        "DELETE FROM reports_sealedsheet",
        "DELETE FROM django_migrations",
        "CREATE TABLE redcross_other (id int)",
        "CREATE TEMP TABLE redcross_logentry (id int)",
        "CREATE SCHEMA other",
        "CREATE ROLE other",
        f"ALTER ROLE {ROLE} SUPERUSER",
        "COPY redcross_user TO '/tmp/users'",
        "COPY redcross_user TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
    ],
)
def test_the_role_of_the_pages_may_not(as_page_role, sql):
    check_database_refuses(sql, "permission denied|must be owner|must be superuser|SET ROLE")


def test_it_can_give_itself_no_rights(as_page_role):
    with connection.cursor() as cursor:  # PostgreSQL only warns
        cursor.execute("GRANT ALL ON redcross_logentry TO CURRENT_USER")
    check_database_refuses("UPDATE redcross_logentry SET reason = 'x'", "permission denied")


def test_a_back_dated_entry_is_dated_when_it_was_written(as_page_role, staff):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO redcross_logentry (at, action, model, changes, reason) "
            "VALUES (now() - interval '1 year', 'approve', '', '{}', 'last year')"
        )
    entry = LogEntry.objects.get(reason="last year")
    assert timezone.now() - entry.at < timedelta(minutes=1)
    assert entry.pk == LogEntry.objects.latest("pk").pk


def test_all_that_serving_takes_it_may(as_page_role, staff, signed_in):
    make_cash_gift(staff, amount="7").void(by=staff, reason="x")
    assert signed_in(staff).get("/").status_code == 200
    seal = seal_log()
    assert seal.number == 2 and LogSeal.objects.count() == 2
    assert list(faults_of_log()) == []


def test_it_signs_an_evaluation(granted, staff, leader):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    make_signed(staff, leader)


def test_its_rights_are_told(granted):
    owner = own_rights()
    assert owner.superuser and owner.may_change_the_log
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE TABLE added_later (id int)")
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    assert own_rights() == (ROLE, False, 0, False, ["added_later"])
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    grant_page_role(ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    assert own_rights() == (ROLE, False, 0, False, [])


def test_granting_again_takes_back_what_was_given_besides(granted):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE ON redcross_logentry TO {ROLE}")
    grant_page_role(ROLE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'redcross_logentry', 'UPDATE'),"
            " has_table_privilege(%s, 'redcross_user', 'UPDATE')",
            [ROLE, ROLE],
        )
        assert cursor.fetchone() == (False, True)

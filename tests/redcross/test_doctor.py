"""What the doctor finds: each question answered well once, and once with what to do."""

import os
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from redcross.backup.copies import name_of
from redcross.client_address import trusted_networks
from redcross.doctor import database, machine
from redcross.doctor import settings as settings_checks
from redcross.doctor.findings import Check
from redcross.log_seals import seal_log
from redcross.page_role import grant_page_role
from tests.factories import VALID_ID, make_donor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ROLE = "page_role_of_a_test"
LONG = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture(autouse=True)
def server(settings, tmp_path):
    """The settings of a server, with folders of this test's own."""
    for name in ("evidence", "log", "backups", "var", "static"):
        (tmp_path / name).mkdir(mode=0o750)
    settings.MEDIA_ROOT = str(tmp_path / "evidence")
    settings.LOG_FILE = str(tmp_path / "log" / "redcross.log")
    settings.SEALS_FILE = str(tmp_path / "log" / "log-seals")
    settings.BACKUP_DIR = str(tmp_path / "backups")
    settings.VAR_DIR = tmp_path / "var"
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    settings.SECRET_KEY, settings.DIGEST_KEY = LONG, LONG[::-1]
    settings.ALLOWED_HOSTS = ["hong.example"]
    settings.TRUSTED_PROXIES = trusted_networks(["127.0.0.1"])
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.EMBEDDED_DATABASE = False
    make_backup(settings, timezone.now())
    return settings


def make_backup(settings, made):
    for old in Path(settings.BACKUP_DIR).iterdir():
        old.unlink()
    (Path(settings.BACKUP_DIR) / name_of(made, encrypted=True)).write_bytes(b"x")


def as_page_role():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE ROLE {ROLE}")
    grant_page_role(ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


def is_good(check):
    finding = check.ask()
    assert finding.good, finding
    return finding.message


def asks_for(check, words):
    finding = check.ask()
    assert not finding.good and words in finding.message, finding


def test_debug(server):
    is_good(settings_checks.debug)
    server.DEBUG = True
    asks_for(settings_checks.debug, "take DEBUG out")


def test_keys(server):
    is_good(settings_checks.keys)
    server.DIGEST_KEY = server.SECRET_KEY
    asks_for(settings_checks.keys, "are the same")
    server.DIGEST_KEY = "a" * 40
    asks_for(settings_checks.keys, "can be guessed")
    server.DIGEST_KEY = LONG[::-1]
    (server.VAR_DIR / "keys").write_text(f"SECRET_KEY={LONG}\n")
    asks_for(settings_checks.keys, "those of a trial")


@pytest.mark.parametrize("names", [[], ["*"], ["hong.example", "*"]])
def test_names_of_the_site(server, names):
    is_good(settings_checks.hosts)
    server.ALLOWED_HOSTS = names
    asks_for(settings_checks.hosts, "Set ALLOWED_HOSTS")


def test_https(server):
    is_good(settings_checks.https)
    server.SESSION_COOKIE_SECURE = False
    asks_for(settings_checks.https, "in clear")


@pytest.mark.parametrize(("networks", "words"), [([], "Set TRUSTED"), (["0.0.0.0/0"], "everybody")])
def test_addresses_of_clients(server, networks, words):
    is_good(settings_checks.proxies)
    server.TRUSTED_PROXIES = trusted_networks(networks)
    asks_for(settings_checks.proxies, words)


def test_mail(server):
    server.ADMINS = []
    assert "nobody" in is_good(settings_checks.mail)
    server.ADMINS = [("", "it@hong.example")]
    server.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    asks_for(settings_checks.mail, "Set EMAIL_URL")
    server.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "it@hong.example" in is_good(settings_checks.mail)


def test_djangos_own_checks(server, monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")
    is_good(settings_checks.own_checks)
    server.SECURE_CONTENT_TYPE_NOSNIFF = False
    asks_for(settings_checks.own_checks, "security.W006")


def test_static_files_and_translations(server, tmp_path):
    is_good(settings_checks.prepared_files)
    (tmp_path / "zh" / "LC_MESSAGES").mkdir(parents=True)
    catalogue = tmp_path / "zh" / "LC_MESSAGES" / "django.po"
    catalogue.write_text("")
    server.LOCALE_PATHS = [tmp_path]
    asks_for(settings_checks.prepared_files, "compilemessages")
    catalogue.with_suffix(".mo").write_text("")
    is_good(settings_checks.prepared_files)
    (server.STATIC_ROOT / "staticfiles.json").unlink()
    asks_for(settings_checks.prepared_files, "collectstatic")


def test_the_database(monkeypatch):
    assert is_good(database.server).startswith("PostgreSQL ")
    monkeypatch.setattr(database, "OLDEST_SERVER", 99)
    asks_for(database.server, "too old")


def test_tables():
    is_good(database.tables)
    sql("ALTER TABLE cache RENAME TO another")
    asks_for(database.tables, "createcachetable")
    MigrationRecorder.Migration.objects.filter(app="donations").delete()
    asks_for(database.tables, "manage.py migrate")


def test_rights(server):
    asks_for(database.rights, "owns tables or may change the log")
    as_page_role()
    assert "can only add to the log" in is_good(database.rights)
    server.EMBEDDED_DATABASE = True
    asks_for(database.rights, "set DATABASE_URL")


def test_a_table_that_may_not_be_written():
    as_page_role()
    sql("RESET ROLE")
    sql("CREATE TABLE added_later (id int)")
    sql(f"SET LOCAL ROLE {ROLE}")
    asks_for(database.rights, "may not write into added_later")


def test_the_log_of_the_database_tells_nothing_of_rows():
    asks_for(database.database_log, "ALTER ROLE … SET log_min_error_statement")
    script = (settings.BASE_DIR / "deploy" / "install-server.sh").read_text()
    statements = re.findall(r"ALTER ROLE \$role (SET [^\"]+)", script)
    assert len(statements) == 2
    for statement in statements:
        sql(statement)
    assert "nothing of rows" in is_good(database.database_log)
    sql("SET log_min_duration_statement = 0")
    asks_for(database.database_log, "log_min_duration_statement -1")


def test_sensitive_values(server, staff):
    assert is_good(database.sensitive_values) == "none yet"
    make_donor(staff, id_number=VALID_ID)
    assert "can be read" in is_good(database.sensitive_values)
    server.FIELD_KEYS = {1: "x" * 43 + "="}
    asks_for(database.sensitive_values, "FIELD_KEYS cannot read")
    server.FIELD_KEYS = {}
    asks_for(database.sensitive_values, "FIELD_KEYS cannot read")


def test_the_worker():
    asks_for(database.worker, "systemctl start redcross-worker")
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    is_good(database.worker)


def test_seals(server, staff, monkeypatch, django_capture_on_commit_callbacks):
    make_donor(staff)
    assert "1 entries" in is_good(database.seals)
    with monkeypatch.context() as patch:
        patch.setattr(database, "UNSEALED_FOR", timedelta(0))
        asks_for(database.seals, "not being sealed")
    with django_capture_on_commit_callbacks(execute=True):
        seal_log()
    assert "0 entries" in is_good(database.seals)
    Path(server.SEALS_FILE).write_text("0 other now\n")
    asks_for(database.seals, "does not stand in")
    Path(server.SEALS_FILE).unlink()
    asks_for(database.seals, "does not stand in")


def test_the_clock(staff, monkeypatch):
    make_donor(staff)
    is_good(database.clock)
    now = timezone.now
    with monkeypatch.context() as patch:
        patch.setattr(database.timezone, "now", lambda: now() - timedelta(minutes=1))
        asks_for(database.clock, "another one")
    sql("ALTER TABLE redcross_logentry DISABLE TRIGGER USER")
    sql("UPDATE redcross_logentry SET at = now() + interval '1 day'")
    asks_for(database.clock, "set back")


def test_evidence_is_for_nobody_else(server):
    is_good(machine.evidence)
    file = Path(server.MEDIA_ROOT) / "2026" / "a.jpg"
    file.parent.mkdir(mode=0o750)
    file.touch(mode=0o640)
    is_good(machine.evidence)
    file.chmod(0o644)
    asks_for(machine.evidence, f"chmod -R o= {server.MEDIA_ROOT}")
    server.MEDIA_ROOT = str(file)
    asks_for(machine.evidence, "is missing")


@pytest.mark.parametrize(
    ("check", "name"), [("log_file", "LOG_FILE"), ("seals_file", "SEALS_FILE")]
)
def test_folders_that_are_written_to(server, check, name, monkeypatch):
    is_good(getattr(machine, check))
    Path(getattr(server, name)).write_text("")
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, mode: False)
        asks_for(getattr(machine, check), "cannot be written")
    setattr(server, name, "/proc/file")
    asks_for(getattr(machine, check), "Nothing can be written to /proc")


def test_space(server, monkeypatch):
    is_good(machine.space)
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", 10**18)
    asks_for(machine.space, "are free for")


@pytest.mark.parametrize("days", [3, None])
def test_the_backup(server, days):
    assert "encrypted" in is_good(machine.backup)
    if days is None:
        server.BACKUP_DIR = "/nowhere"
    else:
        make_backup(server, timezone.now() - timedelta(days=days))
    asks_for(machine.backup, "No backup of the last two days")


def test_fonts(monkeypatch):
    is_good(machine.fonts)
    monkeypatch.setitem(machine.FONTS, "No Such Face", "fonts-none")
    asks_for(machine.fonts, "apt-get install fonts-none")
    monkeypatch.setattr(machine.ctypes.util, "find_library", lambda name: None)
    asks_for(machine.fonts, "libharfbuzz-subset0")


def test_a_question_that_cannot_be_asked_is_one_to_look_into(monkeypatch):
    def away(*args):
        raise OSError("disk gone")

    monkeypatch.setattr(machine.shutil, "disk_usage", away)
    asks_for(machine.space, "could not be asked: disk gone")


def test_the_command_tells_all_and_ends_by_what_it_found(server, monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")
    out = StringIO()
    with pytest.raises(CommandError, match=r"To do: \d"):
        call_command("doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 23 and lines[0] == "good\tDebug mode: off"
    for module in (database, machine):
        for name, value in list(vars(module).items()):
            if isinstance(value, Check):
                monkeypatch.delattr(module, name)
    out = StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue().endswith("All is well.\n")

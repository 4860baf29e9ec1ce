"""What was sealed in the log cannot be changed without being found, whoever does it."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction

from redcross.log_seals import faults_of_log, seal_log, unsealed
from redcross.models import LogEntry, LogSeal, audit_log
from tests.factories import make_cash_gift
from tests.redcross.log_changes import as_owner
from tests.signed import make_signed

pytestmark = pytest.mark.django_db


def write(staff, number=3):
    for one in range(number):
        audit_log.write("export", by=staff, reason=f"list {one}")


@pytest.fixture
def sealed(staff):
    """Three seals over three entries each; gives the numbers of the entries."""
    for _one in range(3):
        write(staff)
        seal_log()
    return list(LogEntry.objects.order_by("pk").values_list("pk", flat=True))


def test_what_nobody_touched_is_as_it_was(sealed):
    assert list(faults_of_log()) == [] and unsealed() == 0
    assert list(LogSeal.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_where_nothing_was_written_there_is_no_new_seal(sealed):
    assert seal_log().number == 3
    assert LogSeal.objects.count() == 3


@pytest.mark.parametrize(
    "column", ["reason = 'x'", "user_id = NULL", "action = 'view'", "changes = '{\"a\": [1, 2]}'"]
)
def test_a_changed_entry_is_found(sealed, column):
    as_owner(f"UPDATE redcross_logentry SET {column} WHERE id = %s", sealed[4])  # noqa: S608
    assert list(faults_of_log()) == [f"entry {sealed[4]}: changed"]


def test_a_moved_date_is_found(sealed):
    as_owner("UPDATE redcross_logentry SET at = at - interval '1 minute' WHERE id = %s", sealed[1])
    assert list(faults_of_log()) == [f"entry {sealed[1]}: changed"]


def test_a_missing_entry_is_found(sealed):
    as_owner("DELETE FROM redcross_logentry WHERE id = %s", sealed[0])
    assert list(faults_of_log()) == [f"entry {sealed[0]}: missing"]


def test_two_entries_that_changed_places_are_found(sealed):
    first, second = sealed[3:5]
    as_owner(
        "UPDATE redcross_logentry a SET reason = b.reason, at = b.at FROM redcross_logentry b "
        "WHERE a.id + b.id = %s AND a.id <> b.id AND a.id IN (%s, %s)",
        first + second,
        first,
        second,
    )
    assert list(faults_of_log()) == [f"entry {first}: changed", f"entry {second}: changed"]


def test_an_entry_put_in_between_is_found(sealed, staff):
    with connection.cursor() as cursor:  # a gap, as of an act that was taken back
        cursor.execute("SELECT nextval('redcross_logentry_id_seq')")
        [gap] = cursor.fetchone()
    write(staff, 1)
    seal_log()
    as_owner(
        "INSERT INTO redcross_logentry (id, at, action, model, changes, reason) "
        "VALUES (%s, now(), 'export', '', '{}', 'x')",
        gap,
    )
    assert list(faults_of_log()) == [f"entry {gap}: put in after it was sealed"]


def test_a_back_dated_entry_is_found(sealed, staff):
    entry = LogEntry(action="export", user=staff, reason="yesterday")
    entry.save(force_insert=True)
    as_owner("UPDATE redcross_logentry SET at = at - interval '1 day' WHERE id = %s", entry.pk)
    seal_log()
    [fault] = faults_of_log()
    assert fault.startswith(f"entry {entry.pk}: dated ")
    assert "before seal 3 of " in fault and fault.endswith("which it comes after")


def test_an_entry_dated_after_its_seal_is_found(sealed, staff):
    entry = LogEntry(action="export", user=staff, reason="tomorrow")
    entry.save(force_insert=True)
    as_owner("UPDATE redcross_logentry SET at = at + interval '1 day' WHERE id = %s", entry.pk)
    seal_log()
    [fault] = faults_of_log()
    assert fault.startswith(f"entry {entry.pk}: dated ") and ", sealed " in fault


def test_a_seal_that_was_taken_out_or_made_anew_is_found(sealed):
    as_owner("DELETE FROM redcross_logseal WHERE number = 2")
    found = list(faults_of_log())
    assert "seal 2: missing" in found and "seal 3: not made with our key, or changed" in found


def test_whoever_has_no_key_makes_no_seal(sealed, settings):
    as_owner("UPDATE redcross_logentry SET reason = 'x' WHERE id = %s", sealed[8])
    as_owner("DELETE FROM redcross_logseal WHERE number = 3")
    ours, settings.DIGEST_KEY = settings.DIGEST_KEY, "k" * 40
    seal_log()
    settings.DIGEST_KEY = ours
    assert "seal 3: not made with our key, or changed" in list(faults_of_log())


def test_nobody_changes_a_seal_by_the_way(sealed):
    for sql in ("UPDATE redcross_logseal SET number = 9", "DELETE FROM redcross_logseal"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


def test_a_signed_evaluation_holds_the_seal_of_its_day(sealed, staff, leader):
    seal = LogSeal.objects.order_by("number").last()
    signed = make_signed(staff, leader)
    assert (signed.log_seal, signed.log_seal_digest) == (seal.number, seal.digest)
    as_owner("DELETE FROM redcross_logentry WHERE id > %s", sealed[5])
    as_owner("DELETE FROM redcross_logseal WHERE number = 3")
    assert f"signed evaluation {signed.code}: seal 3 is missing" in list(faults_of_log())


def test_the_command_says_what_is_found_and_fails(sealed, staff):
    write(staff, 2)
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert "9 entries up to seal 3" in out.getvalue() and "2 not sealed yet" in out.getvalue()
    as_owner("DELETE FROM redcross_logentry WHERE id = %s", sealed[0])
    with pytest.raises(CommandError, match="1 found"):
        call_command("verify_log", stdout=out)
    assert f"entry {sealed[0]}: missing" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_is_sealed_stands_in_a_file_too(staff, settings):
    write(staff)
    seal_log()
    write(staff)
    seal_log()
    lines = Path(settings.SEALS_FILE).read_text().splitlines()
    assert [line.split()[:2] for line in lines] == [
        [str(seal.number), seal.digest] for seal in LogSeal.objects.all()
    ]
    last = LogSeal.objects.get(number=1).last_entry
    as_owner("DELETE FROM redcross_logentry WHERE id > %s", last)
    as_owner("DELETE FROM redcross_logseal WHERE number = 2")
    assert [fault.partition(": ")[2] for fault in faults_of_log()] == ["seal 2 is missing"]


@pytest.mark.django_db(transaction=True)
def test_while_somebody_writes_nothing_is_sealed_and_nothing_is_left_out(staff):
    """An entry whose number is lower may be committed later: it belongs to a later seal or none."""
    write(staff)
    begun, go_on = Event(), Event()

    def slow():
        try:
            with transaction.atomic():
                write(staff, 1)
                begun.set()
                go_on.wait(20)
        finally:
            connection.close()

    writer = Thread(target=slow)
    writer.start()
    begun.wait(20)
    try:
        with pytest.raises(OperationalError):
            seal_log()
        with pytest.raises(OperationalError):
            seal_log(wait=0.2)
        assert not LogSeal.objects.exists()
    finally:
        go_on.set()
        writer.join()
    seal_log()
    assert unsealed() == 0 and list(faults_of_log()) == []


def test_an_ordinary_day_ties(staff):
    gift = make_cash_gift(staff)
    seal_log()
    gift.void(by=staff, reason="重复")
    seal_log()
    before = LogSeal.objects.order_by("number").last().at
    assert before - LogEntry.objects.latest("pk").at < timedelta(minutes=5)
    assert list(faults_of_log()) == []

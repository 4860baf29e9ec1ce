"""Work in the background: what its page is told while it waits, goes on, ends or is killed."""

import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from redcross import background, tasks
from redcross.models import ExportFile, NotWaiting, Stopped, background_work
from tests.processes import free_port, other_process

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work(staff):
    return ExportFile.objects.create(
        society=staff.society, user=staff, model="donations.cashgift", format="csv", name="a.csv"
    )


@pytest.fixture
def often(monkeypatch):
    monkeypatch.setattr(background_work, "REPORTED_EVERY", 0)


def as_stored(work):
    return ExportFile.objects.get(pk=work.pk)


def test_it_is_working_while_somebody_works_and_done_after_that(work, often):
    with work.working(), transaction.atomic():
        work.report(3, 12)
        # Another process, which the transaction above does not show anything.
        now = seen_by_another(work)
        assert (now.state, now.progress_done, now.progress_total, now.percent) == (
            "working",
            3,
            12,
            25,
        )
        assert interrupted_for_another(work) is False
        work.report(12)
    now = as_stored(work)
    assert (now.state, now.progress_done, now.has_ended) == ("done", 12, True)
    assert now.started_at <= now.finished_at
    assert now.is_interrupted() is False


def in_another_thread(function):
    found = []

    def run():
        try:
            found.append(function())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def seen_by_another(work):
    return in_another_thread(lambda: as_stored(work))


def interrupted_for_another(work):
    return in_another_thread(lambda: as_stored(work).is_interrupted())


def test_its_progress_is_written_twice_a_second_at_most(work):
    with work.working():
        for done in range(1000):
            work.report(done, 1000)
        assert seen_by_another(work).progress_done == 0
    assert as_stored(work).progress_done == 999


def test_what_fails_says_so_and_passes_the_error_on(work):
    with pytest.raises(ZeroDivisionError), work.working():
        raise ZeroDivisionError
    assert as_stored(work).state == "failed"


def test_cancelled_it_ends_with_its_next_report(work, often):
    reached = []
    with work.working():
        work.report(1)
        in_another_thread(as_stored(work).cancel)
        work.report(2)
        reached.append(3)
    assert (as_stored(work).state, reached) == ("cancelled", [])


def test_cancelled_while_it_waits_it_never_begins(work):
    work.cancel()
    with pytest.raises(NotWaiting), work.working():
        raise AssertionError
    assert as_stored(work).state == "cancelled"


def test_what_has_ended_is_not_cancelled(work):
    with work.working():
        pass
    work.cancel()
    assert as_stored(work).state == "done"


def test_what_a_worker_leaves_that_is_shut_down_waits_again(work):
    with pytest.raises(Stopped), work.working(lambda: True):
        work.report(1)
    assert as_stored(work).state == "waiting"


def test_no_two_work_on_it(work):
    with work.working():
        pass
    with pytest.raises(NotWaiting), work.working():
        raise AssertionError


def test_without_a_worker_a_report_says_nothing(work):
    work.report(1, 2)
    assert as_stored(work).progress_done == 0


def test_who_waits_is_told_when_no_worker_lives(work):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_workers CASCADE")
        assert work.status()[0] == "no_worker"
        add = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)"
        cursor.execute(add, [timezone.now() - timedelta(seconds=60)])
        assert work.status()[0] == "no_worker"
        cursor.execute(add, [timezone.now()])
    assert work.status()[0] == "waiting"


def test_deferred_in_a_transaction_that_fails_it_is_not_in_the_queue(run_background, work):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        background.defer(work)
        raise ZeroDivisionError
    assert not ProcrastinateJob.objects.exists()


def test_what_was_deleted_before_its_turn_is_let_go(run_background, work):
    background.defer(work)
    work.delete()
    run_background()
    assert not ProcrastinateJob.objects.filter(task_name=ExportFile.task_name).exists()


def test_what_a_stopped_worker_leaves_the_next_one_does(run_background, work, monkeypatch, media):

    def endless(export):
        while True:
            export.report(0)
            time.sleep(0.01)

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "exported_list", endless)
        background.defer(work)
        run_background(graceful_seconds=0)
    assert as_stored(work).state == "waiting"
    run_background()
    assert as_stored(work).state == "done"


def test_what_a_killed_worker_took_and_had_not_begun_is_taken_again(run_background, work, media):
    background.defer(work)
    with connection.cursor() as cursor:
        lost = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id"
        cursor.execute(lost, [timezone.now() - timedelta(minutes=5)])
        [worker] = cursor.fetchone()
        take = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s"
        cursor.execute(take, [worker])
    tasks.take_over_lost_jobs.defer(timestamp=0)
    run_background()
    assert as_stored(work).state == "done"


HELD = """
import django, sys, time
django.setup()
from redcross.models import ExportFile
work = ExportFile.objects.get(pk=sys.argv[1])
with work.working():
    print("working", flush=True)
    time.sleep(60)
"""


def test_work_whose_process_was_killed_is_interrupted_and_never_still_working(work):
    with other_process("-c", HELD, str(work.pk), stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == "working\n"
        assert as_stored(work).status()[0] == "working"
        process.kill()
    wait_until(lambda: as_stored(work).status()[0] == "interrupted")
    # The row still says what the process last said.
    assert as_stored(work).state == "working"


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def children_of(process):
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True)
    return [int(number) for number in found.stdout.split()]


@contextmanager
def running_site():
    """The server and its worker, started as `make run` does."""
    arguments = ("manage.py", "run_site", f"127.0.0.1:{free_port()}")
    site = other_process(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield site
    finally:
        site.kill()
        site.communicate()


def lives(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_worker_of_the_site_does_the_work_and_ends_with_it(run_background, work, media):
    with running_site() as site:
        background.defer(work)
        wait_until(lambda: as_stored(work).has_ended, seconds=60)
        assert as_stored(work).state == "done"
        [worker] = children_of(site)
        site.send_signal(signal.SIGINT)
        site.wait(30)
        assert site.returncode == 0 and not lives(worker)


def test_when_the_worker_of_the_site_dies_the_server_ends_and_says_so(run_background):
    with running_site() as site:
        wait_until(background_work.worker_is_alive, seconds=60)
        [worker] = children_of(site)
        os.kill(worker, signal.SIGKILL)
        site.wait(30)
        assert "worker of background work ended" in site.stderr.read()
        assert site.returncode == 1

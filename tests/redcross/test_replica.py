"""Figures are counted on a replica, never without what was saved; nothing else goes there.

The replica is one: PostgreSQL streams to it from the server of the tests.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from django.db import InternalError, connection, connections, transaction

from campaigns.models import Event
from redcross.backup import server_tools
from redcross.figures import Period, Scope, count, figures_by_key, replica
from redcross.figures.replica import REPLICA
from tests.factories import make_event
from tests.pages import form_data

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", REPLICA])
EVENTS = "campaigns.publicity.events"
YEAR = Period.year(2021)


class Standby:
    """A server that follows that of the tests, in a folder of its own."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            owner = Path(cursor.fetchone()[0]).owner()
        self.before = ["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []
        self.folder = Path(tempfile.mkdtemp(prefix="replica-"))
        if self.before:
            shutil.chown(self.folder, owner)
        where = connection.get_connection_params()
        source = ("-h", where["host"], "-U", where["user"])
        self.run("pg_basebackup", *source, "-R", "-c", "fast")
        self.start()

    def run(self, tool, *arguments):
        path = Path(server_tools.tool("pg_ctl")).parent / tool
        command = [*self.before, path, "-D", self.folder / "data", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start(self):
        options = f"-k {self.folder} -c listen_addresses="
        self.run("pg_ctl", "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module")
def standby(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        server = Standby()
        connections.settings[REPLICA] = connection.settings_dict | {
            "HOST": str(server.folder),
            "OPTIONS": {"options": "-c default_transaction_read_only=on"},
            "TEST": {"MIRROR": "default"},
        }
        yield server
        connections[REPLICA].close()
        del connections[REPLICA], connections.settings[REPLICA]
        server.stop()
        shutil.rmtree(server.folder)


@pytest.fixture
def asked(standby, transactional_db, monkeypatch):
    """What the replica is asked, from here on. Others use the machine too: it may take its time."""
    monkeypatch.setattr(replica, "WAIT_SECONDS", 30)
    monkeypatch.setattr(replica, "_left_alone_until", 0)
    queries = []

    def note(execute, sql, params, many, context):
        queries.append(str(sql))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
    with connections[REPLICA].execute_wrapper(note):
        yield queries


def events_of(society):
    figure = figures_by_key()[EVENTS]
    return count([figure], Scope(society, YEAR))[EVENTS].number


def test_figures_are_counted_there_with_what_was_just_saved(asked, staff, society):
    for number in range(1, 6):
        make_event(staff)
        assert events_of(society) == number
    assert sum("campaigns_event" in query for query in asked) == 5


def test_pages_write_and_look_for_the_rest_elsewhere(asked, client, staff):
    client.force_login(staff)
    address = "/campaigns/events/add/"
    sent = form_data(client.get(address)) | {"title": "街头宣传", "date": "2021-06-01"}
    assert client.post(address, sent).status_code == 302
    assert Event.objects.get().title == "街头宣传"
    assert client.get("/campaigns/events/").status_code == 200
    assert asked == []
    assert client.get("/figures/2021/").status_code == 200
    assert any("campaigns_event" in query for query in asked)
    assert all(query.lstrip("(").startswith("SELECT") for query in asked)
    assert not any("redcross_user" in query or "django_session" in query for query in asked)


def test_what_a_transaction_has_written_is_counted_in_it(asked, staff, society):
    with transaction.atomic():
        make_event(staff)
        assert events_of(society) == 1
    assert asked == []


def test_one_that_is_behind_is_left_alone(asked, staff, society, monkeypatch, caplog):
    monkeypatch.setattr(replica, "WAIT_SECONDS", 0.1)
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("SELECT pg_wal_replay_pause()")
        try:
            make_event(staff)
            asked.clear()
            assert [events_of(society), events_of(society)] == [1, 1]
        finally:
            cursor.execute("SELECT pg_wal_replay_resume()")
    assert not any("campaigns_event" in query for query in asked)
    assert [record.getMessage() for record in caplog.records] == [
        "Figures are counted without the replica: it is behind, or no replica."
    ]


def test_without_it_figures_are_counted_all_the_same(asked, standby, staff, society, caplog):
    make_event(staff)
    assert events_of(society) == 1
    standby.stop()
    try:
        assert events_of(society) == 1
    finally:
        standby.start()
    assert len(caplog.records) == 1


def test_nothing_can_be_written_there(asked, staff):
    with pytest.raises(InternalError, match="read-only transaction"):
        Event.objects.using(REPLICA).update(title="x")

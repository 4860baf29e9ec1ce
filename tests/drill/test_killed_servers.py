"""Pages and database killed in the middle of writing: what was acknowledged is there, all of it."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from django.conf import settings

from redcross.backup import server_tools
from tests.factories import PASSWORD
from tests.pages import form_data

pytestmark = pytest.mark.django_db
KILLS, WRITERS, PORT = 20, 3, 8479
SITE = f"http://127.0.0.1:{PORT}"
CAST = """
from django.contrib.auth.models import Group
from tests import factories
society = factories.make_society("甲", code="430212")
staff = factories.make_user("staff", society, Group.objects.get(name="staff"))
print(factories.make_donor(staff).pk, factories.make_fund(staff).pk)
"""
RECORDS = """
import json
from donations.models import CashGift
from redcross.models import LogEntry
added = LogEntry.objects.filter(model="donations.cashgift", action="add")
print(json.dumps([list(CashGift.objects.values_list("pk", "amount")),
    list(added.values_list("object_id", flat=True))], default=str))
"""


class Servers:
    """A cluster of its own, and gunicorn on it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="drill-"))
        self.tools = Path(server_tools.tool("pg_ctl")).parent
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"postgres://postgres@/postgres?host={self.folder}",
        }
        users = {user.pw_name for user in pwd.getpwall()}
        as_user = [name for name in ("pgserver", "postgres") if name in users][:1]
        self.before = ["runuser", "-u", as_user[0], "--"] if os.geteuid() == 0 else []
        if self.before:
            shutil.chown(self.folder, as_user[0])
        self.pg("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start_database()

    def pg(self, tool, *arguments):
        command = [*self.before, self.tools / tool, "-D", self.folder / "data", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start_database(self):
        options = f"-k {self.folder} -c listen_addresses="
        self.pg("pg_ctl", "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def kill_database(self):
        number = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)
        while Path(f"/proc/{number}").exists():
            time.sleep(0.01)
        time.sleep(0.2)  # its children see that it is gone

    def start_pages(self):
        command = [sys.executable, "-m", "gunicorn", "redcross.wsgi", "--workers", "2"]
        self.pages = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{PORT}", "--no-control-socket"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_ready(self):
        for _attempt in range(600):
            try:
                urlopen(SITE + "/health/ready", timeout=30).close()  # noqa: S310
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError

    def kill_pages(self):
        os.killpg(self.pages.pid, signal.SIGKILL)
        self.pages.wait()

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, check=True, capture_output=True
        )
        return done.stdout.decode().strip().splitlines()[-1:]

    def close(self):
        self.kill_pages()
        self.pg("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


class Told(HTTPRedirectHandler):
    """Goes on by itself after a page that was read, not after a form that was sent."""

    def redirect_request(self, request, *args):
        return None if request.data else super().redirect_request(request, *args)


class Writer(Thread):
    """Enters one gift after the other; knows which were acknowledged."""

    def __init__(self, first, donor, fund):
        super().__init__(daemon=True)
        self.amount, self.fields = first, {"donor": donor, "fund": fund}
        self.acknowledged, self.shown_again, self.stopping = [], [], Event()
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()), Told)

    def run(self):
        while not self.stopping.is_set():
            try:
                self.enter()
            except OSError:  # the server is away, or says so
                time.sleep(0.1)

    def enter(self):
        url, page = self.open(SITE + "/donations/cash-gifts/add/")
        if "/login/" in url:
            self.send(url, page, {"login": "staff", "password": PASSWORD})
            return
        self.amount += 1
        data = form_data(SimpleNamespace(content=page))
        if self.send(url, page, data | self.fields | {"amount": str(self.amount)}):
            self.acknowledged.append(self.amount)

    def send(self, url, page, data):
        """Return whether it was taken."""
        token = page.partition(b'name="csrfmiddlewaretoken" value="')[2].partition(b'"')[0].decode()
        body = urlencode({**data, "csrfmiddlewaretoken": token}, doseq=True).encode()
        try:
            self.open(url, body)
        except HTTPError as answer:
            if answer.code == 422:
                self.shown_again.append(answer.read().decode())
            elif answer.code != 302:
                raise
            return answer.code == 302
        return False

    def open(self, url, body=None):
        with self.browser.open(Request(url, body), timeout=30) as answer:  # noqa: S310
            return answer.url, answer.read()


@pytest.fixture
def servers():
    servers = Servers()
    servers.manage("migrate", "-v0")
    servers.manage("createcachetable")
    yield servers
    servers.close()


def test_what_was_acknowledged_is_there_however_often_they_are_killed(servers):
    [cast] = servers.manage("shell", "-v0", "-c", CAST)
    servers.start_pages()
    writers = [Writer(1000 * one, *cast.split()) for one in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    for number in range(KILLS):
        servers.wait_until_ready()
        time.sleep(2)
        if number % 2:
            servers.kill_database()
            servers.start_database()
        else:
            servers.kill_pages()
            servers.start_pages()
    servers.wait_until_ready()
    time.sleep(2)
    for writer in writers:
        writer.stopping.set()
        writer.join(60)
        assert writer.shown_again == []
    [told] = servers.manage("shell", "-v0", "-c", RECORDS)
    gifts, logged = json.loads(told)
    amounts = [int(float(amount)) for _key, amount in gifts]
    acknowledged = [amount for writer in writers for amount in writer.acknowledged]
    print(len(acknowledged), "acknowledged,", len(amounts), "there")  # noqa: T201
    assert len(acknowledged) > 20
    assert set(acknowledged) <= set(amounts) and len(amounts) == len({*amounts})
    assert sorted(logged) == sorted(key for key, _amount in gifts)

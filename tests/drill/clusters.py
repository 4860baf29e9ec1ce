"""Database servers of a drill's own: the embedded one of a trial, and Debian's."""

import json
import os
import pwd
import random
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from django.conf import settings

# A process that shares the embedded server, as `make run` does: the last to leave stops it.
SHARING = """
import json, sys
from pathlib import Path
from redcross.database import embedded
print(json.dumps(embedded(Path(sys.argv[1]))), flush=True)
sys.stdin.read()
"""


class Cluster:
    """A server whose files are below `folder`. Killed by the numbers of its own processes."""

    host: Path
    name: str

    def __init__(self, folder):
        self.data = folder / "data"

    def make(self):
        """Make an empty one."""

    def take_over(self, kept):
        """Begin with the files of another one, which has stopped."""
        subprocess.run(["cp", "-a", kept, self.data], check=True)

    @property
    def url(self):
        return f"postgres://postgres@/{self.name}?host={quote(str(self.host), safe='')}"

    def ask(self, sql, *values, database=None):
        """Run one statement as its owner, outside of any transaction; return its rows."""
        where = {"host": str(self.host), "dbname": database or self.name, "user": "postgres"}
        with psycopg.connect(**where, autocommit=True) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def postmaster(self):
        return psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))

    def is_running(self):
        try:
            return self.postmaster().is_running()
        except (OSError, IndexError, psutil.NoSuchProcess):
            return False

    def kill_postmaster(self):
        """Kill the first process; the others see that it is gone, and go."""
        first = self.postmaster()
        everybody = [first, *first.children()]
        first.kill()
        _gone, alive = psutil.wait_procs(everybody, timeout=60)
        assert not alive

    def kill_backend(self):
        """Kill a process that serves somebody, one in the middle of something if there is one."""
        serving = {one: _title(one) for one in self.postmaster().children()}
        serving = {one: title for one, title in serving.items() if "[local]" in title}
        busy = [one for one, title in serving.items() if not title.endswith(" idle")]
        chosen = random.choice(busy or list(serving))  # noqa: S311
        chosen.kill()
        psutil.wait_procs([chosen], timeout=60)


def _title(process):
    try:
        return " ".join(process.cmdline()).strip()
    except psutil.Error:
        return ""


class Embedded(Cluster):
    """The one that comes as a Python package, started and joined as the program does it."""

    name = "redcross"

    def __init__(self, folder, options="", before=()):
        super().__init__(folder)
        self.sharing = None

    def start(self):
        command = [sys.executable, "-c", SHARING, str(self.data)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        one = subprocess.Popen(command, cwd=settings.BASE_DIR, text=True, **pipes)
        self.host = Path(json.loads(one.stdout.readline())["HOST"])
        self._leave()
        self.sharing = one

    def stop(self):
        self._leave()

    def _leave(self):
        if self.sharing:
            self.sharing.communicate()
            self.sharing = None


class Debian(Cluster):
    """A cluster of Debian's PostgreSQL; as root it belongs to its user `postgres`, as there."""

    name = "postgres"
    made_with: tuple[str, ...] = ()

    def __init__(self, folder, options="", before=()):
        super().__init__(folder / "cluster")
        self.host, self.options = self.data.parent, options
        [*_others, server] = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        self.tools = server.parent
        self.before = list(before)
        self.host.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.host, pwd.getpwnam("postgres").pw_uid)
            self.before = ["runuser", "-u", "postgres", "--", *before]

    def make(self):
        options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.run("initdb", *options, *self.made_with)

    def run(self, tool, *arguments):
        command = [*self.before, self.tools / tool, "-D", self.data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.host)

    def start(self):
        options = f"-k {self.host} -c listen_addresses= {self.options}"
        self.run("pg_ctl", "-l", self.host / "log", "-w", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-w", "-m", "fast", "stop")

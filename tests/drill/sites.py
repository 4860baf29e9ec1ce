"""The program as it serves: gunicorn and the worker, on a database of the drill's own."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
from django.conf import settings

from tests.drill import within
from tests.processes import free_port

LEFT_OUT = ("SECRET_KEY", "FIELD_KEYS", "DIGEST_KEY", "BACKUP_KEY", "DJANGO_ALLOW_ASYNC_UNSAFE")


class Site:
    """The pages and the worker; all that they write is below `folder`."""

    def __init__(self, cluster, folder, **variables):
        self.cluster, self.folder, self.port = cluster, folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.media, self.backups = folder / "evidence", folder / "backups"
        self.seals = folder / "log-seals"
        kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        self.environment = {
            **kept,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "tests.drill.site_settings",
            "DATABASE_URL": cluster.url,
            "MEDIA_ROOT": str(self.media),
            "BACKUP_DIR": str(self.backups),
            "LOG_FILE": str(folder / "redcross.log"),
            "SEALS_FILE": str(self.seals),
            **variables,
        }
        self.pages = self.worker = None
        self.others = []

    def set_up(self):
        """Make the tables and who is in them; return what there is by name."""
        self.manage("migrate", "-v0")
        self.manage("createcachetable")
        return self.answer("make_cast")

    def start(self, *command):
        """Start a Python of its own on the site's database, as the first of its group."""
        with (self.folder / "processes.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=settings.BASE_DIR,
                env=self.environment,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )

    def start_pages(self):
        """Start gunicorn as the server's unit does, with two workers."""
        command = ("-m", "gunicorn", "redcross.wsgi", "--workers", "2", "--timeout", "300")
        self.pages = self.start(*command, "--bind", f"127.0.0.1:{self.port}", "--no-control-socket")

    def start_worker(self):
        self.worker = self.start("manage.py", "procrastinate", "worker")

    def start_beside(self, function):
        """Have a function of `tests.drill.within` run beside until the site is closed."""
        self.others.append(self.start("manage.py", "shell", "-v0", "-c", _call(function)))

    def kill_a_process_of_the_pages(self):
        """Kill one of gunicorn's workers, which its master then replaces."""
        serving = psutil.Process(self.pages.pid).children()
        serving[int(time.monotonic() * 1000) % len(serving)].kill()

    def kill_pages(self):
        """Kill gunicorn's master; what it leaves is ended as systemd does, then all starts anew."""
        self.pages.kill()
        self.pages.wait()
        _end_group(self.pages, signal.SIGTERM)
        self.start_pages()

    def kill_worker(self):
        self.worker.kill()
        self.worker.wait()
        _end_group(self.worker, signal.SIGTERM)
        self.start_worker()

    def keep_worker(self):
        """Start the worker anew where it has ended, as systemd does; return whether it had."""
        has_ended = self.worker.poll() is not None
        if has_ended:
            self.start_worker()
        return has_ended

    def failing(self):
        """Return what the site says does not work; None where it does not answer."""
        try:
            with urlopen(f"{self.address}/health/ready", timeout=60) as answer:  # noqa: S310
                return answer.read().decode()
        except HTTPError as answer:
            return answer.read().decode()
        except OSError:
            return None

    def wait_until_ready(self, seconds=120):
        end = time.monotonic() + seconds
        while (failing := self.failing()) != '{"failing": []}':
            assert time.monotonic() < end, failing
            time.sleep(0.1)

    def manage(self, *arguments, check=True, **variables):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment | variables,
            check=False,
            capture_output=True,
            text=True,
        )
        assert not check or done.returncode == 0, (arguments[:3], done.stdout, done.stderr[-3000:])
        return done

    def answer(self, function, **variables):
        """Return what a function of `tests.drill.within` finds in the site's own database."""
        told = self.manage("shell", "-v0", "-c", _call(function), **variables).stdout
        return json.loads(told.strip().splitlines()[-1])

    def close(self):
        for process in filter(None, (self.pages, self.worker, *self.others)):
            _end_group(process, signal.SIGKILL)
            process.wait()


def _call(function):
    return f"import json; from tests.drill import within; print(json.dumps(within.{function}()))"


def _end_group(process, number):
    """End what is left of the group that the process was the first of."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        process.poll()
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)


def _kept_tables(kind):
    """Return where a database of that kind is kept with its tables, which take minutes to make.

    Another one for every version of what makes them.
    """
    made_by = sorted(path for path in settings.BASE_DIR.glob("*/migrations/*.py"))
    made_by += sorted(settings.BASE_DIR.glob("tests/factories/*.py"))
    made_by += [settings.BASE_DIR / "requirements.txt"]
    made_by += [settings.VAR_DIR / "keys", Path(within.__file__)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()
    return settings.VAR_DIR / "drill" / f"{kind.__name__}-{digest[:16]}"


def _keep_tables(site, kept):
    cast = site.set_up()
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    site.cluster.stop()
    subprocess.run(["cp", "-a", site.cluster.data, kept / "data"], check=True)
    (kept / "cast.json").write_text(json.dumps(cast))
    site.cluster.start()


@contextmanager
def site_on(kind, folder, *, options="", before=(), database_folder=None, **variables):
    """Run the program on a cluster of that kind; give its site and who and what is in it."""
    cluster = kind(database_folder or folder, options, before)
    kept = _kept_tables(kind)
    is_made = (kept / "cast.json").exists()
    cluster.take_over(kept / "data") if is_made else cluster.make()
    cluster.start()
    site = Site(cluster, folder, **variables)
    try:
        if not is_made:
            _keep_tables(site, kept)
        there = json.loads((kept / "cast.json").read_text())
        site.start_pages()
        site.start_worker()
        site.wait_until_ready()
        yield site, there
    finally:
        site.close()
        if cluster.is_running():
            cluster.stop()

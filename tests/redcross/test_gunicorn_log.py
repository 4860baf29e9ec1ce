"""What gunicorn writes down of a request that fails: that it did, and nothing of people."""

import subprocess
import sys
import time
from http.client import HTTPConnection

from django.conf import settings

from tests.processes import free_port

QUERY = "?q=430212199001011234"


def application(environ, start_response):
    """Fail as no view of Django's can: past all that would log it."""
    if environ["PATH_INFO"] == "/fine/":
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]
    raise ValueError(f"duplicate key\nDETAIL:  Key=({environ['QUERY_STRING']}) already exists.")


def ask(port, path):
    """Return the status of the answer, once the server is there."""
    for _attempt in range(200):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def test_neither_a_query_nor_a_row_is_in_its_journal():
    port = free_port()
    unit = (settings.BASE_DIR / "deploy" / "server" / "redcross-web.service").read_text()
    [started] = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    # Requests that go well it writes down only if it is asked to: nginx does.
    assert "access-log" not in started and "capture-output" not in started
    chosen = started[started.index("--logger-class") :].split()[:2]
    site = "tests.redcross.test_gunicorn_log:application"
    command = [sys.executable, "-m", "gunicorn", site, "--bind", f"127.0.0.1:{port}", *chosen]
    with subprocess.Popen(
        [*command, "--no-control-socket"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            found = [ask(port, f"/{name}/{QUERY}") for name in ("fine", "broken")]
        finally:
            process.terminate()
        said = process.communicate(timeout=60)[0]
    assert found == [200, 500]
    assert "Error handling request GET /broken/?…" in said
    assert "ValueError: duplicate key" in said
    assert "430212" not in said

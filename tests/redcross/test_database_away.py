"""The site while its database is away: pages that say so, and come again by themselves."""

import json
import time
from http.client import HTTPConnection

import pytest
from django import conf

from tests.processes import free_port, other_process

TOKEN = "a" * 32
SIGNED_IN = {"Cookie": f"sessionid={'b' * 32}; csrftoken={TOKEN}"}
FORM = {**SIGNED_IN, "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def site(db, tmp_path):
    """A function that asks a server whose database is not there; its log is beside."""
    port = free_port()
    variables = {
        "DEBUG": "0",
        "DATABASE_URL": f"postgres:///redcross?host={tmp_path}",
        "SECRET_KEY": conf.settings.SECRET_KEY,
        "DIGEST_KEY": conf.settings.DIGEST_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "false",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "LOG_FILE": str(tmp_path / "site.log"),
    }

    def ask(path, method="GET", body=None, headers=SIGNED_IN):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()

    arguments = ("-m", "gunicorn", "redcross.wsgi", "--bind", f"127.0.0.1:{port}")
    with other_process(*arguments, "--no-control-socket", variables=variables) as process:
        try:
            for _attempt in range(300):
                try:
                    ask("/health/live")
                    break
                except OSError:
                    time.sleep(0.1)
            yield ask
        finally:
            process.terminate()


def test_pages_say_so_and_what_is_sent_is_not_sent_again(site, tmp_path):
    for path in ("/", "/accounts/login/", "/donations/donors/?q=430212199001011234"):
        answer, page = site(path)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10"), path
        assert "系统暂时不可用" in page and 'http-equiv="refresh"' in page
        assert answer.headers["X-Request-ID"] in page
    sent = f"csrfmiddlewaretoken={TOKEN}&name=甲".encode()
    answer, page = site("/donations/donors/add/", "POST", sent, FORM)
    assert answer.status == 503 and "本次提交没有保存" in page and "refresh" not in page
    answer, page = site("/health/ready")
    assert answer.status == 503 and "database" in json.loads(page)["failing"]
    assert site("/health/live")[0].status == 200
    lines = [json.loads(line) for line in (tmp_path / "site.log").read_text().splitlines()]
    failed = [line["path"] for line in lines if line["level"] == "ERROR" and "request" in line]
    assert {"/", "/accounts/login/", "/donations/donors/", "/donations/donors/add/"} <= set(failed)
    assert "430212" not in json.dumps(lines)

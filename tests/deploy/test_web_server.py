"""nginx as `deploy/install-server.sh` sets it up, before a site that only answers."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote

import pytest

from tests.deploy.folders import SERVER
from tests.processes import free_port

pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx")
SEARCHED = "张三430212199001011234"
ADDRESS = f"/donations/donors/?q={quote(SEARCHED)}"
UNVERIFIED = ssl._create_unverified_context()  # noqa: S323 - its certificate is made here
MAIN = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/main.log;
events {{ }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Site(BaseHTTPRequestHandler):
    """Answers with an id, and keeps what arrived."""

    arrived: list[tuple[str, bytes]] = []  # of the class: each request has an object of its own

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.arrived.append((self.path, body))
        self.send_response(200)
        self.send_header("X-Request-ID", "0123456789")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET

    def log_message(self, *arguments):
        """Say nothing."""


class Served:
    """nginx, the ports on which it listens, and what it wrote down."""

    def __init__(self, folder):
        self.folder, self.plain, self.secure, self.behind = (folder, *(free_port() for _ in "abc"))
        make_certificate(folder)
        text = (SERVER / "nginx.conf").read_text()
        for before, after in (
            ("listen 80 ", f"listen 127.0.0.1:{self.plain} "),
            ("listen 443 ", f"listen 127.0.0.1:{self.secure} "),
            ("    listen [::]:80 default_server;\n", ""),
            ("    listen [::]:443 ssl default_server;\n", ""),
            ("SITE_NAMES", "127.0.0.1"),
            ("/etc/redcross/tls", str(folder)),
            ("/var/log/nginx", str(folder)),
            ("/srv/redcross/current/deploy/server", str(SERVER)),
            ("127.0.0.1:8000", f"127.0.0.1:{self.behind}"),
        ):
            assert before in text, before
            text = text.replace(before, after)
        (folder / "site.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))

    def start(self):
        command = ["nginx", "-e", f"{self.folder}/main.log", "-c", f"{self.folder}/nginx.conf"]
        self.process = subprocess.Popen(command)
        for _attempt in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.secure), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError

    def connection(self):
        return HTTPSConnection("127.0.0.1", self.secure, timeout=20, context=UNVERIFIED)

    def ask(self, address, method="GET", body=None, **headers):
        """Return status and text of the answer."""
        connection = self.connection()
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def written(self, name):
        file = self.folder / name
        return file.read_text() if file.exists() else ""


def make_certificate(folder):
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    nginx = Served(tmp_path_factory.mktemp("nginx"))
    nginx.start()
    yield nginx
    nginx.process.terminate()
    nginx.process.wait(20)


@pytest.fixture
def site(served):
    Site.arrived.clear()
    behind = ThreadingHTTPServer(("127.0.0.1", served.behind), Site)
    thread = Thread(target=behind.serve_forever)
    thread.start()
    yield Site
    behind.shutdown()
    behind.server_close()
    thread.join()


def of_people(text):
    return [part for part in (SEARCHED, quote(SEARCHED), "430212", "q=") if part in text]


def test_what_somebody_searches_for_is_not_written_down(served, site):
    status, _text = served.ask(ADDRESS, Referer=f"https://127.0.0.1{ADDRESS}")
    assert (status, site.arrived) == (200, [(ADDRESS, b"")])
    plain = HTTPConnection("127.0.0.1", served.plain, timeout=20)
    plain.request("GET", ADDRESS)
    assert plain.getresponse().status == 301
    lines = served.written("access.log").splitlines()[-2:]
    assert all('"GET /donations/donors/ HTTP/1.1"' in line for line in lines)
    assert lines[0].endswith(" 0123456789")
    assert not of_people(served.written("access.log"))


def test_while_the_site_is_away_a_page_says_so_and_comes_again(served):
    status, text = served.ask(ADDRESS, Referer=f"https://127.0.0.1{ADDRESS}")
    assert status == 503 and "系统正在重新启动" in text and 'http-equiv="refresh"' in text
    assert not of_people(served.written("error.log") + served.written("main.log"))


def test_a_slow_client_keeps_the_site_waiting_for_nothing(served, site):
    with UNVERIFIED.wrap_socket(
        socket.create_connection(("127.0.0.1", served.secure), 20)
    ) as client:
        head = "POST /scans/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n"
        client.sendall(head.encode() + b"01234")
        time.sleep(0.5)
        assert site.arrived == []
        client.sendall(b"56789")
        assert client.recv(4096).startswith(b"HTTP/1.1 200 ")
    assert site.arrived == [("/scans/", b"0123456789")]


@pytest.mark.parametrize(
    ("address", "size"),
    [("/accounts/login/", 100 * 1024), ("/verify/", 110 * 1024**2), ("/scans/", 420 * 1024**2)],
)
def test_more_than_a_page_takes_is_refused_by_its_size_alone(address, size, served, site):
    connection = served.connection()
    connection.putrequest("POST", address)
    connection.putheader("Content-Length", str(size))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413 and "上传的内容过大" in answer.read().decode()
    assert site.arrived == []

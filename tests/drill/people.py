"""People at browsers, who write records while servers are killed: what they were told counts."""

import re
import time
from collections import Counter
from http.client import HTTPException
from http.cookiejar import CookieJar
from io import BytesIO
from threading import Event, Lock, Thread
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.factories import PASSWORD
from tests.pages import form_data, line_data
from tests.photos import photo_bytes

ADD_GIFT, ADD_GOODS = "/donations/cash-gifts/add/", "/donations/goods/add/"
# What a proxy in front says as well: the server is away, try again.
AWAY = (502, 503, 504)


class Answer(NamedTuple):
    """What came back. `content` as pages are read by the other helpers."""

    status: int
    url: str
    headers: dict
    content: bytes

    @property
    def text(self):
        return self.content.decode(errors="replace")

    @property
    def leads_to_sign_in(self):
        return "/login/" in self.url or "/login/" in self.headers.get("Location", "")


class FollowsWhatIsRead(HTTPRedirectHandler):
    """Goes on by itself after a page that was read, not after a form that was sent."""

    def redirect_request(self, request, *args):
        return None if request.data else super().redirect_request(request, *args)


class Browser:
    """Somebody at a browser, who signs in when a page asks for it."""

    def __init__(self, address, username, timeout=120):
        self.address, self.username, self.timeout = address, username, timeout
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), FollowsWhatIsRead)

    def ask(self, path, body=None, accept="text/html"):
        """Return the answer, whatever it says. Raises OSError and HTTPException where none came."""
        headers = {"Accept": accept} | ({"Content-Type": MULTIPART_CONTENT} if body else {})
        request = Request(self.address + path, body, headers)  # noqa: S310
        try:
            answer = self.opener.open(request, timeout=self.timeout)
        except HTTPError as error:
            answer = error
        with answer:
            return Answer(answer.status, answer.url, answer.headers, answer.read())

    def open(self, path):
        """Open a page, signing in on the way to it where that is asked."""
        page = self.ask(path)
        if page.status == 200 and page.leads_to_sign_in:
            self.send("/accounts/login/", page, {"login": self.username, "password": PASSWORD})
            page = self.ask(path)
        return page

    def send(self, path, page, data):
        """Send a form of that page."""
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.content)
        whole = data | {"csrfmiddlewaretoken": token[1].decode() if token else ""}
        return self.ask(path, encode_multipart(BOUNDARY, whole))


class Sent(NamedTuple):
    """A form as it was sent, to be sent again as it is until somebody says that it is saved."""

    kind: str
    number: int
    path: str
    page: Answer
    data: dict
    photo: bytes


class Writer(Thread):
    """Enters one record after the other, and sends each until it is acknowledged.

    `acknowledged`: kind to the numbers typed. `again`: how often a form was sent once more.
    """

    kinds = ("gifts", "goods", "photos")

    def __init__(self, browser, first, there, pause=0.0):
        super().__init__(daemon=True)
        self.browser, self.number, self.there, self.pause = browser, first, there, pause
        self.acknowledged = {"gifts": [], "goods": []}
        self.again, self.away, self.refused = 0, [], []
        self.stopping, self.waiting = Event(), None

    def run(self):
        while not (self.stopping.is_set() and self.waiting is None):
            try:
                self.step()
            except (OSError, HTTPException):  # nobody answers, or stops in the middle
                time.sleep(0.1)
            time.sleep(self.pause)

    def step(self):
        """Send what waits, or what comes next."""
        if self.waiting is None:
            self.waiting = self.compose()
            if self.waiting is None:
                return
        else:
            self.again += 1
        sent = self.waiting
        photo = {"files": named(sent.photo)} if sent.photo else {}
        answer = self.browser.send(sent.path, sent.page, sent.data | photo)
        if answer.status == 302 and answer.leads_to_sign_in:
            # The form goes on with the token of who has signed in again, as its script has it do.
            self.waiting = sent._replace(page=self.browser.open(sent.path))
        elif answer.status == 302:
            self.acknowledged["goods" if sent.kind == "goods" else "gifts"].append(sent.number)
            self.waiting = None
        elif answer.status in AWAY:
            self.away.append(answer)
            time.sleep(0.1)
        else:
            self.refused.append((answer.status, sent.data, answer.text))
            self.waiting = None

    def compose(self):
        """Return the next form filled in, None while its page does not open."""
        kind = self.kinds[self.number % len(self.kinds)]
        path = ADD_GOODS if kind == "goods" else ADD_GIFT
        page = self.browser.open(path)
        if page.status in AWAY:
            self.away.append(page)
            time.sleep(0.1)
            return None
        if page.status != 200 or page.leads_to_sign_in:
            self.refused.append((page.status, path, page.text))
            return None
        self.number += 1
        data = form_data(page) | self.there
        if kind == "goods":
            data |= {"checker": f"N{self.number}", "receipt_waived": "on"}
            for line in range(2):
                cells = {"item": f"I{line}", "quantity": self.number + line, "unit": "U"}
                data |= line_data("lots", line, **cells)
        else:
            data |= {"amount": str(self.number)}
        photo = photo_of(self.number) if kind == "photos" else b""
        return Sent(kind, self.number, path, page, data, photo)


def in_words(page):
    """Return what a page says in its main part."""
    main = page.partition("<main")[2] or page
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:1500]


def photo_of(number, size=(60, 40)):
    """Return a photo that is another one for every number."""
    return photo_bytes(size=size, colour=f"#{number * 7919 % 2**24:06x}")


def named(content, name="a.jpg"):
    file = BytesIO(content)
    file.name = name
    return file


class Exporter(Thread):
    """Asks for one list after the other as a file, which the worker writes."""

    path = "/donations/cash-gifts/?format=xlsx"

    def __init__(self, browser):
        super().__init__(daemon=True)
        self.browser, self.asked, self.stopping = browser, 0, Event()

    def run(self):
        while not self.stopping.is_set():
            try:
                # Another address each time: the same one is the same file.
                answer = self.browser.open(f"{self.path}&page={self.asked}")
                self.asked += answer.status == 200
            except (OSError, HTTPException):
                pass
            time.sleep(0.3)


class Writers:
    """Several at once, as a context: at its end all have been told what became of their records."""

    def __init__(self, site, there, number=3, pause=0.0):
        self.writers = [
            Writer(Browser(site.address, "staff"), 100_000 * (one + 1), there, pause)
            for one in range(number)
        ]
        self.lock = Lock()

    def __enter__(self):
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *error):
        for writer in self.writers:
            writer.stopping.set()
        for writer in self.writers:
            writer.join(120)
            assert error[0] or not writer.is_alive(), "one was never told"

    def acknowledged(self, kind):
        return [number for writer in self.writers for number in list(writer.acknowledged[kind])]

    def total(self):
        return len(self.acknowledged("gifts")) + len(self.acknowledged("goods"))

    def wait_for(self, more, seconds=120):
        """Wait until so many more records were acknowledged."""
        before, end = self.total(), time.monotonic() + seconds
        while self.total() < before + more:
            self.check_refused()
            assert time.monotonic() < end, f"{self.total() - before} of {more} in {seconds} s"
            time.sleep(0.02)

    def check_refused(self):
        for writer in self.writers:
            assert writer.refused == [], [
                (status, sent, in_words(page)) for status, sent, page in writer.refused[:2]
            ]

    @property
    def again(self):
        return sum(writer.again for writer in self.writers)

    @property
    def away(self):
        return [answer for writer in self.writers for answer in list(writer.away)]


def check_whole(site, writers):
    """Compare what people were told with what is there; return what is there."""
    writers.check_refused()
    there = site.answer("found")
    assert there["faults"] == [], there["faults"][:9]
    for kind in ("gifts", "goods"):
        kept, told = Counter(there[kind]), Counter(writers.acknowledged(kind))
        assert kept == told, (kind, "lost", told - kept, "not told, or doubled", kept - told)
    assert there["sealed"] == [], there["sealed"][:9]
    checked = site.manage("verify_log")
    assert "The log is as it was sealed." in checked.stdout
    return there

"""The database stopped and started while people work: pages say so, ask again, and go on."""

import os
import time

import psutil
import pytest

from tests.drill.clusters import Debian, Embedded
from tests.drill.people import ADD_GIFT, Browser, Writers, check_whole
from tests.drill.sites import site_on

STOPS = int(os.environ.get("DRILL_STOPS", "10"))
READ = ("/", "/donations/cash-gifts/", ADD_GIFT, "/figures/", "/search/?q=a", "/accounts/login/")


def processes_of(pages):
    return {one.pid for one in psutil.Process(pages.pid).children()} | {pages.pid}


@pytest.mark.parametrize("database", [Embedded, Debian])
def test_pages_say_so_come_again_and_go_on_without_a_new_start(database, folder, count):
    said = asked = ended = 0
    with site_on(database, folder) as (site, cast):
        site.start_beside("ask_for_seals")
        reader, typist = Browser(site.address, "staff"), Browser(site.address, "colleague")
        assert reader.open("/").status == 200
        before = processes_of(site.pages)
        with Writers(site, cast, number=2) as writers:
            for number in range(STOPS):
                writers.wait_for(5)
                form = typist.open(ADD_GIFT)
                assert form.status == 200
                site.cluster.stop()
                for path in READ:
                    page = reader.ask(path)
                    if path == "/accounts/login/" and page.status == 200:
                        continue  # who has not signed in is asked for nothing yet
                    check_told(page, path)
                    assert 'http-equiv="refresh" content="10"' in page.text
                    said += 1
                # What was typed is not sent again by itself.
                typed = typist.send(ADD_GIFT, form, cast | {"amount": f"{900 + number}"})
                check_told(typed, ADD_GIFT)
                assert "refresh" not in typed.text and "没有保存" in typed.text
                assert '"database"' in site.failing()
                time.sleep(0.5)
                site.cluster.start()
                asked += all(reader.open(path).status == 200 for path in READ[:-1])
                ended += site.keep_worker()
            writers.wait_for(5)
        assert processes_of(site.pages) == before
        site.keep_worker()
        wait_until_sealed(site)
        check_whole(site, writers)
    assert asked == STOPS and said >= STOPS * (len(READ) - 1)
    assert len(writers.away) >= STOPS
    count(
        f"stopped and started {STOPS} times; {said} pages and {STOPS} forms answered 503,"
        f" {len(writers.away)} answers of 503 to who wrote; {writers.total()} records"
        f" acknowledged and there; the same processes serve as before, the worker began anew"
        f" {ended} times"
    )


def wait_until_sealed(site):
    """Wait until the worker, which may end late and begins anew, has sealed all there is."""
    end = time.monotonic() + 90
    while site.answer("found")["unsealed"]:
        assert time.monotonic() < end
        site.keep_worker()


def check_told(page, path):
    assert page.status == 503, (path, page.status)
    assert page.headers["Retry-After"] == "10" and "系统暂时不可用" in page.text
    assert page.headers["X-Request-ID"] in page.text

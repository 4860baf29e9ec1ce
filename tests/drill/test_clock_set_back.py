"""The clock of the machine set back and forth while people work.

All processes take the time from one file, by libfaketime: pages, worker, commands and database.
"""

import re
import time
from itertools import pairwise
from pathlib import Path

from tests.drill.clusters import Debian
from tests.drill.people import Browser, Writers
from tests.drill.sites import site_on
from tests.factories import PASSWORD

SIGN_IN, LIST = "/accounts/login/", "/donations/cash-gifts/"
HOUR, DAY = 3600, 24 * 3600
# Seconds from the true time, one after the other.
CLOCK = (
    *(0, -90, -2 * HOUR, 0, -DAY, -DAY - 5 * HOUR, -30 * DAY, -DAY, 0, 5 * HOUR, -HOUR, 0),
    *(400 * DAY, 0, -400 * DAY, -3 * HOUR, -10, 40 * DAY, -40 * DAY, 0),
)
TOLD = re.compile(
    r"entry \d+: dated \d{4}-\d\d-\d\d \d\d:\d\d, (sealed|before seal \d+ of) \d{4}-\d\d-\d\d.*"
)


class Clock:
    """The time that a site's processes see."""

    def __init__(self, folder):
        [library] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        self.file = folder / "clock"
        self.set(0)
        self.variables = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Memory shared with the database's processes would be another user's.
            "FAKETIME_DISABLE_SHM": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": str(Path(__file__).parent / "sleeping"),
        }

    @property
    def before(self):
        """What stands before a command that is to see it."""
        return ("env", *(f"{name}={value}" for name, value in self.variables.items()))

    def set(self, seconds):
        unfinished = self.file.with_suffix(".next")
        unfinished.write_text(f"{seconds:+d}\n")
        unfinished.chmod(0o644)
        unfinished.replace(self.file)


def sign_in(browser, password=PASSWORD):
    """Return the status: 302 for who is let in."""
    page = browser.ask(SIGN_IN)
    return browser.send(SIGN_IN, page, {"login": browser.username, "password": password}).status


def test_nothing_fails_and_the_log_says_what_is_dated_before(folder, count):
    clock, let_in = Clock(folder), 0
    place = {"before": clock.before, **clock.variables}
    with site_on(Debian, folder, **place) as (site, cast):
        site.start_beside("ask_for_seals")
        staying = Browser(site.address, "administrator")
        with Writers(site, cast, number=2) as writers:
            for offset in CLOCK:
                clock.set(offset)
                check_clock(site, offset)
                writers.wait_for(5)
                assert staying.open(LIST).status == staying.open("/log/").status == 200
                let_in += sign_in(Browser(site.address, "colleague")) == 302
                site.keep_worker()
                site.wait_until_ready()
        clock.set(0)
        there = site.answer("found")
        checked = site.manage("verify_log", check=False)
    writers.check_refused()
    # A form whose sender's session ended when the clock went forward is sent once more.
    ended = sum(later - now >= HOUR // 2 for now, later in pairwise(CLOCK))
    assert writers.away == [] and writers.again <= 2 * ended
    assert let_in == len(CLOCK)
    assert there["faults"] == []
    for kind in ("gifts", "goods"):
        assert sorted(there[kind]) == sorted(writers.acknowledged(kind))
    # A clock that was wrong is told entry by entry; of no entry it is said that it was changed.
    assert there["sealed"] and all(map(TOLD.fullmatch, there["sealed"])), there["sealed"][:3]
    assert checked.returncode == 1 and there["seals"] > len(CLOCK) // 2
    set_back = sum(later < now for now, later in pairwise(CLOCK))
    count(
        f"set {len(CLOCK)} times, {set_back} of them back; {writers.total()} records acknowledged"
        f" and there, {let_in} signed in; of {there['log']} entries under {there['seals']} seals"
        f" {len(there['sealed'])} are told as dated before what they come after"
    )


def check_clock(site, offset):
    """Compare the database's clock with that of this process, which is the true one."""
    sql = "SELECT extract(epoch FROM clock_timestamp()) - %s"
    [(difference,)] = site.cluster.ask(sql, time.time())
    assert abs(float(difference) - offset) < 5


def test_a_lockout_outlasts_the_clock_and_ends(folder, count):
    clock, kept, opened = Clock(folder), 0, 0
    place = {"before": clock.before, **clock.variables}
    with site_on(Debian, folder, **place) as (site, _cast):
        for name, back in (("staff", -HOUR), ("colleague", -2 * DAY), ("administrator", -60)):
            clock.set(0)
            guesser = Browser(site.address, name)
            for number in range(5):
                assert sign_in(guesser, f"Wrong-{number}-guess") == 200
            clock.set(back)
            # Who can set the clock back gets no further guess by it.
            assert sign_in(Browser(site.address, name)) == 200
            kept += 1
            clock.set(400)
            assert sign_in(Browser(site.address, name)) == 302
            opened += 1
    assert kept == opened == 3
    count(f"{kept} accounts stayed locked when the clock was set back, {opened} opened in time")

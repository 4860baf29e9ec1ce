"""A full disk while records, evidence, lists, backups and seals are written.

Nothing half is left, the page says so, and once there is room again all goes on. Each on a small
disk of its own, which only root may mount.
"""

import json
import os
import time
from io import BytesIO

import pytest
from PIL import Image

from redcross.backup.making import UNFINISHED
from tests.drill.clusters import Debian
from tests.drill.people import ADD_GIFT, Browser, Writers, check_whole, named
from tests.drill.sites import site_on
from tests.pages import form_data

pytestmark = pytest.mark.needs_root
ROUNDS = int(os.environ.get("DRILL_FULL", "5"))
# Bytes that are left: nothing, and so little that a file begins and does not end.
LEFT = (0, 4096, 40_000, 90_000)
READ = ("/", "/donations/cash-gifts/", ADD_GIFT, "/figures/", "/search/?q=a", "/log/")
LIST = "/donations/cash-gifts/?format=xlsx"


class SmallDebian(Debian):
    """Its write-ahead log comes in small files, so that the next one is soon needed."""

    made_with = ("--wal-segsize=1",)


def noise(side):
    """Return a photo that no encoder makes small."""
    content = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(content, "JPEG")
    return content.getvalue()


def files_in(folder):
    return sorted(str(one) for one in folder.rglob("*") if one.is_file() and one.name != "filling")


def wait_until_empty(folder):
    end = time.monotonic() + 20
    while left := files_in(folder):
        assert time.monotonic() < end, left
        time.sleep(0.1)


def check_told(page):
    assert page.status in (503, 507), (page.status, page.text[:300])
    assert "服务器存储空间已满" in page.text and page.headers["X-Request-ID"] in page.text


def go_on(site):
    """Have all run again, the database too if it has stopped itself; return whether it had."""
    stopped, end = False, time.monotonic() + 120
    while site.failing() != '{"failing": []}':
        assert time.monotonic() < end, site.failing()
        if not site.cluster.is_running():
            stopped = True
            site.cluster.start()
        time.sleep(0.2)
    site.keep_worker()
    return stopped


def test_no_room_for_records(folder, make_disk, count):
    disk, options = make_disk("disk", 256), "-c min_wal_size=2MB -c max_wal_size=8MB"
    statuses, stopped = {200: 0, 503: 0}, 0
    place = {"options": options, "database_folder": disk.folder}
    with site_on(SmallDebian, folder, **place) as (site, cast):
        reader = Browser(site.address, "administrator")
        reader.open("/")
        with Writers(site, cast) as writers:
            for _round in range(ROUNDS):
                writers.wait_for(10)
                told, end = len(writers.away), time.monotonic() + 240
                disk.fill()
                while len(writers.away) < told + 5:
                    writers.check_refused()
                    assert time.monotonic() < end
                    time.sleep(0.1)
                for page in map(reader.ask, READ):
                    statuses[page.status] += 1
                    if page.status != 200:
                        check_told(page)
                disk.empty()
                stopped += go_on(site)
            writers.wait_for(10)
            for answer in writers.away:
                check_told(answer)
        check_whole(site, writers)
    count(
        f"{ROUNDS} times full; {len(writers.away)} answers of 503 to who wrote, pages meanwhile"
        f" {statuses}; the database had stopped itself {stopped} times;"
        f" {writers.total()} records acknowledged and there"
    )


def send_gift(browser, page, cast, number, photos):
    data = form_data(page) | cast | {"amount": str(number)}
    return browser.send(ADD_GIFT, page, data | {"files": photos})


def photos_of(*contents):
    return [named(content, f"{number}.jpg") for number, content in enumerate(contents)]


def test_no_room_for_evidence_and_lists(folder, make_disk, count):
    disk = make_disk("disk", 24)
    refused = lists = 0
    with site_on(Debian, folder, MEDIA_ROOT=str(disk.folder / "evidence")) as (site, cast):
        browser = Browser(site.address, "administrator")
        browser.open("/")
        for number in range(ROUNDS):
            for left in LEFT:
                page, photos = browser.open(ADD_GIFT), (noise(160), noise(200), noise(240))
                amount = 1000 * number + left // 100 + 1
                before = files_in(disk.folder)
                disk.fill(free=left)
                answer = send_gift(browser, page, cast, amount, photos_of(*photos))
                check_told(answer)
                assert "没有保存" in answer.text and "refresh" not in answer.text
                assert browser.open("/donations/cash-gifts/").status == 200
                assert files_in(disk.folder) == before, left
                refused += 1
                if before:
                    lists += ask_for_list(site, browser, number, disk)
                    before = files_in(disk.folder)
                disk.empty()
                # The same form once more, as from the page that one goes back to.
                answer = send_gift(browser, page, cast, amount, photos_of(*photos))
                assert answer.status == 302
                assert len(files_in(disk.folder)) == len(before) + 6
        there = site.answer("found")
    assert there["faults"] == [] and there["left"] == [] and there["sealed"] == []
    assert len(there["gifts"]) == len(set(there["gifts"])) == ROUNDS * len(LEFT)
    assert there["files"] == 3 * len(there["gifts"])
    count(
        f"{refused} forms with three photos refused, none half, each saved when sent again;"
        f" {lists} lists not written, {there['exports']} written after"
    )


def ask_for_list(site, browser, number, disk):
    """Have a list written where there is no room, then where there is; return how many failed."""
    before, failed = files_in(disk.folder), 0
    disk.fill()
    for expected in ("failed", "done"):
        page = browser.open(LIST)
        if page.headers["Content-Disposition"]:
            break  # so few rows are written at once
        state = state_of_list(browser, page.url)
        assert state == expected
        if expected == "failed":
            failed += 1
            assert files_in(disk.folder) == before
            disk.empty()
    return failed


def state_of_list(browser, url):
    path = url.removeprefix(browser.address)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        told = json.loads(browser.ask(path, accept="application/json").text)
        if not told["is_in_progress"]:
            return told["state"]
        time.sleep(0.3)
    raise TimeoutError


def test_no_room_for_what_is_received(folder, make_disk, count):
    """Uploads and photos wait in the folder of temporary files until they are kept."""
    disk = make_disk("disk", 16)
    statuses = {302: 0, 503: 0}
    with site_on(Debian, folder, TMPDIR=str(disk.folder)) as (site, cast):
        browser = Browser(site.address, "administrator")
        page = browser.open(ADD_GIFT)
        assert send_gift(browser, page, cast, 1, photos_of(noise(200))).status == 302
        for number in range(ROUNDS):
            for left in (*LEFT, 8192, 20_480):
                page, amount = browser.open(ADD_GIFT), 1000 * (number + 1) + left // 100
                # Of one page, of several, and one that is received into a file.
                photos = (noise(30), noise(240), noise(1400))
                disk.fill(free=left)
                answer = send_gift(browser, page, cast, amount, photos_of(*photos))
                statuses[answer.status] += 1
                if answer.status == 503:
                    check_told(answer)
                disk.empty()
                # Another process may still hold what it was answering for.
                wait_until_empty(disk.folder)
                again = send_gift(browser, page, cast, amount, photos_of(*photos))
                assert again.status == 302
                assert files_in(disk.folder) == []
        there = site.answer("found")
    assert there["faults"] == [] and there["left"] == [] and there["sealed"] == []
    assert len(there["gifts"]) == len(set(there["gifts"])) == 1 + sum(statuses.values())
    assert there["files"] == 1 + 3 * sum(statuses.values()) and statuses[503] > 0
    count(f"forms with three photos answered {statuses}, each saved once when sent again")


def test_no_room_for_a_backup(folder, make_disk, count):
    disk, refused = make_disk("disk", 64), 0
    with site_on(Debian, folder, BACKUP_DIR=str(disk.folder / "backups")) as (site, cast):
        with Writers(site, cast, number=2) as writers:
            for _round in range(ROUNDS):
                writers.wait_for(10)
                for left in (0, 20_000, 300_000):
                    before = files_in(disk.folder)
                    disk.fill(free=left)
                    done = site.manage("backup", check=False)
                    assert done.returncode == 1 and "No backup was made" in done.stderr, left
                    assert files_in(disk.folder) == before
                    assert UNFINISHED not in " ".join(before)
                    disk.empty()
                    refused += 1
                made = site.manage("backup").stdout
                assert "read back and verified" in made
        check_whole(site, writers)
    count(f"{refused} backups refused, nothing left of them; {ROUNDS} made after")


def test_no_room_for_the_file_of_the_seals(folder, make_disk, count):
    disk, failed = make_disk("disk", 4), 0
    with site_on(Debian, folder, SEALS_FILE=str(disk.folder / "log-seals")) as (site, _cast):
        for _round in range(ROUNDS):
            disk.fill()
            answers = site.answer("seal_often")
            failed += sum("space" in str(answer) for answer in answers)
            disk.empty()
            assert all(isinstance(answer, int) for answer in site.answer("seal_often"))
            checked = site.manage("verify_log")
            assert "The log is as it was sealed." in checked.stdout
        lines = (disk.folder / "log-seals").read_text().splitlines()
    assert failed > 0 and len(lines) >= 50 * ROUNDS
    assert all(len(line.split(" ")) == 3 for line in lines)
    count(f"{failed} seals not written to their file, {len(lines)} whole lines in it; log verified")

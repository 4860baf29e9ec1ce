"""Pages, worker and database killed in the middle of writing: what was told is there, whole.

Each is killed twenty times on the embedded database, and twenty times on Debian's. Who gets no
answer sends the same form again until there is one.
"""

import os
import random
import time

import pytest

from tests.drill.clusters import Debian, Embedded
from tests.drill.people import Browser, Exporter, Writers, check_whole
from tests.drill.sites import site_on

KILLS = int(os.environ.get("DRILL_KILLS", "20"))


def kill_database(site):
    site.cluster.kill_postmaster()
    site.cluster.start()


KILLED = {
    "process of the pages": lambda site: site.kill_a_process_of_the_pages(),
    "master of the pages": lambda site: site.kill_pages(),
    "worker": lambda site: site.kill_worker(),
    "first process of the database": kill_database,
    "process of the database that serves somebody": lambda site: site.cluster.kill_backend(),
}


def wait_for_a_list(site):
    """Wait until the worker, which goes on with what waits, has written one."""
    end = time.monotonic() + 180
    while not site.answer("found")["exports"]:
        assert time.monotonic() < end


@pytest.mark.parametrize("database", [Embedded, Debian])
def test_what_was_acknowledged_is_there_whole_and_once(database, folder, count):
    killed = dict.fromkeys(KILLED, 0)
    with site_on(database, folder) as (site, cast):
        site.start_beside("ask_for_seals")
        exporter = Exporter(Browser(site.address, "administrator"))
        with Writers(site, cast) as writers:
            exporter.start()
            for _round in range(KILLS):
                for name, kill in KILLED.items():
                    writers.wait_for(5)
                    time.sleep(random.uniform(0, 0.3))  # noqa: S311
                    kill(site)
                    killed[name] += 1
                    site.keep_worker()
                    site.wait_until_ready()
            writers.wait_for(5)
            exporter.stopping.set()
        wait_for_a_list(site)
        there = check_whole(site, writers)
    for name, times in killed.items():
        count(f"{name} killed {times} times")
    kept = len(there["gifts"]) + len(there["goods"])
    count(
        f"{writers.total()} records acknowledged, {kept} there;"
        f" {writers.again} forms sent again, {len(writers.away)} times told to wait;"
        f" {there['files']} files of evidence, {there['exports']} lists written,"
        f" {there['seals']} seals over {there['log']} entries; {len(there['left'])} files of no row"
    )
    assert set(killed.values()) == {KILLS}
    assert writers.total() >= 5 * 5 * KILLS
    # They were killed in the middle of writing, not between.
    assert writers.again >= KILLS
    assert there["files"] > KILLS and there["exports"] > 0 and there["seals"] > KILLS

"""Backups made while people write, each restored into an empty place and compared.

What a backup holds is a moment between its beginning and its end: all that was acknowledged
before, nothing that was entered after, and of each record all of it.
"""

import os

from tests.drill.clusters import Debian
from tests.drill.people import Writers, check_whole
from tests.drill.sites import site_on

BACKUPS = int(os.environ.get("DRILL_BACKUPS", "10"))


def typed(writers):
    return {kind: set(writers.acknowledged(kind)) for kind in ("gifts", "goods")}


def check_moment(there, before, after):
    """Compare what was restored with what was acknowledged before and sent by its end."""
    for kind in ("gifts", "goods"):
        held = set(there[kind])
        assert len(held) == len(there[kind])
        assert before[kind] <= held <= after[kind], (kind, before[kind] - held, held - after[kind])


def test_each_backup_is_a_moment_in_between_with_all_of_every_record(folder, count):
    held = []
    with site_on(Debian, folder) as (site, cast):
        site.start_beside("ask_for_seals")
        with Writers(site, cast, number=4) as writers:
            for number in range(BACKUPS):
                writers.wait_for(10)
                before = typed(writers)
                done = site.manage("backup", "--to", str(folder / f"backup-{number}"))
                assert "read back and verified" in done.stdout
                # One more of each writer may be in the database and its answer on the way.
                after = typed(writers)
                under_way = {writer.number for writer in writers.writers}
                after = {kind: numbers | under_way for kind, numbers in after.items()}
                held.append((number, before, after))
        check_whole(site, writers)
        grown = []
        for number, before, after in held:
            [file] = (folder / f"backup-{number}").iterdir()
            place = f"restored_{number}"
            site.cluster.ask(f"CREATE DATABASE {place} TEMPLATE template0 ENCODING 'UTF8'")
            evidence = folder / place
            elsewhere = {
                "DATABASE_URL": site.cluster.url.replace("/postgres?", f"/{place}?"),
                "MEDIA_ROOT": str(evidence),
                # What was sealed after the backup is not in it.
                "SEALS_FILE": str(folder / f"seals-{number}"),
            }
            told = site.manage("restore", str(file), **elsewhere).stdout
            assert "Restored and compared" in told
            there = site.answer("found", **elsewhere)
            assert there["faults"] == [] and there["sealed"] == []
            check_moment(there, before, after)
            grown.append(len(there["gifts"]) + len(there["goods"]))
            assert there["files"] > 0
    assert grown == sorted(set(grown)) and len(grown) == BACKUPS
    count(
        f"{BACKUPS} backups during {writers.total()} records, each restored and the same;"
        f" they hold {', '.join(map(str, grown))}"
    )

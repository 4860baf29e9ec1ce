"""Which backups are kept, and whether the last one is new enough."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from redcross.backup.copies import (
    backups,
    delete_old,
    is_overdue,
    last_backup,
    name_of,
    no_longer_kept,
)


@pytest.fixture
def place(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    settings.BACKUP_KEEP = [7, 5, 12]
    return tmp_path


def make_backups(place, *moments):
    for moment in moments:
        (place / name_of(moment, encrypted=False)).write_bytes(b"")


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def test_days_weeks_and_months_are_kept():
    newest = at("2026-11-30 02:15")
    nights = [newest - timedelta(days=day) for day in range(800)]
    kept = sorted(set(nights) - no_longer_kept(nights, 7, 5, 12), reverse=True)
    days = [f"{moment:%m-%d}" for moment in kept]
    assert days[:7] == ["11-30", "11-29", "11-28", "11-27", "11-26", "11-25", "11-24"]
    # Sundays, the last of their weeks, and the last days of months.
    assert days[7:] == [
        *("11-22", "11-15", "11-08", "10-31", "09-30", "08-31", "07-31", "06-30", "05-31"),
        *("04-30", "03-31", "02-28", "01-31", "12-31"),
    ]


def test_of_one_day_the_last_is_kept_and_the_newest_always():
    day = [at("2026-11-30 08:00"), at("2026-11-30 02:15"), at("2026-11-29 23:00")]
    assert no_longer_kept(day, 7, 0, 0) == {day[1]}
    assert no_longer_kept(day, 0, 0, 0) == set(day[1:])
    assert no_longer_kept([], 7, 5, 12) == set()


def test_a_gap_of_months_deletes_nothing_of_before():
    assert no_longer_kept([at("2026-11-30 02:15"), at("2024-01-01 02:15")], 7, 5, 12) == set()


def test_only_backups_are_deleted(place):
    others = ["redcross-20200101-021500.tar.unfinished", "notes.txt", "redcross-2020.tar"]
    for name in others:
        (place / name).write_text("")
    now = timezone.now()
    make_backups(place, now, now - timedelta(seconds=5), now - timedelta(seconds=9))
    assert len(delete_old(place)) == 2
    assert {path.name for path in place.iterdir()} == {name_of(now, encrypted=False), *others}


def test_the_newest_by_its_name_is_the_last(place):
    make_backups(place, at("2026-11-29 02:15"), at("2026-11-30 02:15"))
    assert last_backup() == at("2026-11-30 02:15") == list(backups(place).values())[-1]


@pytest.mark.parametrize(("hours", "overdue"), [(1, False), (47, False), (49, True)])
def test_it_is_overdue_after_two_days(place, hours, overdue):
    make_backups(place, timezone.now() - timedelta(hours=hours))
    assert is_overdue() is overdue


def test_a_server_needs_one_and_a_trial_does_not(place, settings):
    assert is_overdue()
    settings.BACKUP_DIR = str(place / "missing")
    assert is_overdue()
    settings.DEBUG = True
    assert not is_overdue() and not Path(settings.BACKUP_DIR).exists()
    settings.BACKUP_DIR = str(place)
    make_backups(place, timezone.now() - timedelta(days=3))
    assert is_overdue()

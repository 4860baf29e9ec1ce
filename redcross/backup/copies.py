"""The backups that are kept, by the names of their files; the newest is the last backup."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

OVERDUE_AFTER = timedelta(days=2)
_NAME = re.compile(r"redcross-(\d{8}-\d{6})\.tar(?:\.enc)?")
_TIME = "%Y%m%d-%H%M%S"


def name_of(moment: datetime, *, encrypted: bool) -> str:
    """Return the name of a backup that was made then."""
    local = timezone.localtime(moment)
    return f"redcross-{local.strftime(_TIME)}.tar{'.enc' if encrypted else ''}"


def backups(folder: Path) -> dict[Path, datetime]:
    """Return the backups in the folder with their times, the oldest first."""
    found = {}
    try:
        for path in folder.iterdir():
            if match := _NAME.fullmatch(path.name):
                found[path] = timezone.make_aware(datetime.strptime(match[1], _TIME))
    except OSError:
        return {}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def last_backup() -> datetime | None:
    """Return when the last one was made, None where there is none that we may see."""
    return max(backups(Path(settings.BACKUP_DIR)).values(), default=None)


def is_overdue() -> bool:
    """Return whether the last one is older than two days; a trial need not have any."""
    last = last_backup()
    if last is None:
        return not settings.DEBUG
    return timezone.now() - last > OVERDUE_AFTER


def no_longer_kept(
    moments: Iterable[datetime], daily: int, weekly: int, monthly: int
) -> set[datetime]:
    """Return which may be deleted: not the last of a day, week or month, of the last so many.

    The newest always stays.
    """
    newest_first = sorted(moments, reverse=True)
    kept_moments = set(newest_first[:1])
    spans: list[tuple[int, Callable[[datetime], object]]] = [
        (daily, lambda moment: timezone.localdate(moment)),
        (weekly, lambda moment: timezone.localdate(moment).isocalendar()[:2]),
        (monthly, lambda moment: timezone.localdate(moment).timetuple()[:2]),
    ]
    for number, span_of in spans:
        last_of: dict[object, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(span_of(moment), moment)
        kept_moments.update(list(last_of.values())[:number])
    return set(newest_first) - kept_moments


def delete_old(folder: Path) -> list[Path]:
    """Delete what BACKUP_KEEP no longer keeps; return what that was."""
    known = backups(folder)
    old = no_longer_kept(known.values(), *settings.BACKUP_KEEP)
    deleted = [path for path, moment in known.items() if moment in old]
    for path in deleted:
        path.unlink()
    return deleted

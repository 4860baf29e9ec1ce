"""Work that takes longer than a request may: how far it is, and whether somebody is still at it.

Who works holds a lock of its database session, which goes with the process however that ends. Thus
"working" in the table and the lock free means that the worker was killed. All that is told of the
work meanwhile goes through that connection of its own: it is seen at once, whatever transaction
the work itself is in, and is not taken back with it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import connection, models
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateWorker
from psycopg.sql import SQL, Identifier, Placeholder

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_Item = TypeVar("_Item")

# Seconds between two writings of the progress.
REPORTED_EVERY = 0.5
# A worker says every ten seconds that it lives.
WORKER_IS_LOST_AFTER = timedelta(seconds=30)


class Cancelled(Exception):
    """Somebody asked that the work ends."""


class Stopped(Exception):
    """The worker is being shut down; the work waits for the next one."""


class NotWaiting(Exception):
    """The work was cancelled before its turn came, or another worker has it."""


def worker_is_alive() -> bool:
    """Return whether a worker has said lately that it lives."""
    since = Now() - WORKER_IS_LOST_AFTER
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).exists()


class BackgroundWork(models.Model):
    """One piece of work for the worker: its state, and how much of it is done.

    `task_name` is the address of the task that does it, `app.tasks.function`. Within the work's own
    transaction its row is not written before the last report: the two would wait for each other.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        WORKING = "working", _("is being worked on")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    task_name: ClassVar[str]

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING, editable=False
    )
    progress_done = models.PositiveIntegerField(default=0, editable=False)
    # None as long as nobody knows.
    progress_total = models.PositiveIntegerField(null=True, editable=False)
    cancel_requested = models.BooleanField(default=False, editable=False)
    # Of who asked for it; what the work writes is in it.
    language = models.CharField(max_length=10, default=translation.get_language, editable=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    # Of the process that works: how it tells what it does, and whether it is to stop.
    _own_connection: "BaseDatabaseWrapper | None" = None
    _reported_at = 0.0

    class Meta:
        abstract = True

    @staticmethod
    def _is_stopping() -> bool:
        return False

    @property
    def has_ended(self) -> bool:
        """Whether nothing will change any more: done, failed or cancelled."""
        return self.state not in (self.State.WAITING, self.State.WORKING)

    @property
    def percent(self) -> int | None:
        """How much is done, None as long as nobody knows."""
        total = self.progress_total
        return min(100, self.progress_done * 100 // total) if total else None

    def is_interrupted(self) -> bool:
        """Return whether the process that worked on it was killed."""
        if self.state != self.State.WORKING:
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [self._key])
            if not cursor.fetchone()[0]:
                return False
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [self._key])
        # It may have ended since it was read.
        self.refresh_from_db()
        return self.state == self.State.WORKING

    def status(self) -> tuple[str, str]:
        """Return its state, "interrupted" or "no_worker", and that in words."""
        if self.is_interrupted():
            return "interrupted", gettext("interrupted: the process that worked on it has ended")
        if self.state == self.State.WAITING and not worker_is_alive():
            return "no_worker", gettext("waits: no worker is running")
        return self.state, self.get_state_display()

    def cancel(self) -> None:
        """Have it end: at once if nobody works on it, else with its next report."""
        rows = type(self)._base_manager.filter(pk=self.pk)
        ended = {"state": self.State.CANCELLED, "finished_at": timezone.now()}
        if not rows.filter(state=self.State.WAITING).update(cancel_requested=True, **ended):
            rows.filter(state=self.State.WORKING).update(cancel_requested=True)
        self.refresh_from_db()

    @contextmanager
    def working(self, is_stopping: Callable[[], bool] | None = None) -> Iterator[None]:
        """Hold the lock and keep the state while the caller works, in the language of who asked.

        Being cancelled ends the work quietly. Any other exception is passed on: the work has
        failed, or waits again after `Stopped`. Raises NotWaiting when there is nothing to begin.
        """
        # Of the same database, and no transaction but its own.
        with closing(connection.copy()) as own:
            with own.cursor() as cursor:
                cursor.execute("SET lock_timeout = '10s'")
                cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [self._key])
            self._own_connection, self._reported_at = own, 0.0
            if is_stopping:
                self._is_stopping = is_stopping  # type: ignore[method-assign]
            self.progress_done = 0
            began = {"state": self.State.WORKING, "started_at": timezone.now(), "progress_done": 0}
            if self._write(self.State.WAITING, **began) is None:
                raise NotWaiting
            try:
                with translation.override(self.language):
                    yield
            except Cancelled:
                self._finish(self.State.CANCELLED)
            except Stopped:
                self._write(self.State.WORKING, state=self.State.WAITING, progress_done=0)
                raise
            except BaseException:
                self._finish(self.State.FAILED)
                raise
            else:
                self._finish(self.State.DONE)
            finally:
                self._own_connection = None

    def report(self, done: int, total: int | None = None) -> None:
        """Say how much is done; written twice a second at most. Without a worker nothing happens.

        Raises Cancelled and Stopped, which the work lets pass.
        """
        self.progress_done = done
        self.progress_total = self.progress_total if total is None else total
        if self._own_connection is None:
            return
        if self._is_stopping():
            raise Stopped
        if monotonic() - self._reported_at < REPORTED_EVERY:
            return
        self._reported_at = monotonic()
        progress = {"progress_done": done, "progress_total": self.progress_total}
        if self._write(self.State.WORKING, **progress):
            raise Cancelled

    def reported(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """Yield the items, and report each as one more that is done."""
        for item in items:
            yield item
            self.report(self.progress_done + 1)

    @property
    def _key(self) -> str:
        """What the lock is named by, together with no other work in the database."""
        return f"{self._meta.db_table}:{self.pk}"

    def _finish(self, state: State) -> None:
        progress = {"progress_done": self.progress_done, "progress_total": self.progress_total}
        self._write(self.State.WORKING, state=state, finished_at=timezone.now(), **progress)

    def _write(self, expected: State, **values: Any) -> bool | None:
        """Set columns if the state is as expected; return whether to cancel, None if it was not."""
        query = SQL("UPDATE {} SET {} WHERE id = %s AND state = %s RETURNING cancel_requested")
        columns = [SQL("{} = {}").format(Identifier(name), Placeholder()) for name in values]
        statement = query.format(Identifier(self._meta.db_table), SQL(", ").join(columns))
        assert self._own_connection is not None  # noqa: S101 - only `working` leads here
        with self._own_connection.cursor() as cursor:
            cursor.execute(statement, [*map(_plain, values.values()), self.pk, expected.value])
            found = cursor.fetchone()
        if found:
            vars(self).update(values)
        return found[0] if found else None


def _plain(value: Any) -> Any:
    """Return a choice as the text that the column holds."""
    return value.value if isinstance(value, models.TextChoices) else value

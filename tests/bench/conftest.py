"""What the pages, figures and PDFs cost, each against its peer, timed in turn in the same run.

Only the ratio is held: how fast a machine is says nothing about this code.
"""

import gc
from collections.abc import Callable
from contextlib import contextmanager
from math import inf
from time import perf_counter
from typing import Any

import pytest
from django.db import connection

# How often Python looks for garbage unless it is told otherwise.
PYTHONS_OWN = (700, 10, 10)


@pytest.fixture(autouse=True)
def collect_as_python_does():
    """Tests look for garbage less often and never in what was loaded; no other process does."""
    before = gc.get_threshold()
    gc.unfreeze()
    gc.set_threshold(*PYTHONS_OWN)
    yield
    gc.set_threshold(*before)
    gc.freeze()


@contextmanager
def committed_records(django_db_blocker, load):
    """Give what `load` saves, and empty it afterwards.

    Committed, so that PostgreSQL keeps statistics and a visibility map of it as of real records.
    """
    with django_db_blocker.unblock():
        try:
            yield load()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE redcross_society RESTART IDENTITY CASCADE")


@pytest.fixture
def write_line(request):
    """Writes a line among the results."""
    terminal = request.config.pluginmanager.getplugin("terminalreporter")
    return lambda line: terminal.write_line(f"\n{line}")


@pytest.fixture
def compare(write_line):
    """Times two calls, prints how they stand and gives the ratio one / other."""

    def measure(
        title: str, limit: str, one: Callable[[], Any], other: Callable[[], Any], rounds: int
    ) -> float:
        """Both are warmed, then take turns; of each the fastest round counts, because whatever
        else the machine does only ever adds time. Python keeps its frames in blocks of 16 KiB, and
        a loop whose calls happen to straddle two of them takes half as long again: so every round
        starts at another depth of the stack.
        """
        best = {one: inf, other: inf}
        for number in range(-2, rounds):
            for call in (one, other):
                gc.collect()  # neither pays for what the other left
                spent = _timed(call, depth=max(0, number) * 130 // rounds)
                if number >= 0:
                    best[call] = min(best[call], spent)
        ratio = best[one] / best[other]
        milliseconds = f"{best[one] * 1000:.1f} ms to {best[other] * 1000:.1f} ms"
        write_line(f"{title}: {ratio:.2f} ({limit}; {milliseconds})")
        return ratio

    return measure


def _timed(call: Callable[[], Any], depth: int) -> float:
    """Seconds."""
    if depth:
        return _timed(call, depth - 1)
    start = perf_counter()
    call()
    return perf_counter() - start

"""Several people at the same moment: each over a connection of its own, none before the others."""

from threading import Event, Thread
from time import monotonic

from django.db import connection, transaction

from redcross.models import Society
from tests.pages import client_of

# Of this database, those kept waiting by a row that another holds.
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def at_once(society, *acts):
    """Run acts that save something of the society; their answers in order of size.

    The society is held until all of them wait for it: so each has read what was there before any
    of the others saved.
    """
    answers = []

    def run(act):
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    with transaction.atomic():
        Society.lock(society.pk)
        for thread in threads:
            thread.start()
        deadline = monotonic() + 60
        while _waiting() < len(threads) and all(thread.is_alive() for thread in threads):
            assert monotonic() < deadline, "one waits for something else"
            Event().wait(0.01)
        assert all(thread.is_alive() for thread in threads), "one did not wait for the others"
    for thread in threads:
        thread.join()
    return sorted(answers)


def _waiting():
    with connection.cursor() as cursor:
        # What is known of the others is kept for a transaction.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def sender(user, url, data):
    """An act that sends the data as the user; its answer is the status."""
    client = client_of(user)
    return lambda: client.post(url, data).status_code

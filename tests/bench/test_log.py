"""What looking through the sealed log costs."""

from time import perf_counter

import pytest
from django.db import connection
from django.db.models import Max

from redcross.log_seals import CHUNK, faults_of_log, seal_log
from redcross.models import LogEntry, audit_log

pytestmark = pytest.mark.django_db
ENTRIES, SEALS = 100_000, 100
MOST = 6.0


@pytest.fixture
def sealed(staff, tmp_path, settings):
    """A hundred thousand entries in a hundred seals; each says what was changed of a gift."""
    settings.SEALS_FILE = tmp_path / "seals"
    changes = {"amount": ["1234.50", "2234.50"], "note": ["", "按捐赠人来函更正"]}
    for _seal in range(SEALS):
        audit_log.write("change", by=staff, changes=changes, reason="更正")
        one = LogEntry.objects.aggregate(last=Max("pk"))["last"]
        columns = ", ".join(
            field.column for field in LogEntry._meta.concrete_fields if not field.primary_key
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO redcross_logentry ({columns}) SELECT {columns} "  # noqa: S608
                "FROM redcross_logentry, generate_series(2, %s) WHERE id = %s",
                [ENTRIES // SEALS, one],
            )
        seal_log()
    assert LogEntry.objects.count() == ENTRIES


def test_looking_through_a_hundred_thousand_entries(sealed, compare, write_line):
    """Bare: the same rows as the driver gives them, with nothing done to them."""
    columns = "id, at, user_id, address, society_id, action, model, object_id, version"

    def bare():
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f"SELECT {columns}, changes, reason FROM redcross_logentry ORDER BY id"  # noqa: S608
            )
            while cursor.fetchmany(CHUNK):
                pass

    def looked_through():
        assert list(faults_of_log()) == []

    began = perf_counter()
    looked_through()
    write_line(f"the log: {ENTRIES:,} entries looked through in {perf_counter() - began:.1f} s")
    assert compare("the log to its bare rows", f"{MOST}", looked_through, bare, 3) <= MOST

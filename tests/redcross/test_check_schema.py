"""Whether a database is the one that this version of the program makes."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from redcross.management.commands.check_schema import ANOTHER_VERSION

pytestmark = pytest.mark.django_db


def test_a_database_of_this_version_passes():
    call_command("check_schema")


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("ALTER TABLE donations_fund RENAME COLUMN purpose TO aim", "donations_fund.purpose"),
        ("ALTER TABLE reports_signedcopy RENAME TO reports_frozen", "reports_signedcopy.id"),
    ],
)
def test_one_that_lacks_a_column_or_a_table_is_refused(sql, named):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    with pytest.raises(CommandError, match=named):
        call_command("check_schema")


def test_one_with_a_migration_of_another_version_is_refused():
    MigrationRecorder(connection).record_applied("donations", "0002_of_another_version")
    with pytest.raises(CommandError, match=r"migration donations\.0002_of_another") as refused:
        call_command("check_schema")
    assert refused.value.returncode == ANOTHER_VERSION

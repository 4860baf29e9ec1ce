"""Who watches the server is told whether it lives and can serve, and nothing more."""

import pytest
from django.db import OperationalError, connection

from redcross import health


def test_live_asks_the_database_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/health/live", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"failing": []})


def test_ready_once_all_works(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "new"
    answer = client.get("/health/ready", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"failing": []})
    assert list((tmp_path / "new").iterdir()) == []


def test_without_a_folder_to_write_to_it_is_not_ready(client, db, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"failing": ["evidence"]})


def test_without_the_database_it_lives_and_is_not_ready(client, db, monkeypatch):
    def away():
        raise OperationalError("connection to 10.1.1.1 refused")

    monkeypatch.setitem(health.CHECKS, "database", away)
    answer = client.get("/health/ready")
    assert answer.status_code == 503 and answer.json() == {"failing": ["database"]}
    assert client.get("/health/live").status_code == 200


def test_a_database_that_only_reads_is_not_ready(client, db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert client.get("/health/ready").json() == {"failing": ["database"]}


def test_an_older_database_is_not_ready(client, db, monkeypatch):
    own = health.own_migrations()
    monkeypatch.setattr(health, "own_migrations", lambda: own | {("donations", "0002_newer")})
    assert client.get("/health/ready").json() == {"failing": ["migrations"]}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_sent_there(client, db, method):
    assert getattr(client, method)("/health/ready").status_code == 405

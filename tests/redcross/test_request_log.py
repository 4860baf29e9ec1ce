"""What goes wrong is written down with the request's id, and nothing of what was sent."""

import json
import logging
import logging.handlers
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from redcross.middleware import OriginMiddleware
from redcross.request_log import JsonLines, timed, without_rows
from tests.factories import make_donor
from tests.pages import form_data

SECRET = "张三丰430212199001011234"
ADD = "/donations/donors/add/"


@pytest.fixture
def lines():
    """The lines that are written, as the file has them."""
    found = []

    class Keep(logging.Handler):
        def emit(self, record):
            found.append(json.loads(JsonLines().format(record)))

    handler = Keep()
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


def broken(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def test_every_answer_has_an_id_of_its_own(client, db):
    ids = {client.get("/accounts/login/").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3 and all(len(one) == 10 for one in ids)


def test_the_page_of_an_error_tells_the_id_under_which_it_is_in_the_log(lines, staff, settings):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redcross.views.everything.searched_lists", broken(ValueError("broken")))
        answer = client.get("/search/", {"q": SECRET})
    assert answer.status_code == 500
    [line] = [line for line in lines if line["level"] == "ERROR"]
    assert answer.headers["X-Request-ID"] == line["request"]
    assert line["request"] in answer.content.decode()
    assert (line["path"], line["user"], line["method"]) == ("/search/", staff.pk, "GET")
    assert "ValueError: broken" in line["traceback"] and SECRET not in json.dumps(line)


class LibraryError(Exception):
    """As a library tells of what it stumbled over, in words of its own."""


def wrapped(error):
    """Return the library's error that was raised while this one was handled."""
    try:
        try:
            raise error
        except OSError:
            raise LibraryError  # noqa: B904 - so do they
    except LibraryError as told:
        return told


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("the connection is lost"),
        OSError(28, "No space left on device"),
        wrapped(OSError(28, "No space left on device")),
    ],
)
def test_what_passes_by_itself_is_said_and_asked_again(lines, staff, error):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redcross.views.everything.searched_lists", broken(error))
        answer = client.get("/search/", {"q": "a"})
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert 'http-equiv="refresh"' in page and answer.headers["X-Request-ID"] in page
    assert [line["level"] for line in lines] == ["ERROR"]


def test_a_session_that_cannot_be_saved_is_no_fault_of_its_sender(staff):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "save", broken(OperationalError("the connection is lost")))
        answer = client.get(ADD)
    assert answer.status_code == 503 and "没有保存" not in answer.content.decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "save", broken(DatabaseError("did not affect any rows")))
        assert client.get(ADD).status_code == 400
    assert client.get(ADD).status_code == 200


def test_what_does_not_pass_by_itself_is_no_reason_to_come_again(staff):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    for error in (ValueError("broken"), wrapped(OSError(13, "Permission denied"))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("redcross.views.everything.searched_lists", broken(error))
            assert client.get("/search/", {"q": "a"}).status_code == 500


def test_what_was_sent_is_not_sent_again_by_itself(staff):
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    typed = form_data(client.get(ADD)) | {"name": SECRET}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redcross.models.Entry.save_entry", broken(OperationalError("lost")))
        answer = client.post(ADD, typed)
    assert answer.status_code == 503 and "refresh" not in answer.content.decode()


def test_a_message_of_the_database_loses_its_row():
    text = (
        'IntegrityError: null value in column "name"\n'
        f"DETAIL:  Failing row contains (7, {SECRET},\n null).\n"
        f'CONTEXT:  COPY donor, line 1: "{SECRET}"\n'
        "The above exception was"
    )
    assert SECRET not in without_rows(text)
    assert "null value" in without_rows(text) and "The above" in without_rows(text)


def test_a_constraint_that_fails_leaves_no_row_in_the_log(lines, staff):
    donor = make_donor(staff, name=SECRET)
    try:
        with transaction.atomic():
            type(donor).objects.filter(pk=donor.pk).update(kind=None)
    except IntegrityError:
        logging.getLogger("redcross").exception("It failed.")
    [line] = lines
    assert "NotNullViolation" in line["traceback"] and SECRET not in json.dumps(
        line, ensure_ascii=False
    )


def test_mail_to_who_maintains_it_tells_nothing_of_what_was_sent(staff, settings):
    settings.ADMINS = [("", "root@example.org")]
    client = Client(raise_request_exception=False)
    client.force_login(staff)
    typed = form_data(client.get(ADD)) | {"name": SECRET}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redcross.models.Entry.save_entry", broken(ValueError("broken")))
        client.post(ADD, typed)
    [sent] = mail.outbox
    assert "ValueError" in sent.body and f"POST {ADD}" in sent.body
    assert SECRET not in sent.body and client.cookies["sessionid"].value not in sent.body
    assert settings.DIGEST_KEY not in sent.body


@pytest.mark.parametrize("kind", [StreamingHttpResponse, FileResponse])
def test_an_answer_that_breaks_off_while_it_is_sent_is_in_the_log(kind, lines):
    def pieces():
        yield b"begun"
        raise ValueError("broken")

    request = RequestFactory().get("/donations/donors/", {"q": SECRET})
    answer = OriginMiddleware(lambda request: kind(pieces()))(request)
    with pytest.raises(ValueError, match="broken"):
        answer.getvalue()
    [line] = lines
    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["path"], line["level"]) == ("/donations/donors/", "ERROR")
    assert "ValueError" in line["traceback"] and SECRET not in json.dumps(line, ensure_ascii=False)


def test_a_file_is_sent_as_the_file_it_is(tmp_path):
    (tmp_path / "a").write_bytes(b"1")
    file = (tmp_path / "a").open("rb")
    answer = OriginMiddleware(lambda request: FileResponse(file))(RequestFactory().get("/"))
    assert answer.file_to_stream is file and answer.getvalue() == b"1"
    file.close()


def test_a_slow_query_is_told_with_placeholders(lines, db, settings):
    settings.SLOW_QUERY_SECONDS = 0.05
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1), %s", [SECRET])
        cursor.execute("SELECT 1")
    [line] = lines
    assert line["seconds"] >= 0.1 and "pg_sleep" in line["sql"] and SECRET not in json.dumps(line)


def test_every_connection_is_timed(db):
    assert timed in connection.execute_wrappers


def test_the_file_may_be_put_aside_while_it_is_written(settings, tmp_path):
    config = settings.LOGGING["handlers"]["file"]
    assert config["class"] == "logging.handlers.WatchedFileHandler"
    handler = logging.handlers.WatchedFileHandler(tmp_path / "a.log")
    handler.emit(logging.makeLogRecord({"msg": "1"}))
    (tmp_path / "a.log").rename(tmp_path / "a.log.1")
    handler.emit(logging.makeLogRecord({"msg": "2"}))
    handler.close()
    assert [Path(tmp_path / name).read_text() for name in ("a.log.1", "a.log")] == ["1\n", "2\n"]

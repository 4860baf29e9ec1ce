import gc
import os
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.db.models import Q
from django.test import TransactionTestCase
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import emptying, factories
from tests.demonstration import demonstration_records
from tests.depth import part_of
from tests.pages import client_of

# Playwright's sync API runs an event loop, in which Django refuses database calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only tests that ask the database, those of the apps not through pages",
    )


def pytest_collection_modifyitems(config, items):
    for item in items:
        # Records that last for a module ask for the database without `db`, which alone has
        # pytest-django make one: else such a module, run alone, would meet the developer's own.
        if "django_db_setup" in item.fixturenames and not {
            *("db", "transactional_db", "live_server")
        }.intersection(item.fixturenames):
            item.add_marker(pytest.mark.django_db)
    leave_out_most_alike(config, items)
    if not config.getoption("--database-only"):
        return
    asked = {"db", "transactional_db", "django_db_setup"}
    chosen, left_out = [], []
    for item in items:
        asks = asked.intersection(item.fixturenames) or item.get_closest_marker("django_db")
        # The pages of the apps are the kernel's, whose own tests are among the chosen.
        by_page = "client" in item.fixturenames and "redcross" not in item.path.parts
        (chosen if asks and not by_page else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = chosen


def leave_out_most_alike(config, items):
    """Of the cases of a test that are alike, one for each kind or paper, leave a part."""
    cases = {}
    for item in items:
        if item.get_closest_marker("alike"):
            cases.setdefault((item.path, item.originalname), []).append(item)
    left_out = set()
    for (_path, name), of in cases.items():
        left_out.update({*of} - {*part_of(of, name)})
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish(session):
    """What is loaded by now stays; looking for garbage in it took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """No test outlives a power cut: none waits for the disk."""
    options = connection.settings_dict.setdefault("OPTIONS", {})
    options["options"] = "-c synchronous_commit=off"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests against a live server empty the tables between them, also those that stay."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE redcross_logentry DISABLE TRIGGER log_is_not_emptied")
        cursor.execute("ALTER TABLE redcross_logseal DISABLE TRIGGER seals_are_not_emptied")
        cursor.execute(
            "ALTER TABLE reports_signedcopy DISABLE TRIGGER signed_copies_are_not_emptied"
        )
        cursor.execute(
            "ALTER TABLE reports_sealedsheet DISABLE TRIGGER sealed_sheets_are_not_emptied"
        )
        emptying.remember()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptying.empty_tables)
        yield


@pytest.fixture(autouse=True)
def own_seals(settings, tmp_path_factory):
    """What is sealed in a test is written down for that alone."""
    settings.SEALS_FILE = str(tmp_path_factory.getbasetemp() / f"seals-{uuid4().hex}")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEBUG = False


@pytest.fixture
def roles(db):
    return {group.name: group for group in Group.objects.all()}


@pytest.fixture
def province(roles):
    return factories.make_society("湖南省红十字会", code="43")


@pytest.fixture
def society(province):
    return factories.make_society("株洲市渌口区红十字会", code="430212", parent=province)


@pytest.fixture
def beside(province):
    return factories.make_society("株洲市天元区红十字会", code="430211", parent=province)


@pytest.fixture
def staff(society, roles):
    return factories.make_user("staff", society, roles["staff"])


@pytest.fixture
def administrator(society, roles):
    return factories.make_user("administrator", society, roles["administrator"])


@pytest.fixture
def leader(society, roles):
    return factories.make_user("leader", society, roles["leader"])


@pytest.fixture
def auditor(society, roles):
    return factories.make_user("auditor", society, roles["auditor"])


@pytest.fixture
def outsider(beside, roles):
    """Staff of a society beside."""
    return factories.make_user("outsider", beside, roles["staff"])


@pytest.fixture
def above(province, roles):
    """Staff of the society above."""
    return factories.make_user("above", province, roles["staff"])


@pytest.fixture
def run_background(transactional_db, monkeypatch):
    """A function that has a worker do what is in the queue, until that is empty.

    In a thread, for a browser's test has an event loop of its own. With `graceful_seconds` it is
    shut down as soon as nothing waits, and gives so long to what it works on.
    """

    # Kept open, a thread's connection would outlive it, and the database could not be dropped.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)

    def work(graceful_seconds):
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            working.run_worker(
                wait=False,
                install_signal_handlers=False,
                listen_notify=False,
                shutdown_graceful_timeout=graceful_seconds,
            )

    def run(graceful_seconds=None):
        # A worker that finds nothing more stops, though what it still does may add to the queue.
        waiting = True
        while waiting:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(work, graceful_seconds).result()
            due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
            todo = ProcrastinateJob.objects.filter(due, status="todo")
            waiting = todo.exists() and graceful_seconds is None

    yield run
    # These are tables of no managed model, and are not emptied with the others.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def signed_in(client):
    """A function that signs a user in and gives the client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """The records of the demonstration, with their files, once for all tests of a module."""
    with demonstration_records(django_db_blocker, tmp_path_factory.mktemp("demonstration")):
        yield


@pytest.fixture
def clerk(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def administrator_client(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def media(settings, tmp_path):
    """The folder of evidence and finished files, of this test alone."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def in_english():
    with override("en"):
        yield


@pytest.fixture
def in_chinese():
    with override("zh-hans"):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args():
    flags = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync"
    )
    return {"executable_path": "/usr/bin/chromium-headless-shell", "args": flags.split()}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "zh-CN"}


@pytest.fixture
def sign_in(page, live_server, settings):
    """A function that gives the browser's page, which is nowhere yet, with the user signed in.

    The form of the sign-in has its own tests; here it would be two pages more before each test.
    """

    def sign_in(user):
        client = client_of(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": session.key, "value": session.value, "url": live_server.url}]
        )
        return page

    return sign_in

import os

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from tests import factories

# Playwright's sync API runs an event loop, in which Django refuses database calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests against a live server empty the tables between them, the log's too."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE redcross_logentry DISABLE TRIGGER log_is_not_emptied")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEBUG = False


@pytest.fixture
def roles(db):
    """Groups and permissions, also after a test that emptied the tables."""
    if not Group.objects.filter(name="staff").exists():
        call_command("migrate", verbosity=0)
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
def outsider(beside, roles):
    """Staff of a society beside."""
    return factories.make_user("outsider", beside, roles["staff"])


@pytest.fixture
def above(province, roles):
    """Staff of the society above."""
    return factories.make_user("above", province, roles["staff"])


@pytest.fixture
def signed_in(client):
    """A function that signs a user in and gives the client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in

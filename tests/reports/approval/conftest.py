import pytest

from tests.factories import make_user


@pytest.fixture(autouse=True)
def media(media):
    """For every test here."""
    return media


@pytest.fixture
def second(society, roles):
    """Another leader."""
    return make_user("second", society, roles["leader"])

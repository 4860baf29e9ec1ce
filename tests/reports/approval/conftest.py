import pytest

from tests.factories import make_user


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def second(society, roles):
    """Another leader."""
    return make_user("second", society, roles["leader"])

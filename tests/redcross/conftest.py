import pytest

from tests.factories import make_cash_gift, make_user
from tests.photos import upload


@pytest.fixture
def second(society, roles):
    """Another administrator."""
    return make_user("second", society, roles["administrator"])


@pytest.fixture
def gift(staff, media):
    return make_cash_gift(staff)


@pytest.fixture
def photo(gift, staff):
    """Evidence of the gift."""
    return gift.attach(upload("现场.jpg"), by=staff)

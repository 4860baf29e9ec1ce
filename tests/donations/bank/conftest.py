import pytest

from tests.factories import make_bank_account


@pytest.fixture
def account(staff):
    return make_bank_account(staff)

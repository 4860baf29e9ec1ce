import pytest

from tests.factories import make_donor, make_fund


@pytest.fixture
def client(administrator, signed_in):
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")
    return signed_in(administrator)

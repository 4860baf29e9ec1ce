import pytest

from tests.factories import make_cash_gift, make_fund, make_goods_gift
from tests.relief.balances import MARCH


@pytest.fixture
def fund(staff):
    """One with 100 yuan, given in March."""
    fund = make_fund(staff)
    make_cash_gift(staff, "100", fund=fund, date=MARCH)
    return fund


@pytest.fixture
def lot(staff):
    """Ten bags of rice, received in March."""
    rice = {"item": "大米", "quantity": 10, "unit": "袋"}
    return make_goods_gift(staff, date=MARCH, lots=[rice]).lots.get()

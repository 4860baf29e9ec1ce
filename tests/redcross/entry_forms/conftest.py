import pytest

from tests.factories import make_donor, make_goods_gift
from tests.pages import form_data, line_data
from tests.redcross.entry_forms.goods import ADD, OIL, RICE


@pytest.fixture
def client(staff, signed_in, media):
    return signed_in(staff)


@pytest.fixture
def batch(client, staff):
    """The add page of goods filled in with four lots."""
    data = form_data(client.get(ADD)) | {
        "date": "2021-08-04",
        "donor": str(make_donor(staff).pk),
        "lots-TOTAL_FORMS": "5",
    }
    return (
        data
        | line_data(
            "lots",
            0,
            item="大米",
            quantity="100",
            unit="袋",
            unit_value="60",
            value_basis="voucher",
        )
        | line_data("lots", 1, item="食用油", quantity="50.5", unit="桶", expires_on="2023-01-01")
        | line_data("lots", 2, item="口罩", quantity="2000", unit="只", quality_proof="合格证")
        | line_data(
            "lots", 4, item="棉被", quantity="30", unit="床", unit_value="0", value_basis="market"
        )
    )


@pytest.fixture
def gift(staff):
    return make_goods_gift(staff, lots=[RICE, OIL], donor=make_donor(staff))


@pytest.fixture
def change(client, gift):
    """The address of the gift's change page, and what it would send back unchanged."""
    url = f"/donations/goods/{gift.pk}/change/"
    return url, form_data(client.get(url))

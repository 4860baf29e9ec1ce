"""What the text says of money and goods that were handed on."""

from datetime import date

import pytest

from redcross.figures import Period, Scope
from reports.evaluation.text_renderer import TextRenderer
from reports.narrative.handed_on import use_of_gifts
from tests.factories import make_disbursement, make_fund, make_goods_gift

DAY = date(2021, 2, 15)


@pytest.fixture
def told(society):
    """A function that gives what the text of 2021 says of the use of gifts."""

    def text():
        data = TextRenderer(Scope(society, Period.year(2021))).narrative_data()
        return "".join(run.text for paragraph in use_of_gifts(data) for run in paragraph)

    return text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "将药1盒调拨给某医院"),
        (3, "将药1盒、药2盒、药3盒调拨给某医院"),
        (4, "将药1盒、药2盒、药3盒等4种物资调拨给某医院"),
    ],
)
def test_goods_out_of_the_store_are_named(staff, told, number, words):
    lots = [{"item": "药", "quantity": n, "unit": "盒"} for n in range(1, number + 1)]
    batch = make_goods_gift(staff, lots, date=DAY).lots.order_by("pk")
    goods = [{"lot": lot, "quantity": lot.quantity} for lot in batch]
    make_disbursement(staff, goods, recipient="某医院", date=DAY)

    assert words in told()


def test_money_and_goods_in_words_are_told_as_they_are(staff, told):
    fund = make_fund(staff, name="疫情防控捐款", opening_balance=90)
    make_disbursement(staff, recipient="某医院", date=DAY, contents="防护服")
    make_disbursement(staff, recipient="某镇", date=DAY, fund=fund, amount=50)

    assert "将防护服调拨给某医院" in told()
    assert "将疫情防控捐款50元拨付某镇" in told()

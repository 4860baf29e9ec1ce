"""出库单: what left the store, for whom."""

from datetime import date

import pytest

from redcross.models import Printout
from tests.factories import make_aid, make_disbursement, make_goods_gift, make_programme
from tests.paper_pages import pages_of, print_one


@pytest.fixture
def lots(staff):
    goods = [
        {"item": "大米", "quantity": 300, "unit": "袋", "unit_value": 50},
        {"item": "棉被", "quantity": 300, "unit": "床"},
    ]
    return list(make_goods_gift(staff, date=date(2021, 3, 1), lots=goods).lots.order_by("pk"))


def test_a_note_of_issue_names_the_lots_and_what_they_are_worth(signed_in, staff, lots):
    goods = [{"lot": lots[0], "quantity": 3}, {"lot": lots[1], "quantity": 2}]
    issued = make_disbursement(
        staff, goods=goods, recipient="敬老院", decision_paper="渌红会〔2021〕3号"
    )

    answer = print_one(signed_in(staff), issued, "disbursement-issue-note")

    [page] = pages_of(answer).texts
    for told in ("出库单", f"拨2021-{issued.pk}", "敬老院", "渌红会〔2021〕3号", "2021年5月1日"):
        assert told in page
    for who in ("批准人：", "发货人：", "领用人：", "复核："):
        assert who in page
    batch, rows = f"物2021-{lots[0].gift_id}", pages_of(answer).rows
    assert ["1", batch, "大米", "袋", "3", "50.00", "150.00", "", ""] in rows
    assert ["2", batch, "棉被", "床", "2", "", "", "", "未计价"] in rows
    assert "壹佰伍拾元整" in page


def test_aid_with_goods_has_a_note_of_issue_and_without_has_none(signed_in, staff, lots):
    client, programme = signed_in(staff), make_programme(staff, name="博爱送万家")
    given = make_aid(
        staff, goods=[{"lot": lots[0], "quantity": 5}], programme=programme, recipients="松岗村"
    )
    assert "博爱送万家" in pages_of(print_one(client, given, "aid-issue-note")).texts[0]

    for without in (make_aid(staff), make_disbursement(staff)):
        kind = type(without)._meta.model_name
        assert print_one(client, without, f"{kind}-issue-note").status_code == 422
    assert Printout.objects.count() == 1

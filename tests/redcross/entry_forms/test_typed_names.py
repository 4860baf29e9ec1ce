"""A name that was typed without being chosen: it is resolved or refused, and never lost."""

import pytest

from donations.models import CashGift, GoodsGift
from relief.models import Aid
from tests.factories import make_course, make_donor, make_fund, make_goods_gift, make_partner
from tests.pages import form_data
from tests.redcross.entry_forms.goods import ADD, RICE
from training.models import Session

GIFT, SHEET, SESSION = (
    *("/donations/cash-gifts/add/", "/donations/cash-gifts/sheet/"),
    "/training/sessions/add/",
)


@pytest.fixture
def gift_data(client, staff):
    """The add page of a cash gift filled in but for the donor."""
    fund = make_fund(staff)
    page = form_data(client.get(GIFT))
    return page | {"date": "2021-08-04", "amount": "5", "fund": str(fund.pk)}


def test_the_one_of_exactly_this_name_is_taken(client, staff, gift_data):
    donor = make_donor(staff, name="张三")
    make_donor(staff, name="张三丰")
    answer = client.post(GIFT, gift_data | {"donor-text": "张　三"})

    assert answer.status_code == 302
    assert CashGift.objects.get().donor == donor


@pytest.mark.parametrize("names", [[], ["张三丰"], ["张三", "张 三"]])
def test_a_name_of_nobody_or_of_several_is_refused_beside_its_field(
    client, staff, gift_data, names
):
    for name in names:
        make_donor(staff, name=name)
    answer = client.post(GIFT, gift_data | {"donor-text": "张三"})
    form = answer.context["form"]

    assert answer.status_code == 422
    assert list(form.errors) == ["donor"] and len(form.errors["donor"]) == 1
    assert "张三" in form.errors["donor"][0]
    assert 'data-typed="张三"' in answer.content.decode()


def test_a_donor_that_may_be_missing_is_not_left_out_for_that(client, gift_data):
    data = form_data(client.get(ADD)) | {"date": "2021-08-04", "description": "大米"}
    refused = client.post(ADD, data | {"donor-text": "张三"})

    assert list(refused.context["form"].errors) == ["donor"]
    assert not GoodsGift.objects.exists()
    assert client.post(ADD, data | {"donor-text": " "}).status_code == 302
    assert GoodsGift.objects.get().donor is None


def test_what_is_typed_comes_after_what_was_chosen(client, staff, gift_data):
    chosen, typed = (make_donor(staff, name=name) for name in ("张三", "李四"))
    data = gift_data | {"donor": str(chosen.pk)}
    refused = client.post(GIFT, data | {"donor-text": "王五"})
    assert list(refused.context["form"].errors) == ["donor"]

    client.post(GIFT, data | {"donor-text": "李四"})
    assert CashGift.objects.get().donor == typed


def test_nobody_of_another_society_is_taken(client, outsider, gift_data):
    make_donor(outsider, name="张三")
    assert client.post(GIFT, gift_data | {"donor-text": "张三"}).status_code == 422


def test_of_several_each_stays_when_one_more_is_typed(client, staff):
    first, second = make_partner(staff, name="甲学校"), make_partner(staff, name="乙医院")
    data = form_data(client.get(SESSION)) | {"date": "2021-08-04", "hosts": [first.pk]}
    data |= {"course-text": make_course(staff, name="救护员班").name}
    refused = client.post(SESSION, data | {"hosts-text": "丙"})
    assert list(refused.context["form"].errors) == ["hosts"]

    client.post(SESSION, data | {"hosts-text": "乙医院"})
    assert set(Session.objects.get().hosts.all()) == {first, second}


def test_in_a_sheet_a_row_of_a_name_alone_is_no_empty_row(client, staff):
    donor = make_donor(staff, name="张三")
    data = form_data(client.get(SHEET)) | {"date": "2021-08-04"}
    data |= {"fund-text": make_fund(staff, name="人道救助").name}
    row = {"cashgift-0-donor-text": "张三", "cashgift-0-amount": "5"}
    refused = client.post(SHEET, data | row | {"cashgift-1-donor-text": "李四"})

    assert refused.status_code == 422
    assert 'data-typed="李四"' in refused.content.decode()
    assert not CashGift.objects.exists()
    assert client.post(SHEET, data | row).status_code == 302
    assert CashGift.objects.get().donor == donor


def test_what_the_rows_share_is_refused_once_above_them(client, staff):
    donor = make_donor(staff)
    data = form_data(client.get(SHEET)) | {"date": "2021-08-04", "fund-text": "没有的资金"}
    for row in range(2):
        data |= {f"cashgift-{row}-donor": str(donor.pk), f"cashgift-{row}-amount": "5"}
    page = client.post(SHEET, data).content.decode()

    # Beside the field, and in the summary above the page.
    assert page.count("“没有的资金”") == 2
    assert page.count('data-typed="没有的资金"') == 1


def test_a_lot_in_a_row_is_resolved_or_refused(client, staff):
    make_goods_gift(staff, lots=[RICE])
    url = "/relief/aid/add/"
    data = form_data(client.get(url)) | {"date": "2021-08-04", "goods-TOTAL_FORMS": "1"}
    refused = client.post(url, data | {"goods-0-lot-text": "面粉", "goods-0-quantity": "1"})
    assert refused.status_code == 422
    assert not Aid.objects.exists()

    client.post(url, data | {"goods-0-lot-text": RICE["item"], "goods-0-quantity": "1"})
    assert Aid.objects.get().goods.get().lot.item == RICE["item"]

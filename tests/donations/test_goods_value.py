"""How the value of goods is known, and goods of which nothing else is."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from donations.figures import figures
from donations.forms import GoodsGiftForm
from donations.goods_ledgers import use_goods_cells
from donations.models import GoodsGift, GoodsLot
from redcross.figures import Scope, count
from redcross.models import save_entries
from redcross.models.many import EntryToSave, wrong_values
from tests.factories import (
    in_yuan,
    make_aid,
    make_disbursement,
    make_goods_gift,
    make_stock_count,
    make_stock_removal,
)
from tests.figures import YEAR
from tests.pages import form_data, line_data
from tests.refusals import database_refuses, refused

ADD = "/donations/goods/add/"


def lot(**fields):
    return GoodsLot(**{"item": "大米", "quantity": 3, "unit": "袋"} | fields)


def faults(one):
    return {name for error in wrong_values(one) for name in error.message_dict} - {"gift"}


@pytest.mark.parametrize(
    ("value", "basis", "wrong"),
    [
        (None, "", set()),
        (Decimal(50), "voucher", set()),
        (Decimal(0), "market", set()),
        (Decimal(50), "assessed", set()),
        (Decimal(50), "", {"value_basis"}),
        (Decimal(0), "", {"value_basis"}),
        (None, "voucher", {"value_basis"}),
        (Decimal(50), "hearsay", {"value_basis"}),
    ],
)
def test_a_value_has_a_basis_and_a_basis_a_value(value, basis, wrong):
    assert faults(lot(unit_value=value, value_basis=basis)) == wrong


@pytest.mark.parametrize("fields", [{"unit_value": 5}, {"value_basis": "market"}])
def test_the_database_too_refuses_one_without_the_other(staff, fields):
    gift = make_goods_gift(staff)
    with database_refuses():
        gift.lots.create(item="米", quantity=1, **fields)
    assert not GoodsLot.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, set()),
        ({"unit_value": 1}, set()),
        ({"quantity": Decimal("30000.25")}, set()),
        ({"unit_value": 30000, "quantity": 1}, {"unit_value"}),
        ({"unit_value": 0}, {"unit_value"}),
        ({"value_basis": ""}, {"value_basis"}),
        ({"quantity": Decimal("0.001")}, {"quantity"}),
        ({"unit": "人民币"}, set()),
        ({"unit": "Yuan", "unit_value": 5}, {"unit_value"}),
        ({"unit": "万元", "quantity": 3}, {"unit", "value_basis"}),
    ],
)
def test_goods_known_by_their_value_are_counted_in_yuan_at_one_each(fields, wrong):
    one = lot(**{"unit": "元", "quantity": 30000, "value_basis": "assessed"} | fields)
    assert faults(one) == wrong
    if not wrong:
        assert one.unit_value == 1 and one.value == one.quantity


def sent(client, **cells):
    data = form_data(client.get(ADD)) | {"date": "2021-08-04", "description": ""}
    return client.post(ADD, data | line_data("lots", 0, **cells))


def test_a_price_without_a_basis_is_asked_for_and_nothing_typed_is_lost(staff, signed_in):
    client = signed_in(staff)
    rice = {"item": "大米", "quantity": "3", "unit": "袋", "unit_value": "50"}
    page = sent(client, **rice)
    [form, *_rest] = page.context["form"].linesets[0].forms
    assert page.status_code == 422 and list(form.errors) == ["value_basis"]
    assert "凭据" in form.errors["value_basis"][0]
    assert form_data(page)["lots-0-unit_value"] == "50"
    assert sent(client, **rice, value_basis="market").status_code == 302
    assert GoodsLot.objects.get().value_basis == "market"


def test_a_lump_is_entered_saved_untouched_twice_and_given_out_in_parts(staff, signed_in):
    client = signed_in(staff)
    lump = {"item": "学习用品", "quantity": "30000", "unit": "元", "value_basis": "voucher"}
    assert "计量单位填“元”" in client.get(ADD).content.decode()
    page = sent(client, **lump)
    gift, one = GoodsGift.objects.get(), GoodsLot.objects.get()
    assert (page.status_code, one.unit_value, str(one)) == (
        302,
        1,
        "学习用品一批，价值30000元",
    )
    for _time in range(2):
        url = f"{gift.get_absolute_url()}change/"
        assert client.post(url, form_data(client.get(url))).status_code == 302
        gift.refresh_from_db()
        assert (gift.version, GoodsLot.objects.get()) == (1, one)
    aid = make_aid(staff, goods=[{"lot": one, "quantity": 12000}], date=date(2021, 9, 1))
    assert (aid.value, str(aid.goods.get())) == (12000, "学习用品，价值12000元")
    with refused(saying="worth 30000 yuan: 1"):
        make_disbursement(staff, goods=[{"lot": one, "quantity": 18001}], date=date(2021, 9, 2))
    found = client.get("/donations/lots/search/", {"q": "学习用品"}).json()["results"]
    assert "余价值18000元" in found[0]["text"]
    for address in (gift.get_absolute_url(), aid.get_absolute_url(), "/donations/lots/"):
        assert "元元" not in client.get(address).content.decode()


def test_a_batch_that_says_so_itself_is_not_called_a_batch_twice():
    assert str(lot(item="一批学习用品", unit="元")) == "一批学习用品，价值3元"


def test_parts_of_a_fen_do_not_leave_the_store(staff, signed_in):
    gift = make_goods_gift(staff, lots=[in_yuan("books", 90)])
    for form, fields, wrong in (
        ("donations/removals", {"quantity": "1.001"}, "quantity"),
        ("donations/counts", {"found": "1.001"}, "found"),
    ):
        line = {"donations/removals": "goods", "donations/counts": "counted"}[form]
        model = {"goods": make_stock_removal, "counted": make_stock_count}[line]
        entry = model(staff)
        moved = getattr(entry, line).model(lot=gift.lots.get(), **fields)
        moved.quantity = Decimal(fields.get("quantity", "1"))
        if "found" in fields:
            moved.found = Decimal(fields["found"])
        with pytest.raises(ValidationError) as error:
            moved.clean()
        assert list(error.value.message_dict) == [wrong]


def test_a_lump_is_no_lot_and_its_value_is_told_by_basis(staff, society):
    lots = [in_yuan("toys", 700, "assessed"), in_yuan("books", 90)]
    lots += [{"item": "rice", "quantity": 2, "unit_value": 30, "value_basis": "market"}]
    make_goods_gift(staff, lots=[*lots, {"item": "old clothes", "quantity": 5}])
    values = {key: one.number for key, one in count(figures, Scope(society, YEAR)).items()}
    names = ("value", "value_vouched", "value_estimated", "in_store", "in_store_value")
    assert [values[f"donations.goods.{name}"] for name in names] == [850, 90, 760, 2, 850]
    assert values["donations.goods.in_store_estimated"] == 760


def test_the_basis_is_a_filter_and_a_column(staff, signed_in):
    lots = [in_yuan("toys", 700, "assessed"), in_yuan("books", 90)]
    make_goods_gift(staff, lots=[*lots, {"item": "old clothes", "quantity": 5}])
    client = signed_in(staff)

    def items(**asked):
        return {one.item for one in client.get("/donations/lots/", asked).context["table"].data}

    assert items(value_basis="estimated") == items(value_basis="assessed") == {"toys"}
    assert items(value_basis="voucher") == {"books"}
    assert items(by_value="yes") == {"toys", "books"} and items(by_value="no") == {"old clothes"}
    assert "评估" in client.get("/donations/lots/").content.decode()


@pytest.mark.parametrize(
    ("cells", "beside", "expected", "asked"),
    [
        ({"item": "米", "quantity": 2, "unit_value": 5}, {}, "voucher", 1),
        ({"item": "米", "quantity": 2, "unit_value": 5, "value_basis": "发票"}, {}, "voucher", 0),
        ({"item": "米", "quantity": 2, "unit_value": 5, "value_basis": "估价"}, {}, "market", 0),
        (
            {"item": "米", "quantity": 2, "unit_value": 5, "value_basis": "资产评估报告"},
            {},
            "assessed",
            0,
        ),
        ({"item": "米", "quantity": 2, "unit_value": 5, "value_basis": "听说"}, {}, "听说", 0),
        ({"item": "米", "quantity": 2}, {}, None, 0),
        ({"item": "书", "quantity": 300, "unit": "元"}, {}, "voucher", 1),
        ({"item": "书一批"}, {"value": "3万"}, "voucher", 2),
    ],
)
def test_a_ledger_that_does_not_say_the_basis_is_asked_about(cells, beside, expected, asked):
    cells, beside = dict(cells), dict(beside)
    assert len(use_goods_cells(cells, beside, new=True)) == asked
    assert cells.get("value_basis") == expected


def test_a_ledger_row_of_a_stored_lot_leaves_its_basis(staff):
    cells = {"item": "米", "quantity": 2, "unit_value": 5}
    assert use_goods_cells(cells, {}, new=False) == []
    assert "value_basis" not in cells


def test_lots_saved_many_at_once_follow_the_same_rules(staff, society):
    gift = make_goods_gift(staff, lots=[in_yuan("books", 90)])
    one = gift.lots.get()
    one.unit_value = None
    assert faults(one) == set() and one.unit_value == 1
    one.quantity = Decimal(80)
    save_entries([EntryToSave(gift, lines={"lots": [one]})], by=staff)
    assert gift.lots.get().value == 80


def test_the_form_has_the_basis_beside_the_price():
    names = GoodsGiftForm.lines["lots"].field_names()
    assert names.index("value_basis") == names.index("unit_value") + 1

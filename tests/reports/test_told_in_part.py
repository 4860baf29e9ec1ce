"""What the text says of sums of which parts are known otherwise: estimated, or not told apart."""

from datetime import date

import pytest

from redcross.figures import Period, Scope
from reports.figures import figure_values
from tests.factories import (
    make_aid,
    make_goods_gift,
    make_life_gift,
    make_programme,
    make_stock_removal,
)
from tests.reports.text_rules import year_in_words


def lot(item, value, basis="voucher"):
    return {"item": item, "quantity": 10, "unit_value": value, "value_basis": basis}


@pytest.mark.parametrize(
    ("lots", "words"),
    [
        ([lot("米", 50)], "有价值凭证的物资价值500元。"),
        ([lot("米", 50), lot("被", 85, "market")], "物资价值1350元，其中估价850元。"),
        ([lot("被", 85, "assessed")], "物资估价850元。"),
    ],
)
def test_what_is_estimated_is_said_where_the_value_of_goods_is(staff, society, lots, words):
    make_goods_gift(staff, lots)
    assert words in year_in_words(society)
    assert year_in_words(society).count("估价") == words.count("估价")


def test_aid_and_write_offs_out_of_estimated_lots_say_so(staff, society):
    lots = [lot("米", 50), lot("被", 85, "market")]
    rice, quilts = make_goods_gift(staff, lots).lots.order_by("pk")
    programme = make_programme(staff, name="送温暖")
    both = [{"lot": rice, "quantity": 4}, {"lot": quilts, "quantity": 2}]
    make_aid(staff, programme=programme, goods=both)
    make_aid(staff, goods=[{"lot": quilts, "quantity": 1}])
    # A worth that somebody typed is theirs.
    make_aid(staff, goods=[{"lot": quilts, "quantity": 1}], value=70, value_basis="发票")
    make_stock_removal(staff, goods=both[1:])
    text = year_in_words(society)
    assert "价值370元，其中估价170元。" in text
    assert "发放物资价值合计525元，其中物资估价255元。" in text
    assert "报损170元，年末结存640元。报损中估价170元。" in text


def test_aid_by_voucher_is_told_as_ever(staff, society):
    rice = make_goods_gift(staff, [lot("米", 50)]).lots.get()
    make_aid(staff, programme=make_programme(staff), goods=[{"lot": rice, "quantity": 4}])
    assert "价值200元。" in year_in_words(society) and "估价" not in year_in_words(society)


def test_a_lump_is_told_by_its_value(staff, society):
    books = {"item": "学习用品", "quantity": 30000, "unit": "元", "unit_value": 1}
    make_goods_gift(staff, [books | {"value_basis": "assessed"}])
    assert "接受捐赠物资1批次，包括学习用品，物资估价3万元。" in year_in_words(society)


def sums(society):
    values = figure_values(Scope(society, Period.year(2021)))
    return [values[f"reports.life.{name}"].number for name in ("registered", "donated")]


def test_parts_are_told_where_every_slip_parted_them(staff, society):
    make_life_gift(staff, 3, kind="body_registered")
    make_life_gift(staff, 2, kind="organ_registered")
    make_life_gift(staff, 1, kind="cornea")
    assert "遗体捐献登记3人，器官捐献登记2人，实现角膜捐献1例。" in year_in_words(society)
    assert sums(society) == [5, 1]


def test_what_a_slip_did_not_part_stands_beside_what_others_did(staff, society):
    make_life_gift(staff, 12, kind="together_registered")
    make_life_gift(staff, 3, kind="body_registered")
    make_life_gift(staff, 4, kind="cornea_registered")
    make_life_gift(staff, 1, kind="body")
    make_life_gift(staff, 9, kind="together", date=date(2020, 12, 31))
    text = year_in_words(society)
    assert "角膜捐献登记4人，另有未分类的遗体、器官捐献登记12人，实现遗体捐献1例。" in text
    assert sums(society) == [19, 1]


def test_realised_donations_are_summed_apart_from_registrations(staff, society):
    make_life_gift(staff, 5, kind="together")
    make_life_gift(staff, 2, kind="organ")
    make_life_gift(staff, 8, kind="organ_registered")
    text = year_in_words(society)
    assert "器官捐献登记8人，实现器官捐献2例，另有未分类的实现遗体、器官捐献5例。" in text
    assert sums(society) == [8, 7]


def test_the_new_kinds_are_filtered_and_stand_on_the_form(staff, signed_in):
    make_life_gift(staff, 12, kind="together_registered")
    make_life_gift(staff, 3, kind="body_registered")
    page = signed_in(staff).get("/donations/life/", {"kind": "together_registered"})
    assert [row.number for row in page.context["table"].data] == [12]
    assert "未分开统计" in signed_in(staff).get("/donations/life/add/").content.decode()

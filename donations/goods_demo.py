"""Goods of the demonstration that are worth a look: known by value, written off, counted."""

from datetime import date

from redcross.demo import Demonstration

from .models import YUAN, Donor, GoodsGift, GoodsLot, StockCount, StockRemoval, ValueBasis


def load_goods_by_value(demo: Demonstration, donors: list[Donor]) -> None:
    """Save quilts at the price of the like and a batch known only by its value, made up."""
    checked = {"checker": "演示验收人一", "second_checker": "演示验收人二"}
    quilts = {"item": "棉被", "quantity": 40, "unit": "床", "unit_value": 85}
    demo.save_once(
        GoodsGift(
            date=date(2020, 11, 5),
            donor=donors[1],
            receipt_number="演示物资2020002",
            **checked,
        ),
        "goods at a market price 2020",
        lots=[quilts | {"value_basis": ValueBasis.MARKET}],
    )
    school_things = {"item": "学习用品", "quantity": 30000, "unit": YUAN, "unit_value": 1}
    demo.save_once(
        GoodsGift(
            date=date(2020, 8, 20),
            donor=donors[0],
            receipt_number="演示物资2020003",
            note="捐赠协议只写明总价值，没有明细。",
            **checked,
        ),
        "goods by value 2020",
        lots=[school_things | {"value_basis": ValueBasis.VOUCHER}],
    )


def load_stock(demo: Demonstration, lots: list[GoodsLot]) -> None:
    """Save a write-off and a count with a difference of 2020, made up."""
    masks, alcohol = lots
    demo.save_once(
        StockRemoval(
            date=date(2020, 11, 20),
            kind=StockRemoval.Kind.DAMAGED,
            decided_by="区红十字会办公会",
            checker="演示验收人一",
            second_checker="演示验收人二",
            outcome="受潮，集中销毁",
        ),
        "removal 2020",
        goods=[{"lot": masks, "quantity": 200}],
    )
    demo.save_once(
        StockCount(date=date(2020, 12, 31), counter="演示验收人一", witness="演示验收人二"),
        "count 2020",
        counted=[
            {"lot": masks, "found": 4800},
            {"lot": alcohol, "found": 58, "reason": "挥发破损"},
        ],
    )

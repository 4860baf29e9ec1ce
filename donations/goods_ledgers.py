"""What ledgers of goods tell of a lot that is no field of it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.formatting import format_decimal, trim_decimal
from redcross.spreadsheets.grid import number_in, shown
from redcross.spreadsheets.reading import Cell
from redcross.typed_values import TypedAs

from .models import YUAN, ValueBasis, as_unit

# What a lot is counted in whose quantity stands in words within its name.
LOT_IN_WORDS = "批"
# What ledgers say of how a value is known, by what is in the words; the first that is.
_BASES = (
    (ValueBasis.ASSESSED, ("评估",)),
    (ValueBasis.MARKET, ("市场", "市价", "估", "询价", "网", "平台", "同类")),
    (ValueBasis.VOUCHER, ("票", "协议", "合同", "证明", "凭", "清单", "单据", "送货", "发货")),
)
_UNITS = "|".join(
    (
        *("盒", "只", "个", "瓶", "箱", "件", "套", "台", "支", "副", "袋", "片", "桶", "包", "双"),
        *("把", "条", "张", "本", "罐", "辆", "床", "份", "吨", "公斤", "千克", "斤", "卷", "顶"),
    )
)
_MULTIPLIERS = {"": 1, "千": 1000, "万": 10000}
# One quantity, and at the end: 口罩3万个.
_PARTED = re.compile(
    rf"(?P<item>.*?[^\d.,])(?P<number>\d+(?:\.\d+)?)(?P<times>[千万]?)(?P<unit>{_UNITS})", re.ASCII
)
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_SEVERAL = re.compile(rf"[、，,;；+]|\d[千万]?(?:{_UNITS})", re.ASCII)


def use_goods_cells(cells: dict[str, Any], extra_cells: dict[str, Any], *, new: bool) -> list[str]:
    """Put specification, value and a quantity within the name into the fields of a lot.

    `new`: whether it is not stored yet. Returns what is asked: where the quantity cannot be parted
    from the name, and where nothing says how the value is known. Raises ValidationError where a
    value is no multiple of the quantity, to the fen.
    """
    item, value = shown(cells.get("item", "")), _value(extra_cells.get("value", ""))
    if not item:
        return []
    questions = []
    if cells.get("quantity", "") == "":
        questions = _quantity_of_name(cells, item, value)
    if (specification := shown(extra_cells.get("specification", ""))) not in (
        "",
        cells.get("unit"),
    ):
        cells["item"] = f"{cells['item']} {specification}"
    if value is not None and cells.get("unit_value", "") != "":
        _compare(cells, value)
    elif value is not None:
        quantity = number_in(cells["quantity"], TypedAs.NUMBER)
        if quantity:
            cells["unit_value"] = _unit_value(value, quantity)
    return [*questions, *_basis(cells, new)]


def _basis(cells: dict[str, Any], new: bool) -> list[str]:
    """Read how the value is known; where nothing says so, ask whether it is by voucher.

    Few ledgers have a column for it, and their values have been those of papers: so they are taken
    in as they are, but nobody's word is put in their mouth unasked.
    """
    basis_text = shown(cells.get("value_basis", ""))
    if not basis_text:
        priced = cells.get("unit_value", "") != "" or as_unit(shown(cells.get("unit", ""))) == YUAN
        if not (priced and new):
            return []
        cells["value_basis"] = ValueBasis.VOUCHER.value
        return [
            _(
                "The ledger does not say how the values are known. They are entered as known by"
                " voucher; where they are estimated, add a column “basis of the value”"
            )
        ]
    if basis_text not in ValueBasis.values:
        read = (basis for basis, words in _BASES if any(word in basis_text for word in words))
        cells["value_basis"] = next((basis.value for basis in read), basis_text)
    return []


def _compare(cells: Mapping[str, Cell], value: Decimal) -> None:
    """Raise ValidationError when the value of the lot is not that of its units."""
    quantity = number_in(cells.get("quantity", ""), TypedAs.NUMBER)
    price = number_in(cells["unit_value"], TypedAs.YUAN)
    if quantity and price is not None and abs(quantity * price - value) >= Decimal("0.01"):
        raise ValidationError(
            _("%(quantity)s times %(price)s is not %(value)s: correct one of them.")
            % {"quantity": quantity, "price": price, "value": value}
        )


def _value(cell: Cell) -> Decimal | None:
    """Return the sum in yuan. Raises ValidationError for what is none."""
    if cell == "":
        return None
    value = number_in(cell, TypedAs.YUAN)
    if value is None:
        raise ValidationError(_("“%(typed)s” is no sum of money.") % {"typed": shown(cell)})
    return value


def _quantity_of_name(cells: dict[str, Any], item: str, value: Decimal | None) -> list[str]:
    """Part the quantity from the name, where it is one and the value is a multiple of it.

    Else the goods are known by their value, or are one lot where they have none.
    """
    match = _PARTED.fullmatch(item)
    if match and not _SEVERAL.search(_IN_BRACKETS.sub("", match["item"])):
        quantity = Decimal(match["number"]) * _MULTIPLIERS[match["times"]]
        if quantity and (value is None or _is_exact(value / quantity)):
            cells["item"], cells["unit"] = match["item"].strip(), match["unit"]
            cells["quantity"] = f"{trim_decimal(quantity):f}"
            return []
    if value:
        cells["quantity"], cells["unit"] = f"{value:f}", YUAN
        return [_("Without a quantity of their own, goods are entered by their value (元)")]
    cells["quantity"], cells["unit"] = "1", LOT_IN_WORDS
    return [_("The quantity stays within the name, and each is one lot (批)")]


def _unit_value(value: Decimal, quantity: Decimal) -> str:
    """Return the value of one. Raises ValidationError where it is none to the fen."""
    if not _is_exact(value / quantity):
        raise ValidationError(
            _(
                "%(value)s yuan for %(quantity)s is no unit value to the fen. Write the unit "
                "value, or divide the row."
            )
            % {"value": format_decimal(value), "quantity": format_decimal(quantity)}
        )
    return f"{value / quantity:.2f}"


def _is_exact(number: Decimal) -> bool:
    return number == number.quantize(Decimal("0.01"))

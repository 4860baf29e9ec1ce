"""The rows of a sheet that are no record: titles, notes, signatures, dates."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .grid import is_dated, is_number, shown
from .reading import Cell

_NOTE = re.compile(
    r"(?:(?:备注|附注|注|说明|附件?)[\d一二三]*[:、.]|(?:备注|说明)$|以上(?:即|均|为|是|数据|信息)|特此|其中)"
)
_SIGNING = (
    "制表|填表|填报|编制|审核|复核|审批|批准|经办|经手|负责|主管|分管|领导|会计|出纳|录入|登记|统计|验收|"
    "监督|监盘|盘点|发放|发货|收货|领用|保管|交货|移交|接交|盖章|公章|单位盖章|联系"
)
_SIGNATURE = re.compile(rf"\S{{0,6}}(?:{_SIGNING})(?:人|员|单位|部门|电话)?(?:\(.*\))?:")
_SIGNER = re.compile(
    rf"(?:{_SIGNING})(?:人|员|(?:人|员)?(?:签字|签名|签章))|(?:单位|领导)\(?(?:盖章|公章|签字)\)?"
)
_LABELLED = re.compile(r"[^:\d]{1,12}:")
_DATE = re.compile(
    r"(?:日期:?|时间:?)?(?:\d{4}|[〇○零一二三四五六七八九]{4})"
    r"(?:年\S{1,3}月\S{1,3}[日号]|([-./])\d{1,2}\1\d{1,2})"
)
_SENTENCE = re.compile("[。;!]|[,，].*[,，]|…")


class RowRole(StrEnum):
    """What a row that is no record is taken for."""

    TITLE = "title"
    NOTE = "note"
    SIGNATURE = "signature"
    DATE = "date"
    # Of totals, with no number that could be compared.
    TOTAL = "total"
    # A serial number and nothing else: the form was longer than the list.
    NUMBERED = "numbered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OtherRow:
    """A row that is no record, for somebody to look at."""

    # As the spreadsheet numbers it, from 1.
    number: int
    text: str
    role: RowRole


def role_of(cells: Sequence[Cell]) -> RowRole:
    """Return what a row below the headings is, by what stands in it."""
    texts = [_plain(cell) for cell in cells]
    if is_signature_row(cells):
        return RowRole.SIGNATURE
    if len(cells) == 1 and (is_dated(cells[0]) or _DATE.fullmatch(texts[0])):
        return RowRole.DATE
    if is_note(cells) or any(_SENTENCE.search(text) for text in texts):
        return RowRole.NOTE
    return RowRole.UNKNOWN


def is_note(cells: Sequence[Cell]) -> bool:
    """Return whether a row begins as a note does: 备注：…"""
    return bool(cells) and isinstance(cells[0], str) and bool(_NOTE.match(_plain(cells[0])))


def is_signature_row(cells: Sequence[Cell]) -> bool:
    """Return whether people sign here: 制表人：____ 审核人：____, or lines to fill in alone."""
    texts = [_plain(cell) for cell in cells if isinstance(cell, str)]
    if not texts or any(is_number(cell) for cell in cells) or is_note(cells):
        return False
    signed = _SIGNATURE.match(texts[0]) or _SIGNER.fullmatch(texts[0])
    return bool(signed) or all(_LABELLED.match(text) for text in texts)


def _plain(cell: Cell) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", shown(cell)[:500]))

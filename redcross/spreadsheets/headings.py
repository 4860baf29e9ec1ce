"""What a heading of a ledger means, however the office writes it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from redcross.naming import normalised
from redcross.typed_values import TypedAs

MONEY_UNITS = ("元", "千元", "万元", "百万元", "亿元")
_FOREIGN = ("美元", "港元", "港币", "欧元", "日元", "英镑", "澳元")
_COUNTED = (
    *("人次", "人", "名", "户", "份", "件", "箱", "个", "次", "例", "笔", "批", "场", "期", "台"),
    *("袋", "瓶", "盒", "桶", "套", "毫升", "ml", "小时", "学时", "课时", "岁", "分", "天"),
)
_MONEY = "|".join(sorted((*MONEY_UNITS, *_FOREIGN), key=len, reverse=True))
_COUNTS = "|".join(sorted(_COUNTED, key=len, reverse=True))
_OPENED, _CLOSED = r"[(\[{<【〔〈《]", r"[)\]}>】〕〉》]"
# 金额(单位:万元), 金额(人民币), 数量(箱); or 金额/元, 金额:元, 金额、元.
_UNIT_IN_BRACKETS = re.compile(
    rf"{_OPENED}(?:单位:?)?(?:人民币)?[:/]?(?P<unit>{_MONEY}|{_COUNTS}|人民币|¥)(?:人民币)?{_CLOSED}"
)
_UNIT_BEHIND = re.compile(rf"(?<=.)[/:,、_-](?:单位:?)?(?:人民币)?(?P<unit>{_MONEY})$")
# Of a title: 单位:元, 金额单位:人民币万元, 统计表(万元).
_UNIT_IN_TITLE = re.compile(
    rf"(?:单位[:为]|(?:\b|金额|货币)单位|\()(?:人民币)?(?P<unit>{_MONEY})(?:\)|(?![\u3400-\u9fff]))"
)
_REMARK = re.compile(rf"{_OPENED}.*?{_CLOSED}")
_SIGNS = re.compile(r"[\W_]+")
# What stands above the faults in a workbook of refused rows; data, in the office's language.
FAULTS_HEADING = "导入问题"
_SERIAL = frozenset({"序号", "序", "顺序号", "行号", "no", FAULTS_HEADING})
_SIGNED = re.compile("签字|签名|签章|签收|签领|捺印|手印|指印|按印|画押")


@dataclass(frozen=True)
class LedgerColumn:
    """What the kind of record has, and what a ledger may call it."""

    # The form's field.
    name: str
    # As the form calls it: 捐赠人, 金额（元）.
    label: str
    # 捐款人, 捐赠单位, 捐赠(单位/姓名).
    synonyms: tuple[str, ...]
    typed_as: TypedAs | None
    required: bool
    # Related name of the lines that it is a column of; "" for the entry's own.
    of: str = ""


@dataclass(frozen=True)
class Heading:
    """One column of a table."""

    # Column of the sheet, from 0.
    index: int
    # As it stands; of two rows joined: 微信二维码 / 金额.
    text: str
    # The form's field; "" where it is unknown or could be several.
    field: str
    # What the heading, or else a title, says of the unit: 万元, 元, 美元 or "".
    unit: str
    # A serial number, a signature, or what the society leaves out.
    ignored: bool

    @property
    def key(self) -> str:
        """Return what a society's choice for this heading is remembered by."""
        return heading_key(self.text)


def heading_key(text: str) -> str:
    """Return the text as headings are compared: width, brackets, spaces and signs forgotten."""
    return _SIGNS.sub("", normalised(text))


def unit_in(heading: str) -> str:
    """Return the unit that a heading names: 万元 of 金额（万元）; "" where it names none."""
    return _split_unit(normalised(heading))[1]


def unit_in_title(text: str) -> str:
    """Return the unit of money that a line above the table names: 元 of 单位：元."""
    # A space between two words parts them, and one within 单 位 does not.
    for plain in (normalised(text), *map(normalised, text.split())):
        if match := _UNIT_IN_TITLE.search(plain):
            return match["unit"]
    return ""


def is_foreign(unit: str) -> bool:
    """Return whether the unit is money, and none of ours."""
    return unit in _FOREIGN


def is_signature(text: str) -> bool:
    """Return whether people sign in the column of this heading."""
    return bool(_SIGNED.search(normalised(text)))


def _split_unit(plain: str) -> tuple[str, str]:
    for pattern in (_UNIT_IN_BRACKETS, _UNIT_BEHIND):
        if match := pattern.search(plain):
            unit = "元" if match["unit"] in ("人民币", "¥") else match["unit"]
            return plain[: match.start()] + plain[match.end() :], unit
    return plain, ""


@dataclass(frozen=True)
class Meaning:
    """What a heading may stand for: no field, one, or several to choose from."""

    fields: frozenset[str] = frozenset()
    ignored: bool = False
    # The society said so itself.
    remembered: bool = False

    def __bool__(self) -> bool:
        return bool(self.fields) or self.ignored


@dataclass(frozen=True)
class Vocabulary:
    """The headings that a kind of record knows, and those that the society mapped before."""

    columns: Sequence[LedgerColumn]
    remembered: Mapping[str, str]

    @cached_property
    def required(self) -> frozenset[str]:
        """Return the fields that an entry must have; what its lines must have stands with them."""
        return frozenset(c.name for c in self.columns if c.required and not c.of)

    @cached_property
    def _fields(self) -> dict[str, frozenset[str]]:
        """Return the fields by key. What the entry's own field is called is that of no line."""
        found = _fields_by_key([column for column in self.columns if not column.of])
        labels = {key for c in self.columns if not c.of for key in _keys(c.label)[:2]}
        for related in dict.fromkeys(column.of for column in self.columns if column.of):
            of_lines = _fields_by_key([c for c in self.columns if c.of == related])
            for key in of_lines.keys() - labels:
                found[key] = found.get(key, frozenset()) | of_lines[key]
        return found

    def meaning(self, *texts: str) -> Meaning:
        """Return what the first of these texts that is known means."""
        for text in texts:
            key = heading_key(text)
            if key and key in self.remembered:
                name = self.remembered[key]
                return Meaning(frozenset({name} - {""}), ignored=not name, remembered=True)
        for text in texts:
            # 日期：____ is a line to fill in, above the table or below.
            if text.rstrip().endswith((":", "：")):
                continue
            for key in _keys(text):
                if key in self._fields:
                    return Meaning(self._fields[key])
            if heading_key(text) in _SERIAL or is_signature(text):
                return Meaning(ignored=True)
        return Meaning()

    def known_in(self, texts: Collection[str]) -> tuple[int, int]:
        """Return how many fields these headings name, and how many are to be ignored."""
        meanings = [self.meaning(text) for text in texts if text]
        fields = {meaning.fields for meaning in meanings if meaning.fields}
        return len(fields), sum(meaning.ignored for meaning in meanings)


@lru_cache(maxsize=4096)
def _keys(text: str) -> list[str]:
    """Return the keys of a heading: whole, without its unit, without what is in brackets."""
    plain = normalised(text)
    without_unit = _split_unit(plain)[0]
    keys = [_SIGNS.sub("", t) for t in (plain, without_unit, _REMARK.sub("", without_unit))]
    return list(dict.fromkeys(filter(None, keys)))


def _fields_by_key(columns: Sequence[LedgerColumn]) -> dict[str, frozenset[str]]:
    """Return the fields by key. A label goes before another field's synonym."""
    found: dict[str, frozenset[str]] = {}
    for column in columns:
        for word in column.synonyms:
            _add(found, _keys(word)[:2], column.name)
    labels: dict[str, frozenset[str]] = {}
    for column in columns:
        _add(labels, _keys(column.label)[:2], column.name)
    return found | labels


def _add(found: dict[str, frozenset[str]], keys: Sequence[str], name: str) -> None:
    for key in keys:
        found[key] = found.get(key, frozenset()) | {name}


@dataclass(frozen=True)
class Choice:
    """Which column is which field, and where that is not certain."""

    # A field a heading, "" where there is none or it is not certain.
    fields: tuple[str, ...]
    # Headings, by their place, that could all be the same field.
    rivals: Mapping[str, tuple[int, ...]]
    # Fields, by the heading's place, that it could all be.
    undecided: Mapping[int, tuple[str, ...]]


def choose(meanings: Sequence[Meaning], columns: Sequence[LedgerColumn] = ()) -> Choice:
    """Return which heading is which field: what could be two is none.

    A heading of two meanings has the one that no other heading has. Between the entry and its lines
    it is the entry's, unless the lines need it and another heading is what they need too.
    """
    options = [set(meaning.fields) for meaning in meanings]
    remembered = {name for m in meanings if m.remembered for name in m.fields}
    for option, meaning in zip(options, meanings, strict=True):
        if not meaning.remembered:
            option.difference_update(remembered)
    sure = {name for option in options if len(option) == 1 for name in option}
    for option in options:
        if len(option) > 1:
            option.difference_update(sure)
    _part_from_lines(options, {column.name: column for column in columns})
    places: dict[str, list[int]] = {}
    for index, option in enumerate(options):
        for name in option:
            places.setdefault(name, []).append(index)
    rivals = {name: tuple(several) for name, several in places.items() if len(several) > 1}
    certain = [len(option) == 1 and not option & rivals.keys() for option in options]
    return Choice(
        fields=tuple(
            next(iter(option)) if is_certain else ""
            for option, is_certain in zip(options, certain, strict=True)
        ),
        rivals=rivals,
        undecided={
            index: tuple(sorted(option)) for index, option in enumerate(options) if len(option) > 1
        },
    )


def _part_from_lines(options: Sequence[set[str]], columns: Mapping[str, LedgerColumn]) -> None:
    """Leave of what a heading could be either the entry's own fields or those of its lines."""
    for option in options:
        of_lines = {name for name in option if name in columns and columns[name].of}
        own = option - of_lines
        if not own or not of_lines:
            continue
        others = {name for other in options if other is not option for name in other}
        related = {columns[n].of for n in others if n in columns and columns[n].required}
        needed = any(columns[name].required for name in own if name in columns)
        required = {n for n in of_lines if columns[n].required and columns[n].of in related}
        option.intersection_update(own if needed or not required else required)

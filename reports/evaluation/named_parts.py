"""The funds, programmes, courses, places and donors that a text names, and the societies below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Right

from donations.statements import Fund
from redcross.figures import CountedFigure, Scope, filters_of, registered_figures
from redcross.models import NamedEntry, Society

from .plain_words import DECORATING_WORDS, FUNCTION_WORDS
from .subjects import meanings

# What organisations' names end in, and the names themselves as far as they may reach.
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{1,20}?(?:公司|集团|商会|银行|协会|基金会|联合会|企业|工厂|医院|学校|合作社)"
)
_CORE = re.compile(
    "(?:股份|有限|责任|公司|集团|商会|银行|协会|基金会|联合会|企业|工厂|医院|学校|合作社)+$"
)
_SHORTEST_END = 4
# As lists ask for these kinds.
_ORGANISATIONS, _EDUCATION = "organisation", "education"
# What follows a district's name in the name of something else: 甲区人民医院, 甲区教育局.
_OF_ANOTHER = re.compile(
    r"(?:(?![向为在的对将把与和及组织开展接募捐慰救走])[\u4e00-\u9fff]){0,8}?"
    r"(?:医院|卫生院|中学|小学|学校|幼儿园|学院|公司|银行|商会|协会|局|委员会|街道|镇|乡|村|社区|中心|法院|公安)"
)
# Names that are part of another word are no names.
_SHORTEST = 3
_QUOTES = re.compile(r"[“”\"'‘’（）()《》\s]")
_TAILS = (
    *("活动", "项目", "救助项目", "公益项目", "行动", "公益活动", "基金", "资金", "专项"),
    *("捐赠", "捐款", "专项资金", "捐赠资金"),
)
_QUOTED_FIRST = re.compile("“[^“”]+”(.+)")
_HEADS = ("红十字",)
# What is left of a name without these is what people call it by: “7·18”洪灾救助 → 洪灾.
_NO_CORE = re.compile(
    r"[\d·.\-—]+|一般|社会|人道|公益|爱心|日常|其他|红十字|博爱|上级|救助|救援|救灾|助学|资助|帮扶|关爱|慰问"
    r"|大病|捐赠|捐款|拨入|定向|资金|基金|专项|项目|计划|活动|行动|工程|困难|学生|患者|家庭|群众"
)
_SHORTEST_CORE = 2


@dataclass(frozen=True)
class NamedPart:
    """Something by which figures can be restricted: the parameter of their lists, and its value."""

    name: str
    parameter: str
    value: str
    # Names of places are often said beside what is not of the place.
    narrows: bool = True


def _aliases(name: str) -> set[str]:
    """Return what a text may call it: 红十字博爱送万家活动, 博爱送万家."""
    found = {_QUOTES.sub("", name)}
    if (named := _QUOTED_FIRST.fullmatch(name)) and _core(named[1]):
        # “清肺”尘肺病救助 is called 尘肺病救助.
        found.add(_QUOTES.sub("", named[1]))
    for head in _HEADS:
        found |= {one.removeprefix(head) for one in found}
    for tail in _TAILS:
        found |= {one.removesuffix(tail) for one in found}
    return {one for one in found if len(one) >= _SHORTEST}


def _core(name: str) -> str:
    """Return the part of a name that no other has, "" where there is none."""
    core = _NO_CORE.sub("", _QUOTES.sub("", name))
    known = core in meanings() or len(core) < _SHORTEST_CORE
    return "" if known or core in FUNCTION_WORDS | DECORATING_WORDS else core


# The parameters of lists by which a text may restrict its numbers, by naming one of them.
PARAMETERS = ("fund", "programme", "course", "place", "donor")


@cache
def named_models() -> dict[str, type[NamedEntry]]:
    """Return by parameter what it names, as the lists of figures have it."""
    found: dict[str, type[NamedEntry]] = {}
    for figure in registered_figures():
        if not isinstance(figure, CountedFigure):
            continue
        filters = filters_of(figure.filterset)
        for parameter in PARAMETERS:
            if parameter in filters and parameter not in found:
                found[parameter] = filters[parameter].field.queryset.model
    return found


# What a restriction by kind of fund is called.
# What kind of programme a word says, where no programme of a name is meant.
KINDS_OF_PROGRAMME = tuple(
    (word, NamedPart(word, "kind", _EDUCATION))
    for word in ("助学", "困难学生", "贫困学生", "困难学子", "贫困学子")
)
KINDS_OF_FUND = (
    ("非定向", NamedPart("非定向", "fund_kind", Fund.Kind.GENERAL.value)),
    ("不定向", NamedPart("非定向", "fund_kind", Fund.Kind.GENERAL.value)),
    ("定向", NamedPart("定向", "fund_kind", Fund.Kind.EARMARKED.value)),
)
_KIND_NAMES = {word for word, _part in (*KINDS_OF_PROGRAMME, *KINDS_OF_FUND)}


class KnownNames:
    """What a text may name, read in a fixed number of queries."""

    def __init__(self, scope: Scope, text: str):
        self.scope = scope
        self._plain = _QUOTES.sub("", text)
        self._cores: list[tuple[str, NamedPart]] = []
        self._fund_names: list[tuple[str, NamedPart]] = []
        self.parts: list[tuple[str, NamedPart]] = [*KINDS_OF_FUND, *KINDS_OF_PROGRAMME]
        for parameter, model in named_models().items():
            for name, part in self._named(model, parameter):
                self.parts += [(alias, part) for alias in _aliases(name) if alias in self._plain]
                if parameter == "fund":
                    self._fund_names.append((name, replace(part, narrows=False)))
                core = _core(name) if parameter in ("fund", "programme") else ""
                if core and core in self._plain:
                    self._cores.append((core, replace(part, narrows=False)))
        self.parts.sort(key=lambda pair: -len(pair[0]))
        programmes = {alias for alias, part in self.parts if part.parameter == "programme"}
        # The name of a fund is no word for what is given into it: 一般捐赠资金.
        self._funds = [
            alias
            for alias, part in self.parts
            if part.parameter == "fund" and part.narrows and alias not in programmes
        ]
        self.parts += self._donors_in_part()
        self.parts.sort(key=lambda pair: -len(pair[0]))
        self.societies = self._societies()

    def _named(self, model: type[NamedEntry], parameter: str) -> Iterator[tuple[str, NamedPart]]:
        """Yield (name, part) of those that the text may name."""
        rows = model.objects.countable().filter(self.scope.owned())
        purpose: models.F | models.Value = Value("")
        if model is Fund:
            purpose = F("purpose")
        if parameter in ("donor", "place"):
            # There may be a million of them.
            rows = rows.annotate(_text=Value(self._plain, output_field=models.TextField())).filter(
                Q(_text__contains=F("name"))
            )
        for pk, *names in rows.order_by("pk").values_list("pk", "name", purpose)[:2000]:
            for name in filter(None, names):
                # What is called as figures are, 大病救助, may mean all of them.
                common = bool({name, *_aliases(name)} & meanings().keys())
                narrows = parameter not in ("place", "course") and not common
                yield name, NamedPart(name, parameter, str(pk), narrows)

    def _donors_in_part(self) -> Iterator[tuple[str, NamedPart]]:
        """Yield organisations of which the text has the end of the name, and no other has that.

        甲县宏达建材有限公司 is called 宏达建材有限公司.
        """
        whole = {alias for alias, _part in self.parts}
        called = {match[0] for match in _ORGANISATION.finditer(self._plain)} - whole
        if not called:
            return
        model = named_models()["donor"]
        rows = model.objects.countable().filter(self.scope.owned(), Q(kind=_ORGANISATIONS))
        ends = {name[-_SHORTEST_END:] for name in called}
        rows = rows.annotate(_end=Right("name", _SHORTEST_END)).filter(_end__in=ends)
        donors = list(rows.order_by("pk").values_list("pk", "name")[:2000])
        for words in sorted(called):
            for start in range(len(words) - _SHORTEST_END + 1):
                end = words[start:]
                named = [(pk, name) for pk, name in donors if name.endswith(end)]
                if named and len(_CORE.sub("", end)) >= 2:
                    if len(named) == 1 and named[0][1] != end:
                        pk, name = named[0]
                        yield end, NamedPart(name, "donor", str(pk))
                    break

    def _societies(self) -> list[tuple[str, Society]]:
        """Return the societies below by what a text may call them, the longest first."""
        if self.scope.own_records_only:
            return []
        found = []
        for society in self.scope.society.children.all():
            for name in {society.name, society.short_name}:
                found += [(name, society), (name.removesuffix("红十字会"), society)]
        return sorted({*found}, key=lambda pair: (-len(pair[0]), pair[1].pk))

    def named_in(self, text: str) -> list[NamedPart]:
        """Return what the text names, in its order, the longest where names overlap."""
        plain = _QUOTES.sub(lambda sign: "\0" if sign[0].isspace() else "", text)
        found: list[tuple[int, NamedPart]] = []
        last: tuple[str, str, int] | None = None
        for alias, part in self.parts:
            if last and last[:2] == (alias, part.parameter):
                # Two of one name, of two societies: either may be meant.
                found.append((last[2], part))
            elif (at := plain.find(alias)) >= 0:
                found.append((at, part))
                plain = plain.replace(alias, "\0" * len(alias))
                last = alias, part.parameter, at
        return [part for _at, part in sorted(found, key=lambda pair: pair[0])]

    def without_funds(self, text: str) -> str:
        """Return the text, as long as it is, without the names of funds."""
        for alias in self._funds:
            text = text.replace(alias, "\0" * len(alias))
        return text

    def society_in(self, preceding: str, text: str = "") -> tuple[Society | None, int]:
        """Return the society below that is named last in the text, and where, if one is.

        `text`: the whole of which `preceding` is the beginning, for names that go on after it.
        """
        best: tuple[int, int, Society | None] = (-1, 0, None)
        text = text or preceding
        for name, society in self.societies:
            for match in re.finditer(re.escape(name), preceding) if name else ():
                if not _OF_ANOTHER.match(text, match.end()):
                    best = max(best, (match.start(), len(name), society), key=lambda one: one[:2])
        return best[2], best[0]

    def societies_in(self, text: str) -> list[Society]:
        """Return the societies below that the text names, in its order."""
        found: dict[Society, int] = {}
        for name, society in self.societies:
            if name and (at := text.find(name)) >= 0:
                found[society] = min(found.get(society, at), at)
        return sorted(found, key=lambda one: found[one])

    def funds_with(self, words: str) -> list[NamedPart]:
        """Return the fund that alone has the words in its name: 其中助学10.8万元."""
        found = {part.value: part for name, part in self._fund_names if words in name}
        return list(found.values()) if len(words) > 1 and len(found) == 1 else []

    def cores_in(self, text: str) -> list[NamedPart]:
        """Return the funds and programmes that the text calls by a part of their names alone."""
        named = {(part.parameter, part.value) for part in self.named_in(text)}
        return [
            part
            for core, part in self._cores
            if core in text and (part.parameter, part.value) not in named
        ]

    def without_names(self, text: str) -> str:
        """Return the text without quotation marks and without all that it names."""
        plain = _QUOTES.sub("", text)
        names = [*(alias for alias, _part in self.parts), *(name for name, _one in self.societies)]
        names += [core for core, _part in self._cores] + [self.scope.society.name]
        for name in names:
            if name and name not in _KIND_NAMES:
                plain = plain.replace(name, "|")
        return plain

    def without_any_fund(self, text: str) -> str:
        """Return the text without the names of funds, those called as figures are too."""
        plain = _QUOTES.sub("", text)
        for alias, part in self.parts:
            if part.parameter == "fund":
                plain = plain.replace(alias, "\0")
        return plain

    def funds_in(self, text: str, *, common: bool = False) -> list[NamedPart]:
        """Return the funds that the text names, those called as a programme is too.

        `common`: also those called as figures are.
        """
        plain = _QUOTES.sub("", text)
        found = []
        for alias, part in self.parts:
            if part.parameter == "fund" and (part.narrows or common) and alias in plain:
                found.append((plain.find(alias), alias, part))
                plain = plain.replace(alias, "\0" * len(alias))
        same = {alias for _at, alias, _part in found}
        return [part for alias, part in self.parts if part.parameter == "fund" and alias in same]

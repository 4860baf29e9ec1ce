"""The funds, programmes, courses, places and donors that a text names, and the societies below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import models
from django.db.models import F, Q, Value

from donations.statements import Fund
from redcross.figures import CountedFigure, Scope, filters_of, registered_figures
from redcross.models import NamedEntry, Society

from .subjects import meanings

# Names that are part of another word are no names.
_SHORTEST = 3
_QUOTES = re.compile(r"[“”\"'‘’（）()《》\s]")
_TAILS = ("活动", "项目", "救助项目", "公益项目", "行动", "公益活动", "基金", "资金", "专项")
_HEADS = ("红十字",)


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
    for head in _HEADS:
        found |= {one.removeprefix(head) for one in found}
    for tail in _TAILS:
        found |= {one.removesuffix(tail) for one in found}
    return {one for one in found if len(one) >= _SHORTEST}


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
KINDS_OF_FUND = (
    ("非定向", NamedPart("非定向", "fund_kind", Fund.Kind.GENERAL.value)),
    ("不定向", NamedPart("非定向", "fund_kind", Fund.Kind.GENERAL.value)),
    ("定向", NamedPart("定向", "fund_kind", Fund.Kind.EARMARKED.value)),
)


class Names:
    """What a text may name, read in a fixed number of queries."""

    def __init__(self, scope: Scope, text: str):
        self.scope = scope
        self._plain = _QUOTES.sub("", text)
        self.parts: list[tuple[str, NamedPart]] = list(KINDS_OF_FUND)
        for parameter, model in named_models().items():
            for name, part in self._named(model, parameter):
                self.parts += [(alias, part) for alias in _aliases(name) if alias in self._plain]
        self.parts.sort(key=lambda pair: -len(pair[0]))
        programmes = {alias for alias, part in self.parts if part.parameter == "programme"}
        # The name of a fund is no word for what is given into it: 一般捐赠资金.
        self._funds = [
            alias
            for alias, part in self.parts
            if part.parameter == "fund" and part.narrows and alias not in programmes
        ]
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
        for alias, part in self.parts:
            if (at := plain.find(alias)) >= 0:
                found.append((at, part))
                plain = plain.replace(alias, "\0" * len(alias))
        return [part for _at, part in sorted(found, key=lambda pair: pair[0])]

    def without_funds(self, text: str) -> str:
        """Return the text, as long as it is, without the names of funds."""
        for alias in self._funds:
            text = text.replace(alias, "\0" * len(alias))
        return text

    def society_in(self, said: str) -> tuple[Society | None, int]:
        """Return the society below that is named last in the text, and where, if one is."""
        best: tuple[int, int, Society | None] = (-1, 0, None)
        for name, society in self.societies:
            if name and (at := said.rfind(name)) >= 0:
                best = max(best, (at, len(name), society), key=lambda one: one[:2])
        return best[2], best[0]

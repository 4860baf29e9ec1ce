"""Of what a sentence speaks: the words for figures, and which figures each may mean.

A word is the subject of a number when a figure that it may mean has the number's measure word. Of
several words in a clause those hold that leave a figure: 上级 and 资金 leave 上级拨入.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache

from redcross.figures import figures_by_key
from reports.text.numbers import EQUIVALENT_MEASURES, POINTS

from .vocabulary import OPENING_NUMBERS, VOCABULARY

# Of one figure people also write another's measure word: 1420人 of 人次, 5场 of 期.
ALSO_WRITTEN = {
    "人": ("人次", "例"),
    "场": ("期", "次"),
    "期": ("场", "次"),
    "次": ("场", "期"),
    "份": ("张", "件", "人份"),
    "个": ("项", "台", "场"),
    "台": ("个",),
    "项": ("个", "次"),
    "人份": ("例",),
    # 问卷500份 are answers of people.
    "份问卷": ("人",),
    "件": ("份",),
}

# What is flagged where no figure and no record at all with the measure word says it.
STRONG_UNITS = frozenset("元笔户人场期例次%台") | {"批次", "人次", "份", "人份", "毫升", POINTS}
# What is counted of things that nobody records is flagged only beside a word that says what it is.
WEAK_UNITS = frozenset({"个", "项", "件", "天", "小时", "台/万人"})


@dataclass(frozen=True)
class SubjectWord:
    """A word that may mean figures, where it stands in the text."""

    word: str
    at: int
    end: int
    keys: frozenset[str]


@cache
def meanings() -> dict[str, frozenset[str]]:
    """Return each word with the keys of the figures that it may mean."""
    known = sorted(all_keys())
    found: dict[str, frozenset[str]] = {}
    for words, globs in VOCABULARY:
        keys = frozenset(
            key for key in known if any(fnmatch(key, glob) for glob in set(globs.split()))
        )
        for word in words.split("|"):
            found[word] = found.get(word, frozenset()) | keys
    return found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, meanings()), key=len, reverse=True)))


def subject_words_in(text: str) -> Iterator[SubjectWord]:
    """Yield the words that mean figures, the longest where they overlap."""
    for match in _pattern().finditer(text):
        yield SubjectWord(match[0], match.start(), match.end(), meanings()[match[0]])


@cache
def unit_of(key: str) -> str:
    """Return what the figure's measure word amounts to in a text."""
    unit = figures_by_key()[key].unit.measure_word
    return EQUIVALENT_MEASURES.get(unit, unit)


def app_of(key: str) -> str:
    """Return of which sort of records the figure is: relief.aid.people → relief."""
    return key.partition(".")[0]


def family_of(key: str) -> str:
    """Return with what the figure belongs together: relief.aid.people → relief.aid."""
    return key.rpartition(".")[0]


def keys_with_unit(keys: Iterable[str], unit: str) -> frozenset[str]:
    """Return those of the figures that a number with this measure word may be of."""
    keys = frozenset(keys)
    same = frozenset(key for key in keys if unit_of(key) == unit)
    also = ALSO_WRITTEN.get(unit, ())
    return same | frozenset(key for key in keys if unit_of(key) in also)


@cache
def all_keys() -> frozenset[str]:
    """Return the keys of all figures but those that only lead to a total."""
    parts = ("*recorded", *(f"standing.{kind}" for kind in OPENING_NUMBERS))
    return frozenset(
        key for key in figures_by_key() if not any(fnmatch(key, part) for part in parts)
    )


@cache
def totals() -> frozenset[str]:
    """Return the keys of what is counted in all, not of a period."""
    return frozenset(
        key for key in all_keys() if key.endswith("_total") or key.startswith("standing.")
    )


def narrow(words: Iterable[SubjectWord], unit: str) -> frozenset[str]:
    """Return the figures of the measure word that the words leave, the first of them first.

    Without a measure word, of any. Empty where no word is of any such figure.
    """
    keys = keys_with_unit(all_keys(), unit) if unit else all_keys()
    narrowed = False
    for word in words:
        if rest := keys & word.keys:
            keys, narrowed = rest, True
    return keys if narrowed else frozenset()

"""Which characters the bundled faces hold, and what is set in another one.

They have the 6,763 characters of GB/T 2312 and no more: not those of rarer names. A name is set in
one face as a whole, so all that is written together with such a character goes over to a face that
has it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

# All five hold the same characters of the script.
BUNDLED = "fonts/FandolFang-Regular.otf"
# What the stylesheet sets in a face that has every character; each style has its own.
RARE_CLASS = "rare"
# In a drawing the stylesheet does not reach.
RARE_IN_DRAWINGS = "'Noto Sans CJK SC', 'BabelStone Han'"
SVG = "{http://www.w3.org/2000/svg}"
_TOGETHER = re.compile(r"[^\W\d_]+|.", re.DOTALL)
# Nothing in there is shown as text.
_HIDDEN = {"style", "script", "title", f"{SVG}title", f"{SVG}desc"}


@cache
def _held() -> frozenset[str]:
    """Return the characters that the bundled faces hold, and those that are never drawn."""
    font = TTFont(Path(str(finders.find(BUNDLED))), lazy=True)
    directing = (*range(0xA1), 0xAD, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x2060, 0xFEFF)
    return frozenset(map(chr, (*font.getBestCmap(), *directing)))


def has_rare(text: str) -> bool:
    """Return whether anything of the text is set in another face."""
    return not _held().issuperset(text)


def split_rare(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in parts, each with whether it is set in another face.

    What is written together are letters without a sign, a digit or a space between them; a sign
    such as ㎡ takes no others over.
    """
    if not has_rare(text):
        if text:
            yield text, False
        return
    pieces = [
        (piece, not _held().issuperset(piece))
        for piece in re.findall(r"[^\W\d_]+|.", text, re.DOTALL)
    ]
    for rare, group in groupby(pieces, key=lambda piece: piece[1]):
        yield "".join(piece for piece, _rare in group), rare


def mark_rare(root: Element) -> None:
    """Put what is set in another face into elements of `RARE_CLASS`; a text of a drawing whole."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _HIDDEN:
            continue
        if element.tag == f"{SVG}text":
            if has_rare("".join(element.itertext())):
                element.set("font-family", RARE_IN_DRAWINGS)
            continue
        for child in list(element):
            if child.tail and has_rare(child.tail):
                _insert(element, list(element).index(child) + 1, split_rare(child.tail), child)
        if element.text and has_rare(element.text):
            _insert(element, 0, split_rare(element.text), None)


def _insert(
    parent: Element, place: int, parts: Iterable[tuple[str, bool]], before: Element | None
) -> None:
    """Put the parts at a place among the children, instead of the text that stood there."""
    last = before
    if before is None:
        parent.text = ""
    else:
        before.tail = ""
    for text, rare in parts:
        if rare:
            span = Element("span", {"class": RARE_CLASS})
            span.text = text
            parent.insert(place, span)
            place += 1
            last = span
        elif last is None:
            parent.text = text
        else:
            last.tail = text

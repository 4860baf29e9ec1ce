"""Which characters the bundled faces hold, and what is set in another one.

They have the 6,763 characters of GB/T 2312 and no more: not those of rarer names. A name is set in
one face as a whole: it goes over to a face that has such a character. Chinese has no spaces, so
within a clause the name is the character with the surname before it; what stands by itself between
signs, as in a list or a cell, and is no longer than a name is one.
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
# Letters of a name at most; most have two or three.
_LONGEST_NAME = 4
# The surnames that nearly all people have; one that is missing costs its name its one face.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
    "洪季施牛洛俞章樊葛鲁邢安齐梅庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁"
    "隋植甘景单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕"
    "郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑"
)
# Nothing in there is shown as text.
_HIDDEN = {"style", "script", "title", f"{SVG}title", f"{SVG}desc"}


@cache
def _drawable_characters() -> frozenset[str]:
    """Return the characters that the bundled faces hold, and those that are never drawn."""
    font = TTFont(Path(str(finders.find(BUNDLED))), lazy=True)
    directing = (*range(0xA1), 0xAD, *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x2060, 0xFEFF)
    return frozenset(map(chr, (*font.getBestCmap(), *directing)))


# Surnames that as often are the word before a name.
_WORDS = "向于全成时都应常"


def has_rare(text: str) -> bool:
    """Return whether anything of the text is set in another face."""
    return not _drawable_characters().issuperset(text)


def split_rare(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in parts, each with whether it is set in another face.

    A sign such as ㎡ takes no others over.
    """
    if not has_rare(text):
        if text:
            yield text, False
        return
    marked = [
        letter_and_face for piece in _TOGETHER.findall(text) for letter_and_face in _names_in(piece)
    ]
    for rare, group in groupby(marked, key=lambda letter: letter[1]):
        yield "".join(letter for letter, _rare in group), rare


def _names_in(piece: str) -> list[tuple[str, bool]]:
    """Return each letter of what is written together, with whether it is of a rare name."""
    rare = [letter not in _drawable_characters() for letter in piece]
    if len(piece) <= _LONGEST_NAME:
        return [(letter, any(rare)) for letter in piece]
    for at, is_rare in enumerate(list(rare)):
        if not is_rare:
            continue
        for begin in range(max(0, at - 2), at):
            if piece[begin] in _SURNAMES and (begin == at - 1 or piece[begin] not in _WORDS):
                rare[begin:at] = [True] * (at - begin)
                break
    return list(zip(piece, rare, strict=True))


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
    parent: Element, index: int, parts: Iterable[tuple[str, bool]], before: Element | None
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
            parent.insert(index, span)
            index += 1
            last = span
        elif last is None:
            parent.text = text
        else:
            last.tail = text

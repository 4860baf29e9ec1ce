"""Lines as Chinese is set: full from edge to edge, and no single character left for the last one.

WeasyPrint stretches the spaces of a line, of which Chinese has none, and thinks nothing of a last
line with one character.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from weasyprint import Document
from weasyprint.formatting_structure import boxes

# What the stylesheet keeps on one line.
TOGETHER_CLASS = "together"
_HELD = {"p", "td", "th", "h1", "figcaption", "caption", "li"}
# Shorter ones hardly ever have a second line.
_SHORT = 5
# A line that is short by more of its letter's width a gap stays as it is: it holds a long word.
_WIDEST_GAP = 0.3
# Signs of a number that stays with its unit.
_LONGEST_NUMBER = 14


def hold_last_characters(root: Element) -> None:
    """Keep the last two characters of a paragraph or cell together, with the marks behind them."""
    for element in root.iter():
        if element.tag not in _HELD:
            continue
        last = element[-1] if len(element) else None
        text = (element.text if last is None else last.tail) or ""
        if len(text) < _SHORT:
            continue
        stripped = text.rstrip()
        at = _end_begins(stripped)
        together = stripped[at:]
        if not together.isascii() and " " not in together:
            span = Element("span", {"class": TOGETHER_CLASS})
            span.text = together
            stripped = stripped[:at]
            if last is None:
                element.text = stripped
            else:
                last.tail = stripped
            element.append(span)


def _end_begins(text: str) -> int:
    """Return where the last two characters begin, marks not counted, and the number they end."""
    at, found = len(text), 0
    while at and found < 2:
        at -= 1
        found += text[at].isalnum()
    # 96.5%。 and 23.34万元。 are not parted.
    first = at
    while at and text[at - 1].isascii() and not text[at - 1].isspace():
        at -= 1
    return at if first - at <= _LONGEST_NUMBER else first


def fill_lines(document: Document) -> None:
    """Spread the characters of justified lines over their width, but for a paragraph's last."""
    waiting: dict[object, tuple[boxes.BlockBox, boxes.LineBox]] = {}
    for page in document.pages:
        for block, line in _lines(page._page_box):
            # Whether a line is its paragraph's last shows only when there is another.
            if before := waiting.get(block.element):
                _fill(*before)
            waiting[block.element] = (block, line)


def _lines(box: boxes.Box) -> Iterator[tuple[boxes.BlockBox, boxes.LineBox]]:
    """Yield justified lines with what holds them, in the order of reading."""
    if not isinstance(box, boxes.ParentBox):
        return
    for child in box.children:
        if isinstance(child, boxes.LineBox):
            if child.style["text_align_all"] == "justify":
                yield box, child
        else:
            yield from _lines(child)


def _fill(block: boxes.BlockBox, line: boxes.LineBox) -> None:
    """Give each gap of the line as much as it takes to reach the edge."""
    texts = list(_texts(line))
    gaps = sum(len(text.text) for text in texts) - 1
    if gaps < 1:
        return
    taken = sum(_spaces(text) for text in texts)
    end = max(text.position_x + text.width for text in texts) - taken
    room = (block.content_box_x() + block.width - end) / gaps
    if 0 < room <= texts[0].style["font_size"] * _WIDEST_GAP:
        _spread(line, room, 0)


def _texts(box: boxes.Box) -> Iterator[boxes.TextBox]:
    """Yield the texts of a line."""
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _spaces(text: boxes.TextBox) -> float:
    """Return by how much its spaces were stretched."""
    stretched: float = text.justification_spacing * (text.text.count(" ") + text.text.count("\xa0"))
    return stretched


def _spread(box: boxes.Box, room: float, shift: float) -> float:
    """Move the box by `shift`, part its characters; return by how much what follows is moved."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        stretched, box.justification_spacing = _spaces(box), 0
        box.pango_layout.justification_spacing = 0
        box.style = box.style.copy()
        box.style["letter_spacing"] = room
        box.width += room * (len(box.text) - 1) - stretched
        return shift + room * len(box.text) - stretched
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        if isinstance(box, boxes.InlineBox):
            box.position_x += shift
        after = shift
        for child in box.children:
            after = _spread(child, room, after)
        box.width += after - shift
        return after
    box.translate(shift, 0)
    return shift

"""What stands where on a printed page."""

import re

MM = 72 / 25.4


def wide(page):
    return page.width > page.height


def area_of(page, physical):
    """The type area in points: left, top, right, bottom. Odd pages are bound on the left."""
    odd = physical % 2 == 1
    if wide(page):
        sides = (35, 28, 260, 184) if odd else (35, 26, 260, 182)
    else:
        sides = (28, 37, 184, 262) if odd else (26, 37, 182, 262)
    return [side * MM for side in sides]


def marks(page):
    """The characters of the page number."""
    upright = not wide(page)
    digits = [c for c in page.chars if c["upright"] == upright and "Song" in c["fontname"]]
    edge = 262 * MM if upright else 35 * MM
    return [c for c in digits if (c["top"] > edge if upright else c["x1"] < edge)]


def body(page):
    """What is printed but the page number and the mark of drafts and demonstration data."""
    outside = {id(c) for c in marks(page)}
    mark = (22 if wide(page) else 30) * MM
    inside = (c for c in page.chars if id(c) not in outside and c["top"] > mark)
    return [c for c in inside if c["text"].strip()]


def lines_of(page):
    """The body's lines in 3号, each its characters from left to right."""
    lines = {}
    for c in body(page):
        if c["size"] > 15 and c["upright"]:
            lines.setdefault(round(c["bottom"]), []).append(c)
    return [sorted(lines[at], key=lambda c: c["x0"]) for at in sorted(lines)]


def text_of(page):
    return re.sub(r"\s", "", page.extract_text() or "")


def last_line(page):
    lowest = max(c["top"] for c in body(page))
    line = [c for c in body(page) if c["top"] > lowest - 6]
    return "".join(c["text"] for c in sorted(line, key=lambda c: c["x0"]))


def body_of(page):
    """Lines of the type area, each a list of characters from left to right."""
    lines: dict[int, list] = {}
    for char in page.chars:
        if char["size"] > 15:
            lines.setdefault(round(char["top"]), []).append(char)
    return [sorted(lines[top], key=lambda c: c["x0"]) for top in sorted(lines)]

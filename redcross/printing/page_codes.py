"""QR codes of which each page has its own, drawn into the head of pages that are set."""

from collections.abc import Sequence

import pydyf

from .qr import dark_runs

# In millimetres: the width of the code, from the upper and from the right edge of the page to it.
WIDTH, FROM_TOP, FROM_RIGHT = 14, 6, 20
POINTS = 72 / 25.4


def draw_page_codes(pdf: pydyf.PDF, codes: Sequence[str]) -> None:
    """Draw the code of each page, "" for none. What reads the page aloud passes it by."""
    references = pdf.pages["Kids"][::3]
    for number, text in zip(references, codes, strict=True):
        if not text:
            continue
        page = pdf.objects[number]
        _left, _bottom, right, top = page["MediaBox"]
        stream = pdf.objects[int(page["Contents"].split()[0])]
        # What is drawn after leaves the measures of the page as they were before.
        stream.stream.insert(0, b"q")
        x, y = right - (FROM_RIGHT + WIDTH) * POINTS, top - FROM_TOP * POINTS
        stream.stream += [b"Q", _drawn(text, x, y)]


def _drawn(text: str, left: float, top: float) -> bytes:
    """Return the drawing of the code whose upper left corner is there, in points."""
    size, runs = dark_runs(text, damaged=True)
    module = WIDTH * POINTS / size
    squares = (
        f"{left + x * module:.3f} {top - (y + 1) * module:.3f} {width * module:.3f} {module:.3f} re"
        for x, y, width in runs
    )
    return f"/Artifact BMC q 0 g {' '.join(squares)} f Q EMC".encode()

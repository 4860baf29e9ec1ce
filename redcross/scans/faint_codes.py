"""Codes that were seen and not read: each module is measured as the mean of its own square.

A reader looks at a pixel in the middle of each module, which noise and blur decide. What is
measured here is drawn anew, and read again: its error correction decides whether that is right.
"""

from collections.abc import Iterator
from itertools import product

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

QR_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
# Of a code of twenty-three digits; its quiet zone; pixels for each module while it is measured.
MODULES, QUIET, PIXELS = 21, 4, 8
SIDE = MODULES * PIXELS
# Levels of grey that part dark from light.
LEVELS = range(80, 181, 20)
# In modules: how far the whole is off, and the corner that has no mark of its own.
OFF = ((0.0, 0.0), (0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3))
CORNER_OFF = ((0.0, 0.0), (0.6, 0.0), (-0.6, 0.0), (0.0, 0.6), (0.0, -0.6))
Point = tuple[float, float]
# From the upper left one clockwise, as the code is turned.
Corners = tuple[Point, Point, Point, Point]


def read_faint(picture: Image.Image, corners: Corners) -> str:
    """Return what the code says whose corners these are, "" where it cannot be read."""
    for flat in _flattened(picture, corners):
        for radius, percent in ((0, 0), (8, 150), (5, 300), (12, 300)):
            sharp = flat.filter(ImageFilter.UnsharpMask(radius, percent, 0)) if radius else flat
            means = sharp.resize((MODULES, MODULES), Image.Resampling.BOX)
            means = ImageOps.autocontrast(means)
            for level in LEVELS:
                if text := _read_modules(means, level):
                    return text
    return ""


def _flattened(picture: Image.Image, corners: Corners) -> Iterator[Image.Image]:
    """Yield the code alone, square, as it may lie."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    right = ((bx - ax) / MODULES, (by - ay) / MODULES)
    down = ((dx - ax) / MODULES, (dy - ay) / MODULES)

    def moved(x: float, y: float, off: Point) -> Point:
        return (
            x + right[0] * off[0] + down[0] * off[1],
            y + right[1] * off[0] + down[1] * off[1],
        )

    for corner, whole in product(CORNER_OFF, OFF):
        last = (whole[0] + corner[0], whole[1] + corner[1])
        quad = (
            *moved(ax, ay, whole),
            *moved(dx, dy, whole),
            *moved(cx, cy, last),
            *moved(bx, by, whole),
        )
        yield picture.transform((SIDE, SIDE), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)


def _read_modules(means: Image.Image, level: int) -> str:
    """Return what the modules say when what is darker than the level is dark."""
    modules = means.point(lambda value: 255 if value > level else 0)
    code = ImageOps.expand(modules, QUIET, 255)
    drawn = code.resize((code.width * 4, code.height * 4), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(
        drawn, QR_CODES, is_pure=True, binarizer=zxingcpp.Binarizer.FixedThreshold
    )
    return found[0].text if found and found[0].valid else ""

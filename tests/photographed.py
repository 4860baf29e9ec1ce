"""Sheets as a phone photographs them: turned, askew, dark, noisy, blurred, several at once.

Everything follows from a number, so that a set is the same on every machine.
"""

import io
import math
from dataclasses import dataclass
from random import Random

import pypdfium2
from PIL import Image, ImageChops, ImageEnhance, ImageFilter

# Dots per inch of the drawn sheets, finer than any phone sees them.
FINE = 200


@dataclass(frozen=True)
class Taken:
    """How a photo is taken. Lengths are parts of the photo's shorter side; angles in degrees."""

    size: tuple[int, int] = (3000, 4000)
    # Of the sheet's longer side, in the photo's longer side.
    fills: float = 0.85
    turned: float = 0
    # How far corners are off, by which the sheet is askew.
    askew: float = 0
    # 1 is as bright as paper; a shadow over part of it, so dark.
    light: float = 1
    shadow: float = 1
    # Standard deviation of the noise, of 255; radius of the blur in pixels; how far a hand moved.
    noise: float = 4
    blur: float = 0.6
    moved: int = 0
    quality: int = 85
    # Part of the photo that is cut off, at the left and below.
    cut: float = 0


def drawn_pages(pdf):
    """Return the pages of the PDF as pictures."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=FINE / 72).to_pil().convert("RGB") for page in document]


def photograph(sheets, taken, seed):
    """Return a JPEG of the sheets side by side on a table."""
    random = Random(seed)  # noqa: S311
    photo = _table(taken.size, random)
    places = _places(len(sheets), taken.size)
    for sheet, (x, y, width, height) in zip(sheets, places, strict=True):
        _lay(photo, sheet, (x, y, width, height), taken, random)
    photo = _seen(photo, taken, random)
    if taken.cut:
        width, height = photo.size
        photo = photo.crop((int(width * taken.cut), 0, width, int(height * (1 - taken.cut))))
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=taken.quality)
    return file.getvalue()


def _table(size, random):
    """Return a table of wood: darker and lighter stripes."""
    colour = random.choice(["#7a5230", "#444444", "#c8b08a", "#2f4f6f", "#dddddd"])
    stripes = _noise((size[0] // 40, 4), 60, random).resize(size, Image.Resampling.BICUBIC)
    return Image.blend(Image.new("RGB", size, colour), stripes.convert("RGB"), 0.2)


def _places(number, size):
    width, height = size
    if number == 1:
        return [(width / 2, height / 2, width, height)]
    part = height / number
    return [(width / 2, part * (place + 0.5), width, part) for place in range(number)]


def _lay(photo, sheet, place, taken, random):
    """Lay a sheet on its place of the photo, turned and askew."""
    x, y, width, height = place
    turned = math.radians(taken.turned + (random.uniform(-4, 4) if height < photo.height else 0))
    cos, sin = abs(math.cos(turned)), abs(math.sin(turned))
    room = (sheet.width * cos + sheet.height * sin, sheet.width * sin + sheet.height * cos)
    scale = taken.fills * min(width / room[0], height / room[1])
    half = (sheet.width * scale / 2, sheet.height * scale / 2)
    corners = []
    for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        off = taken.askew * min(width, height)
        px, py = dx * half[0], dy * half[1]
        corners.append(
            (
                x + px * math.cos(turned) - py * math.sin(turned) + random.uniform(-off, off),
                y + px * math.sin(turned) + py * math.cos(turned) + random.uniform(-off, off),
            )
        )
    # Made smaller first: what is drawn far apart would be skipped, not averaged.
    reduced = sheet.reduce(max(1, int(1 / scale))) if scale < 1 else sheet
    mapping = _perspective(corners, reduced.size)
    quality = Image.Resampling.BICUBIC
    laid = reduced.transform(photo.size, Image.Transform.PERSPECTIVE, mapping, quality)
    whole = Image.new("L", reduced.size, 255)
    mask = whole.transform(photo.size, Image.Transform.PERSPECTIVE, mapping, quality)
    photo.paste(laid, mask=mask)


def _seen(photo, taken, random):
    """Return the photo as the light and the phone make it."""
    if taken.shadow < 1:
        shade = Image.linear_gradient("L").rotate(random.choice([0, 90, 180, 270]))
        shade = shade.resize(photo.size, Image.Resampling.BICUBIC)
        darkest = taken.shadow
        shade = shade.point(lambda value: int(255 * darkest + (1 - darkest) * value))
        photo = ImageChops.multiply(photo, shade.convert("RGB"))
    photo = ImageEnhance.Brightness(photo).enhance(taken.light)
    for _step in range(taken.moved):
        photo = Image.blend(photo, ImageChops.offset(photo, 1, 1), 0.5)
    photo = photo.filter(ImageFilter.GaussianBlur(taken.blur))
    noise = _noise(photo.size, taken.noise, random).convert("RGB")
    return ImageChops.add(photo, noise, 1, -128)


def _noise(size, deviation, random):
    """Return noise around 128. Pillow's own is another one each time."""
    first, second = (Image.frombytes("L", size, random.randbytes(math.prod(size))) for _n in "12")
    # Two that are even make one of a deviation of 52.
    mean = Image.blend(first, second, 0.5)
    return mean.point(lambda value: int(128 + (value - 127.5) * deviation / 52))


def _perspective(corners, size):
    """Return the eight numbers of the mapping from the photo to a sheet of that size."""
    width, height = size
    rows, known = [], []
    for (x, y), (u, v) in zip(
        corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True
    ):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        known += [u, v]
    return _solved(rows, known)


def _solved(rows, known):
    """Return the solution of the linear equations, by Gauss."""
    matrix = [[*row, value] for row, value in zip(rows, known, strict=True)]
    for n in range(len(matrix)):
        pivot = max(range(n, len(matrix)), key=lambda row: abs(matrix[row][n]))
        matrix[n], matrix[pivot] = matrix[pivot], matrix[n]
        for row in range(len(matrix)):
            if row != n:
                factor = matrix[row][n] / matrix[n][n]
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[n], strict=True)]
    return [matrix[n][-1] / matrix[n][n] for n in range(len(matrix))]

"""A chart as a picture, for Word: the drawing of the print, in pixels."""

from functools import cache
from io import BytesIO

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from redcross.printing.faces import split_rare
from reports.text.charts import SIZE, Chart

# Pixels a unit of the drawing: 500 units on 156 mm make 330 dots an inch.
SCALE = 4
FACE = "fonts/FandolHei-Regular.otf"
# Found by its name among the system's; the third of its faces is the simplified Chinese one.
RARE_FACE, RARE_INDEX = "NotoSansCJK-Regular.ttc", 2
INK, FIRST, SECOND, SECOND_EDGE = "#1f2937", "#1d4f7c", "#dbe6f0", "#5b6472"


@cache
def _face(rare: bool) -> ImageFont.FreeTypeFont:
    """Return the face for what the bundled one holds, or for the rest."""
    if rare:
        try:
            return ImageFont.truetype(RARE_FACE, SIZE * SCALE, index=RARE_INDEX)
        except OSError:
            pass
    return ImageFont.truetype(str(finders.find(FACE)), SIZE * SCALE)


def chart_picture(chart: Chart) -> tuple[bytes, int, int]:
    """Return the drawing as PNG, with its width and height in units of the drawing."""
    drawing = chart.wide
    size = (drawing.width * SCALE, max(drawing.height, 1) * SCALE)
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for x, second in drawing.keys:
        _bar(draw, (x + 1, 3, 11, 11), second)
    for mark in drawing.marks:
        _bar(draw, mark.box, mark.second)
    if drawing.base:
        draw.line([place * SCALE for place in drawing.base], fill=SECOND_EDGE, width=SCALE)
    for label in drawing.texts:
        _write(picture, label.x, label.y, label.text, label.anchor, turned=label.turned)
    file = BytesIO()
    picture.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue(), drawing.width, max(drawing.height, 1)


def _bar(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], second: bool) -> None:
    """Draw a rectangle of x, y, width and height."""
    x, y, width, height = (place * SCALE for place in box)
    fill, edge = (SECOND, SECOND_EDGE) if second else (FIRST, FIRST)
    draw.rectangle((x, y, x + width, y + height), fill=fill, outline=edge, width=SCALE)


def _write(
    picture: Image.Image, x: int, y: int, text: str, anchor: str, *, turned: bool = False
) -> None:
    """Write words that begin, or have their middle, on a base line; turned, they go upwards.

    All of it is in one face, as a name is.
    """
    font = _face(any(rare for _part, rare in split_rare(text)))
    width = round(font.getlength(text))
    height = SIZE * SCALE * 2
    words = Image.new("L", (max(width, 1), height), 0)
    base = SIZE * SCALE + SCALE * 2
    ImageDraw.Draw(words).text((0, base), text, fill=255, font=font, anchor="ls")
    left, top = x * SCALE, y * SCALE - base
    if turned:
        words = words.rotate(90, expand=True)
        left, top = x * SCALE - base, y * SCALE - width
    elif anchor == "middle":
        left -= width // 2
    picture.paste(INK, (left, top), words)

"""QR codes, as a drawing and as a picture."""

from io import BytesIO
from itertools import groupby

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode

# Modules of white around the code, which readers need.
QUIET = 4


def _modules(text: str, damaged: bool = False) -> list[list[bool]]:
    """Return the rows of the code, each dark module true; `damaged`: a quarter may be lost."""
    code = QRCode(error_correction=ERROR_CORRECT_Q if damaged else ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    modules: list[list[bool]] = code.get_matrix()
    return modules


def dark_runs(text: str, damaged: bool = False) -> tuple[int, list[tuple[int, int, int]]]:
    """Return how many modules wide the code is, and column, row and width of what is dark in it.

    `damaged`: it is to be read though a quarter of it is lost, as on a crumpled sheet.
    """
    rows = _modules(text, damaged)
    runs = []
    for y, row in enumerate(rows):
        x = 0
        for filled, modules in groupby(row):
            width = len(list(modules))
            if filled:
                runs.append((x, y, width))
            x += width
    return len(rows), runs


def qr_path(text: str) -> tuple[int, str]:
    """Return how many modules wide the code is, and the path of a drawing of it."""
    size, runs = dark_runs(text)
    return size, "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in runs)


def qr_picture(text: str, scale: int = 8, damaged: bool = False) -> bytes:
    """Return the code as PNG, each module so many pixels wide; `damaged` as of `dark_runs`."""
    rows = _modules(text, damaged)
    picture = Image.new("1", (len(rows), len(rows)), 1)
    picture.putdata([0 if filled else 1 for row in rows for filled in row])
    file = BytesIO()
    size = (len(rows) * scale,) * 2
    picture.resize(size, Image.Resampling.NEAREST).save(file, "PNG", dpi=(300, 300))
    return file.getvalue()

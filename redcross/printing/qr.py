"""QR codes, as a drawing and as a picture."""

from io import BytesIO

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


def qr_path(text: str, damaged: bool = False) -> tuple[int, str]:
    """Return how many modules wide the code is, and the path of a drawing of it.

    `damaged`: it is to be read though a quarter of it is lost, as on a crumpled sheet.
    """
    rows = _modules(text, damaged)
    dark = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, filled in enumerate(row) if filled
    )
    return len(rows), "".join(dark)


def qr_picture(text: str, scale: int = 8, damaged: bool = False) -> bytes:
    """Return the code as PNG, each module so many pixels wide; `damaged` as of `qr_path`."""
    rows = _modules(text, damaged)
    picture = Image.new("1", (len(rows), len(rows)), 1)
    picture.putdata([0 if filled else 1 for row in rows for filled in row])
    file = BytesIO()
    size = (len(rows) * scale,) * 2
    picture.resize(size, Image.Resampling.NEAREST).save(file, "PNG", dpi=(300, 300))
    return file.getvalue()

"""QR codes, as a drawing and as a picture."""

from io import BytesIO

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# Modules of white around the code, which readers need.
QUIET = 4


def _modules(text: str) -> list[list[bool]]:
    """Return the rows of the code, each dark module true."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    modules: list[list[bool]] = code.get_matrix()
    return modules


def qr_path(text: str) -> tuple[int, str]:
    """Return how many modules wide the code is, and the path of a drawing of it."""
    rows = _modules(text)
    dark = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, filled in enumerate(row) if filled
    )
    return len(rows), "".join(dark)


def qr_picture(text: str, scale: int = 8) -> bytes:
    """Return the code as PNG, each module so many pixels wide."""
    rows = _modules(text)
    picture = Image.new("1", (len(rows), len(rows)), 1)
    picture.putdata([0 if filled else 1 for row in rows for filled in row])
    file = BytesIO()
    size = (len(rows) * scale,) * 2
    picture.resize(size, Image.Resampling.NEAREST).save(file, "PNG", dpi=(300, 300))
    return file.getvalue()

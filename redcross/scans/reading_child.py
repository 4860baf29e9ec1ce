"""The process that reads what somebody dropped: pages, the codes on them, pictures of the others.

It knows nothing of the project, and gets no environment. Its answer is pieces, each with its length
before it (4 bytes): what it found as JSON, then for each page its codes as JSON and its picture as
JPEG, empty where none is needed; or a PDF of the chosen pages.
"""

import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from .faint_codes import QR_CODES, Corners, read_faint

# Bytes of address space, seconds of computing, pages of a file.
MAX_MEMORY, MAX_SECONDS, MAX_PAGES = 1500 * 1024**2, 75, 100
# Seconds of computing after which nothing more is tried, and no further page looked at.
ENOUGH, LATEST = 25, 45
# Of the longer side in pixels: pages are drawn so (220 dpi of A4), and once more where no code was
# found; a picture to look at.
DRAWN, DRAWN_AGAIN, SHOWN, QUALITY = 2600, 4200, 1500, 70
MAX_ANSWER = 128 * 1024**2
# What its exit status says.
TOO_MANY_PAGES, UNREADABLE = 3, 4
MOST_CODES = 30
# What may be on a page of ours: redcross/papers/page_codes.py.
OF_OURS = re.compile("[0-9]{20}(?:[0-9]{3})?")
# Codes of a picture that are measured module by module.
MOST_SEEN = 12
# A picture is looked at twice as large too, unless it is that long already.
LARGEST_DOUBLED = 4100


def main(task: str, *arguments: str) -> None:
    """Read standard input as the task says: "photo", "pdf", or "pages", of each file "1,2,3",
    or "join" with the length of each file.
    """
    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MAX_ANSWER),
    ):
        resource.setrlimit(limit, (value, value))
    content = sys.stdin.buffer.read()
    if task == "photo":
        _read_photo(content)
    elif task == "pdf":
        _read_pdf(content)
    elif task == "join":
        _join(content, [int(length) for length in arguments])
    else:
        _choose_pages(content, [[int(n) for n in one.split(",")] for one in arguments])


def _answer(piece: bytes) -> None:
    sys.stdout.buffer.write(len(piece).to_bytes(4, "big") + piece)


def _page_answer(codes: list[str], unread: bool, late: bool = False) -> bytes:
    return json.dumps({"codes": codes[:MOST_CODES], "unread": unread, "late": late}).encode()


def _read_photo(content: bytes) -> None:
    Image.MAX_IMAGE_PIXELS = 60_000_000
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as opened:
        picture = opened.convert("LA")
    ground = Image.new("L", picture.size, 255)
    ground.paste(picture.getchannel("L"), mask=picture.getchannel("A"))
    codes, unread = find_codes(ground, time.process_time() + ENOUGH)
    _answer(json.dumps({"pages": 1}).encode())
    _answer(_page_answer(codes, unread))
    _answer(b"")


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        sys.exit(UNREADABLE)


def _draw(page: pypdfium2.PdfPage, pixels: int) -> Image.Image:
    scale = pixels / max(*page.get_size(), 1)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture.convert("L")


def _read_pdf(content: bytes) -> None:
    began = time.process_time()
    document = _open(content)
    if len(document) > MAX_PAGES:
        sys.exit(TOO_MANY_PAGES)
    _answer(json.dumps({"pages": len(document)}).encode())
    for number in range(len(document)):
        if time.process_time() - began > LATEST:
            _answer(_page_answer([], False, late=True))
            _answer(b"")
            continue
        page = document[number]
        drawn = _draw(page, DRAWN)
        # What is found at once costs little: no page takes the time of the others.
        share = (ENOUGH - (time.process_time() - began)) / (len(document) - number)
        until = time.process_time() + max(0.0, min(share * 4, ENOUGH))
        codes, unread = find_codes(drawn, until)
        if not codes and time.process_time() < until:
            codes, unread = find_codes(_draw(page, DRAWN_AGAIN), until)
        page.close()
        drawn.thumbnail((SHOWN, SHOWN), Image.Resampling.BILINEAR)
        file = BytesIO()
        drawn.save(file, "JPEG", quality=QUALITY)
        _answer(_page_answer(codes, unread))
        _answer(file.getvalue())


def _choose_pages(content: bytes, groups: list[list[int]]) -> None:
    """Answer with a PDF of each group of pages, which count from 0."""
    document = _open(content)
    for numbers in groups:
        chosen, file = pypdfium2.PdfDocument.new(), BytesIO()
        chosen.import_pages(document, numbers)
        chosen.save(file)
        _answer(file.getvalue())


def _join(content: bytes, lengths: list[int]) -> None:
    """Answer with one PDF of those that stand one after the other."""
    joined, file, at = pypdfium2.PdfDocument.new(), BytesIO(), 0
    for length in lengths:
        joined.import_pages(_open(content[at : at + length]))
        at += length
    joined.save(file)
    _answer(file.getvalue())


def find_codes(picture: Image.Image, until: float) -> tuple[list[str], bool]:
    """Return the numbers in the QR codes on a grey picture, and whether one was seen, not read.

    What makes codes readable is tried one after the other: all of the first few, since there may
    be several sheets, the others until the clock says `until`, or the one code there is is read,
    and the last ones only where anything looked like a code.
    """
    found: dict[str, None] = {}
    seen = 0
    unread, even = False, ImageOps.autocontrast(picture, cutoff=1)
    for index, (tried, binarizer) in enumerate(_versions(picture)):
        if index >= ALWAYS and ((found and not unread) or time.process_time() > until):
            break
        if index >= LOOKED_FOR and not (found or seen):
            break
        unread = False
        scale = picture.width / tried.width
        for code in zxingcpp.read_barcodes(
            tried, QR_CODES, binarizer=binarizer, return_errors=True
        ):
            corners = _corners(code.position, scale)
            text = code.text if code.valid else ""
            if not text and seen < MOST_SEEN and time.process_time() < until:
                seen += 1
                text = read_faint(even, corners)
            if text:
                found[text] = None
            else:
                unread = True
    return [text for text in found if OF_OURS.fullmatch(text)], unread


def _corners(position: zxingcpp.Position, scale: float) -> Corners:
    """Return the corners of a code clockwise, in the picture that is so much larger."""
    upper = (position.top_left, position.top_right)
    lower = (position.bottom_right, position.bottom_left)
    first, second, third, fourth = ((one.x * scale, one.y * scale) for one in (*upper, *lower))
    return first, second, third, fourth


LOCAL, GLOBAL = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
# Of a hundred photos none had a code that only a later version than these showed.
ALWAYS, LOOKED_FOR = 2, 9


def _versions(picture: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    """Yield the picture as it is, and as it may be easier to read; what finds most comes first."""
    yield picture, LOCAL
    half = picture.reduce(2)
    yield half, LOCAL
    even, even_half = (ImageOps.autocontrast(one, cutoff=1) for one in (picture, half))
    # Against noise, then against blur, then against both.
    smooth = even.filter(ImageFilter.GaussianBlur(1.2))
    yield smooth, LOCAL
    sharp_half = even_half.filter(ImageFilter.UnsharpMask(3, 300, 0))
    yield sharp_half, LOCAL
    yield sharp_half, GLOBAL
    yield half.filter(ImageFilter.MedianFilter(3)), LOCAL
    yield even.filter(ImageFilter.UnsharpMask(3, 250, 2)), LOCAL
    if max(picture.size) <= LARGEST_DOUBLED:
        size = (picture.width * 2, picture.height * 2)
        doubled = even.resize(size, Image.Resampling.BICUBIC)
        for radius, percent in ((6, 250), (4, 500), (6, 800)):
            sharp = doubled.filter(ImageFilter.UnsharpMask(radius, percent, 0))
            yield sharp, LOCAL
            yield sharp, GLOBAL
        smooth = smooth.resize(size, Image.Resampling.BICUBIC)
        yield smooth.filter(ImageFilter.UnsharpMask(6, 400, 0)), LOCAL

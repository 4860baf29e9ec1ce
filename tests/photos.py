"""Photos as phones and scanners make them, with what they say beside the picture."""

import io
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

pillow_heif.register_heif_opener()
MAKER, PLACE, WORDS = "PhoneMaker", (27.0, 50.0, 3.0), "secret words"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{WORDS}</a></x:xmpmeta>'.encode()
ORIENTATION, MAKE, GPS, LATITUDE = 0x0112, 0x010F, 0x8825, 2


def camera_data(orientation=1):
    """Return EXIF with the maker and the place."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, MAKER
    exif.get_ifd(GPS)[LATITUDE] = PLACE
    return exif


def photo_bytes(kind="JPEG", size=(60, 40), colour="white", **options):
    """Return a photo, red in the upper half."""
    image = Image.new("RGB", size, colour)
    image.paste("red", (0, 0, size[0], size[1] // 2))
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def photo_named(name, kind="JPEG", size=(60, 40)):
    """Return a photo that is another one for every name."""
    return photo_bytes(kind, size, f"#{zlib.crc32(name.encode()) % 2**24:06x}")


def telling_photo(kind="JPEG", orientation=1):
    """Return a photo that tells its place, its maker and some words in every way its kind has."""
    options = {"exif": camera_data(orientation), "xmp": XMP}
    if kind == "JPEG":
        options["comment"] = WORDS
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", WORDS)
        told.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"exif": camera_data(orientation), "pnginfo": told}
    return photo_bytes(kind, **options)


def opened(content):
    return Image.open(io.BytesIO(content))


def upload(name="收据.jpg", content=None):
    return SimpleUploadedFile(name, photo_bytes() if content is None else content)

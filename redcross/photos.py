"""Photos as they are kept: upright, no larger than needed, and silent about where they were taken.

Every photo is decoded and encoded anew, so that nothing but its pixels remains: no place, no
device, no person's name, and no other file hidden behind the picture.
"""

import io
from dataclasses import dataclass
from math import prod
from tempfile import TemporaryFile
from typing import IO, cast

import pillow_heif
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

# No other decoder is tried, whatever Pillow could read besides.
READABLE = ("JPEG", "PNG", "WEBP", "HEIF")
# Decoded at once, up to four bytes each; a larger JPEG is decoded at half its size or less.
MAX_PIXELS = 50_000_000
MAX_PIXELS_OF_FILE = 2 * MAX_PIXELS
# A drawing of a single colour takes some hundred bytes in a file, and as much memory as a photo.
MAX_PIXELS_OF_DRAWING = 25_000_000
# Cameras write one scan or about ten; each is decoded through the whole photo.
MAX_SCANS = 100
Image.MAX_IMAGE_PIXELS = MAX_PIXELS_OF_FILE
LONG_SIDE = 4000
THUMBNAIL_SIDE = 320
JPEG_QUALITY, THUMBNAIL_QUALITY = 85, 75


@dataclass(frozen=True)
class CleanPhoto:
    """A photo to be kept: its file, what the file is, and a small JPEG of it."""

    file: IO[bytes]
    content_type: str
    thumbnail: bytes


class _Whole:
    """A file that is written through Python alone.

    Given a descriptor, Pillow's encoder of JPEG writes to it by itself, and takes it for written
    where a full disk has taken only the beginning.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.write, self.flush = file.write, file.flush


def clean_photo(file: IO[bytes]) -> CleanPhoto:
    """Return the photo without metadata; what was PNG stays PNG, everything else becomes JPEG.

    Raises ValidationError for what is no photo, damaged, or has too many pixels.
    """
    try:
        image, lossless = read_picture(file)
    except Image.DecompressionBombError as error:
        raise ValidationError(
            _("The photo has too many pixels: at most %(millions)s million can be kept.")
            % {"millions": MAX_PIXELS // 1_000_000}
        ) from error
    except Image.UnidentifiedImageError as error:
        raise ValidationError(
            _("Only PDF, JPEG, PNG, WebP and HEIC files can be kept as evidence.")
        ) from error
    except Exception as error:
        # Decoders raise whatever they stumble over: struct.error, IndexError, SyntaxError, ….
        raise ValidationError(_("The photo is damaged and cannot be read.")) from error
    stored = TemporaryFile()  # noqa: SIM115  # lives as long as somebody may still read it
    target = cast("IO[bytes]", _Whole(stored))
    if lossless:
        image.save(target, "PNG")
    else:
        _opaque(image).save(target, "JPEG", quality=JPEG_QUALITY)
    stored.flush()
    return CleanPhoto(stored, "image/png" if lossless else "image/jpeg", _thumbnail(image))


def read_picture(
    file: IO[bytes],
    formats: tuple[str, ...] = READABLE,
    most_pixels: int = MAX_PIXELS_OF_FILE,
) -> tuple[Image.Image, bool]:
    """Return the picture decoded, upright, with nothing beside, and whether it came as PNG.

    Raises DecompressionBombError, UnidentifiedImageError, and whatever a decoder raises.
    """
    # WeasyPrint has Pillow fill up for the whole process what is missing of a photo.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    file.seek(0)
    with Image.open(file, formats=formats) as opened:
        _check_size(opened, most_pixels)
        _check_scans(opened, file)
        return _plain(opened), opened.format == "PNG"


def _check_size(image: Image.Image, most_pixels: int) -> None:
    """Raise DecompressionBombError for what takes too much memory, before it is decoded."""
    of_file = prod(image.size)
    if image.format in ("PNG", "WEBP") and of_file > MAX_PIXELS_OF_DRAWING:
        raise Image.DecompressionBombError
    if image.format in ("JPEG", "MPO"):
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    if of_file > most_pixels or prod(image.size) > MAX_PIXELS:
        raise Image.DecompressionBombError


def _check_scans(image: Image.Image, file: IO[bytes]) -> None:
    """Raise ValueError for a JPEG of so many scans that decoding it would take minutes."""
    if image.format in ("JPEG", "MPO"):
        position = file.tell()
        file.seek(0)
        scans = file.read().count(b"\xff\xda")
        file.seek(position)
        if scans > MAX_SCANS:
            raise ValueError


def _plain(image: Image.Image) -> Image.Image:
    """Return the photo upright, at most LONG_SIDE long, in sRGB or grey, and with nothing beside.

    What a palette or 16 bits a channel would need more, a photo of a slip does not.
    """
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    # In place and before all else that copies it.
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    ImageOps.exif_transpose(image, in_place=True)
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _in_srgb(image, profile)
    if image.mode not in ("L", "LA", "RGB", "RGBA"):
        image = image.convert("RGB")
    # Pillow writes some of it, comments and profiles, without being asked.
    image.info.clear()
    return image


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the photo in the colours that every screen shows; a broken profile is ignored."""
    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(image, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return image if changed is None else changed


def _opaque(image: Image.Image) -> Image.Image:
    """Return the photo on white where it was transparent."""
    if image.mode not in ("LA", "RGBA"):
        return image
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def _thumbnail(image: Image.Image) -> bytes:
    small = image.reduce(max(1, max(image.size) // (2 * THUMBNAIL_SIDE)))
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    content = io.BytesIO()
    _opaque(small).save(content, "JPEG", quality=THUMBNAIL_QUALITY)
    return content.getvalue()

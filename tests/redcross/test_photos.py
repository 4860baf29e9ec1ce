"""What a photo tells beside the picture is gone, and hostile ones are refused."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from redcross.models import Attachment
from redcross.photos import clean_photo
from tests.factories import make_cash_gift
from tests.photos import MAKER, ORIENTATION, WORDS, opened, photo_bytes, telling_photo, upload

TURNED = 6  # the camera was held upright: to be turned by 90 degrees


def clean(content):
    return clean_photo(io.BytesIO(content))


def kept(content):
    photo = clean(content)
    photo.file.seek(0)
    return photo.file.read()


def chunk(name, data):
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum


def png_of(width, height, chunks=b""):
    """Return a PNG that claims this size and has hardly any content."""

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + header + chunks + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_place_device_and_words_are_gone(kind):
    sent = telling_photo(kind)
    assert MAKER.encode() in sent and WORDS.encode() in sent
    content = kept(sent)
    photo = opened(content)
    assert not photo.getexif() and not photo.getexif().get_ifd(0x8825)
    assert MAKER.encode() not in content and WORDS.encode() not in content
    assert set(photo.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert photo.format == ("PNG" if kind == "PNG" else "JPEG")


def test_what_is_hidden_behind_the_picture_is_gone():
    assert b"<?php" not in kept(photo_bytes() + b"<?php system('id'); ?>")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_upright(kind):
    sent = telling_photo(kind, orientation=TURNED)
    assert opened(sent).size == (60, 40)
    photo = opened(kept(sent))
    assert photo.size == (40, 60)
    assert ORIENTATION not in photo.getexif()
    red, white = photo.getpixel((35, 30)), photo.getpixel((5, 30))
    assert red[1] < 60 and white[1] > 200


def test_a_large_photo_is_kept_at_four_thousand_pixels():
    assert opened(kept(photo_bytes(size=(6000, 3000)))).size == (4000, 2000)


def test_a_very_large_photo_is_decoded_at_half_its_size():
    assert opened(kept(photo_bytes(size=(12000, 8300)))).size == (4000, 2767)


def test_colours_come_out_as_on_every_screen():
    swapped = Image.new("RGB", (20, 20), (200, 30, 30))
    content = io.BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped.save(content, "JPEG", icc_profile=lab)
    photo = opened(kept(content.getvalue()))
    assert "icc_profile" not in photo.info
    assert all(abs(a - b) < 8 for a, b in zip(photo.getpixel((9, 9)), (200, 30, 30), strict=True))


def test_a_broken_colour_profile_costs_the_profile_only():
    assert opened(kept(photo_bytes(icc_profile=b"broken"))).size == (60, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_scans_of_every_depth_are_kept(mode):
    content = io.BytesIO()
    Image.new(mode, (30, 20)).save(content, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(kept(content.getvalue())).size == (30, 20)


def test_a_grey_scan_of_sixteen_bits_stays_readable():
    content = io.BytesIO()
    Image.new("I;16", (30, 20), 30000).save(content, "PNG")
    assert opened(kept(content.getvalue())).getpixel((3, 3)) == pytest.approx(117, abs=1)


HOSTILE = {
    "a bomb": png_of(30000, 30000),
    "a bomb beyond what Pillow opens": png_of(60000, 60000),
    "no pixels behind the head": png_of(4000, 3000),
    "a bomb of text": png_of(9, 9, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(9_000_000)))),
    "half a JPEG": photo_bytes(size=(900, 900))[:-900],
    "the head of a JPEG": b"\xff\xd8\xff" + b"0" * 20,
    "half a HEIC": photo_bytes("HEIF", size=(900, 900))[:-60],
    "half a WebP": photo_bytes("WEBP", size=(900, 900))[:90],
    "a GIF": photo_bytes("GIF"),
    "a TIFF": photo_bytes("TIFF"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "nothing": b"\0",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_photo_is_refused_with_a_message(content, staff, signed_in):
    with pytest.raises(ValidationError):
        clean(content)
    gift = make_cash_gift(staff)
    url = f"/donations/cash-gifts/{gift.pk}/attach/"
    page = signed_in(staff).post(url, {"file": upload("坏.jpg", content)}, follow=True)
    assert page.status_code == 200 and "坏.jpg: " in page.content.decode()
    assert not Attachment.objects.exists()


def test_a_photo_of_too_many_pixels_is_told_so_before_it_is_decoded():
    with pytest.raises(ValidationError, match="50"):
        clean(png_of(10000, 6000))

"""Goods as they are entered, for the tests of forms with lines."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.photos import photo_bytes

ADD = "/donations/goods/add/"
PNG = photo_bytes("PNG")
RICE = {"item": "大米", "quantity": Decimal(100), "unit": "袋", "unit_value": Decimal(60)}
OIL = {"item": "食用油", "quantity": Decimal(50), "unit": "桶"}


def lines_of(page, number=0):
    return page.context["form"].linesets[number].forms


def photo(name="a.png", content=PNG):
    return SimpleUploadedFile(name, content)

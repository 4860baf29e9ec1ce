"""Goods as they are entered, for the tests of forms with lines."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

ADD = "/donations/goods/add/"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
RICE = {"item": "大米", "quantity": Decimal(100), "unit": "袋", "unit_value": Decimal(60)}
OIL = {"item": "食用油", "quantity": Decimal(50), "unit": "桶"}


def lines_of(page, number=0):
    return page.context["form"].linesets[number].forms


def photo(name="a.png", content=PNG):
    return SimpleUploadedFile(name, content)

"""What is left of money and goods on a day."""

from datetime import date

from donations.models import Fund, GoodsLot

JANUARY, MARCH, MAY, JULY = (date(2021, month, 1) for month in (1, 3, 5, 7))


def balance(fund, day=JULY):
    return Fund.objects.with_balance(day).get(pk=fund.pk).balance


def left(lot, day=JULY):
    return GoodsLot.objects.with_remaining(day).get(pk=lot.pk).remaining

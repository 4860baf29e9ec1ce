"""Demonstration records, made up: what the society is and has."""

from datetime import date

from redcross.models import StandingNumber

NUMBERS = (
    ("established", 5, 5),
    ("staff", 5, 5),
    ("members", 620, 655),
    ("volunteers", 210, 246),
    ("branches", 12, 14),
    ("population", 289000, 288000),
)


def load(demo) -> None:
    for kind, *numbers in NUMBERS:
        for year, number in zip((2020, 2021), numbers, strict=True):
            demo.keep(
                StandingNumber(date=date(year, 12, 31), kind=kind, number=number, slip="演示数据"),
                f"standing {kind} {year}",
            )

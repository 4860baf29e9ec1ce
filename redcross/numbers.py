"""How numbers are written where no locale decides."""

from decimal import Decimal


def short(number: Decimal | int) -> str:
    """Without zeros after the point: 12.5000 → 12.5, 200.00 → 200."""
    return f"{Decimal(number).normalize():f}"

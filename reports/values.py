"""Every figure of a society and period."""

from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from redcross.figures import Period, Value, count, derive, derived_of_apps, of_apps
from redcross.models import Society


def values_of(society: Society, period: Period, alone: bool) -> dict[str, Value]:
    """Every counted and derived figure by key."""
    counted = count(of_apps(), society, period, alone=alone)
    return counted | {
        key: replace(value, url=parts_url(key, society, period, alone))
        for key, value in derive(derived_of_apps(), counted).items()
    }


def parts_url(key: str, society: Society, period: Period, alone: bool) -> str:
    """A derived figure opens its parts, which stand on the page of figures."""
    asked = {
        "date_from": period.start.isoformat(),
        "date_to": period.end.isoformat(),
        "society": society.pk,
        "scope": "alone" if alone else "all",
    }
    return f"{reverse('reports:figures')}?{urlencode(asked)}#{key}"

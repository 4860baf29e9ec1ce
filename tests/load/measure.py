"""What a year costs on this database, in milliseconds, the fastest of several times: as JSON.

The province's figures, the same by SQL written by hand, and the page of a district's figures.
"""

import json
import os
from collections.abc import Callable
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redcross.settings")
django.setup()


from redcross.figures import Period, Scope, count, registered_figures  # noqa: E402
from redcross.models import Society, User  # noqa: E402
from tests.bench.gifts import by_hand  # noqa: E402
from tests.load import user_names  # noqa: E402
from tests.pages import client_of  # noqa: E402

YEAR, ROUNDS = Period.year(2021), 15


def fastest(call: Callable[[], Any]) -> float:
    """Return the least of so many times, in milliseconds; the first is not counted."""
    times = []
    for _round in range(ROUNDS + 1):
        began = perf_counter()
        call()
        times.append((perf_counter() - began) * 1000)
    return min(times[1:])


def main() -> None:
    province = Society.objects.get(parent=None)
    keys = list(Society.objects.filter(path__startswith=province.path).values_list("pk", flat=True))
    answers = by_hand(keys, YEAR)
    summed = [figure for figure in registered_figures() if figure.key in answers]
    values = count(summed, Scope(province, YEAR))
    assert all(values[key].number == (answers[key] or 0) for key in values)
    client = client_of(User.objects.get(username=user_names(7)["leader"]))

    def page() -> None:
        assert client.get("/figures/2021/", secure=True).status_code == 200

    told = {
        "province": fastest(lambda: count(summed, Scope(province, YEAR))),
        "by hand": fastest(lambda: by_hand(keys, YEAR)),
        "page of a district": fastest(page),
    }
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()

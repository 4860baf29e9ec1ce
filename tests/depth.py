"""How much is tried of what is many times alike: a part in `make test`, all in `make drill`."""

import os
import zlib

from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "gate")
DRILL = PROFILE == "drill"
# The gate tries few examples, `make drill` many.
for name, examples in (("gate", 10), ("drill", 300)):
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
settings.load_profile(PROFILE)
# Of as many as that the gate tries each third.
MANY, THIRD = 12, 3


def part_of(values, name):
    """Return all in the drill, else every third of many: which ones depends on the name alone.

    So each of several tests of the same values tries others.
    """
    values = list(values)
    if DRILL or len(values) < MANY:
        return values
    return values[zlib.crc32(name.encode()) % THIRD :: THIRD]

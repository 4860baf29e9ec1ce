"""The first day: from an empty database to a society that can begin."""

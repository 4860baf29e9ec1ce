import pytest


@pytest.fixture(autouse=True)
def told_in_english(in_english):
    """What is told of a sheet is compared in English."""

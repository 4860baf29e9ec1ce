import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def english():
    """What is told of a sheet is compared in English."""
    with override("en"):
        yield

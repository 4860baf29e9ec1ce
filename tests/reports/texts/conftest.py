import pytest

from redcross.figures import Period
from reports.chips import Reader


@pytest.fixture
def reader(society):
    return Reader(society, Period.year(2021), False)


@pytest.fixture
def read(society):
    """A function that gives what stands in the text of 2021 for it."""

    def shown(text):
        reader = Reader(society, Period.year(2021), False)
        return "".join(part.text for part in reader.line(text))

    return shown

import pytest

from redcross.figures import Period, Scope
from reports.evaluation.text_renderer import TextRenderer


@pytest.fixture
def reader(society):
    return TextRenderer(Scope(society, Period.year(2021)))


@pytest.fixture
def read(society):
    """A function that gives what stands in the text of 2021 for it."""

    def shown(text):
        reader = TextRenderer(Scope(society, Period.year(2021)))
        return "".join(part.text for part in reader.line(text))

    return shown

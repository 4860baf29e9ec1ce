import pytest

from reports.archive.disposal import make_list
from tests.factories import VALID_ID, make_person
from tests.reports.archive.disposals import APPROVAL, OLD, PHONE, aged


@pytest.fixture(autouse=True)
def media(settings, media):
    """For every test here; beside the packages that a test writes."""
    settings.MEDIA_ROOT = media / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def person(staff):
    told = {"consent_paper": "同意书", "consent_on": OLD}
    return aged(make_person(staff, name="张三", id_number=VALID_ID, phone=PHONE, **told))


@pytest.fixture
def approved(staff, administrator, leader):
    """A function that makes a list of a kind and has it approved."""

    def make(kind, **approval):
        made = make_list(kind, by=administrator)
        made.approve(by=leader, **APPROVAL | approval)
        made.refresh_from_db()
        return made

    return make

"""Sentences as county offices write them: the wrong are found, the right are not."""

import pytest
from django.utils.translation import override

from tests.factories import make_society, make_user
from tests.reports.sentences import societies
from tests.reports.sentences.bailu import record_bailu
from tests.reports.sentences.lanjin import record_lanjin
from tests.reports.sentences.qingya import record_qingya
from tests.reports.sentences.reading import found_in, sentences_of
from tests.reports.sentences.wujin import record_wujin

pytestmark = pytest.mark.django_db

SETS = ("yunxi", "songling", "hewan")
# The files of each set, and which part of the wrong may be missed and of the right be flagged.
# Those in "unseen" were written by people who had not read the code.
FOLDERS = (
    (".", SETS, 0.02, 0.01),
    ("unseen", SETS, 0.05, 0.03),
    ("unseen", ("bailu", "qingya", "lanjin", "wujin"), 0.05, 0.03),
)
RECORDS = {name: getattr(societies, f"record_{name}") for name in SETS} | {
    "bailu": record_bailu,
    "qingya": record_qingya,
    "lanjin": record_lanjin,
    "wujin": record_wujin,
}

PLACES = {
    "yunxi": "云溪县",
    "songling": "松岭市",
    "hewan": "河湾区",
    "bailu": "白鹭区",
    "qingya": "青崖县",
    "lanjin": "澜津区",
    "wujin": "乌金县",
}


@pytest.fixture
def recorded(roles):
    """A function that records what a set's society did, and gives its staff and its draft."""

    def recorded(name):
        society = make_society(f"{PLACES[name]}红十字会", short_name="我会")
        staff = make_user(name, society, roles["staff"])
        below = []
        if name == "songling":
            for district in ("东山区", "西河区"):
                beneath = make_society(f"{district}红十字会", parent=society)
                below.append(make_user(district, beneath, roles["staff"]))
        return staff, RECORDS[name](staff, *below)

    return recorded


def read(recorded, folder, names):
    """What is found of each sentence of the sets."""
    told = {}
    with override("zh-hans"):
        for name in names:
            staff, draft = recorded(name)
            told |= found_in(draft, staff, sentences_of(name, folder))
    return told


@pytest.mark.parametrize(("folder", "names", "missed_most", "flagged_most"), FOLDERS)
def test_wrong_sentences_are_found_and_right_ones_are_not(
    recorded, folder, names, missed_most, flagged_most
):
    told = read(recorded, folder, names)
    wrong = [one for one in told if one.reason]
    right = [one for one in told if not one.reason]
    missed = [one for one in wrong if not told[one]]
    flagged = [one for one in right if told[one]]
    for one in missed:
        print(f"missed: {one.text} ({one.reason})")  # noqa: T201
    for one in flagged:
        print(f"flagged: {one.text}: {[each.text for each in told[one]]}")  # noqa: T201
    assert len(wrong) >= 58 and len(right) >= 58
    assert len(missed) <= len(wrong) * missed_most and len(flagged) <= len(right) * flagged_most

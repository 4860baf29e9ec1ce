"""Sentences as county offices write them: the wrong are found, the right are not."""

import pytest
from django.utils.translation import override

from tests.reports.sentences.reading import found_in, sentences_of

pytestmark = pytest.mark.django_db

SETS = ("yunxi", "songling", "hewan")
# The files of each set, and which part of the wrong may be missed and of the right be flagged.
# Those in "unseen" were written by people who had not read the code.
FOLDERS = (
    (".", SETS, 0.02, 0.01),
    ("unseen", SETS, 0.05, 0.03),
    ("unseen", ("bailu", "qingya", "lanjin", "wujin"), 0.05, 0.03),
)


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

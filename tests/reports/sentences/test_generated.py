"""True sentences made of a society's records are silent; with one number wrong they are not."""

import pytest
from django.utils.translation import override

from tests.reports.sentences.generated import Maker
from tests.reports.sentences.reading import Written, found_in

pytestmark = pytest.mark.django_db

SOCIETIES = ("yunxi", "songling", "hewan", "bailu", "qingya", "lanjin", "wujin")
# For each society so many true and as many wrong.
NUMBER = 60


def read(recorded, name, seed):
    with override("zh-hans"):
        staff, draft = recorded(name)
        made = [one for one in Maker(draft, seed).made(NUMBER)]
        sentences = [Written(name, one.text, reason=one.reason) for one in made]
        return found_in(draft, staff, list(dict.fromkeys(sentences)))


@pytest.mark.parametrize("name", SOCIETIES)
def test_true_sentences_are_silent_and_planted_slips_are_found(recorded, name):
    told = read(recorded, name, f"{name} 1")
    missed = [one for one in told if one.reason and not told[one]]
    flagged = [one for one in told if not one.reason and told[one]]
    for one in missed:
        print(f"missed: {one.text} ({one.reason})")  # noqa: T201
    for one in flagged:
        print(f"flagged: {one.text}: {[each.text for each in told[one]]}")  # noqa: T201
    wrong = sum(bool(one.reason) for one in told)
    assert not flagged
    assert len(missed) <= wrong * 0.05

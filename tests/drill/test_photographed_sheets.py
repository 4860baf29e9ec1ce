"""A hundred sheets of papers that were printed here, photographed: which of them are found."""

from random import Random

import pytest

from redcross.models import Attachment, Printout, ScannedPage
from redcross.papers import paper_by_key
from redcross.papers.printing import print_papers
from redcross.scans.placing import receive_file
from tests.factories import make_goods_gift
from tests.photographed import Taken, drawn_pages, photograph
from tests.photos import upload

pytestmark = pytest.mark.django_db
ALONE, TOGETHER = 85, 5
# Each way of photographing in turn; the rest of it is drawn by lot.
WAYS = (
    *("turned", "askew", "dark", "noisy", "blurred", "cut", "small", "shadow", "moved"),
    *("upside down", "across", "messenger", "all at once"),
)


def taken(way, random):
    """Return how a photo of that way is taken."""
    lot = random.uniform
    fields = {
        "turned": lot(-8, 8) + random.choice([0, 0, 0, 90, 180, 270]),
        "askew": lot(0, 0.03),
        "noise": lot(2, 8),
        "blur": lot(0.5, 1.0),
        "light": lot(0.8, 1.0),
        "fills": lot(0.8, 0.95),
        "size": random.choice([(2448, 3264), (1944, 2592), (1836, 3264)]),
    }
    fields |= {
        "turned": {"turned": lot(0, 360)},
        "askew": {"askew": lot(0.05, 0.09)},
        "dark": {"light": lot(0.25, 0.45), "noise": lot(8, 14)},
        "noisy": {"noise": lot(18, 30)},
        "blurred": {"blur": lot(1.2, 1.7)},
        "cut": {"fills": 1.0, "cut": lot(0.08, 0.2), "turned": lot(-3, 3)},
        "small": {"size": (1440, 1920), "quality": 75, "blur": 0.6},
        "shadow": {"shadow": lot(0.25, 0.4)},
        "moved": {"moved": random.randint(2, 5)},
        "upside down": {"turned": 180 + lot(-15, 15)},
        "across": {"turned": 90 + lot(-15, 15)},
        # As a messenger sends photos on.
        "messenger": {"size": (1280, 1707), "quality": 60, "blur": 0.5, "fills": lot(0.9, 0.98)},
        "all at once": {
            **{"turned": lot(0, 360), "askew": 0.05, "light": 0.5, "shadow": 0.5},
            **{"noise": 10, "blur": 1.1, "quality": 70},
        },
    }[way]
    return Taken(**fields)


@pytest.fixture
def notes(staff):
    """A hundred printed notes: each printing and its sheet as a picture."""
    gifts = [make_goods_gift(staff) for _number in range(ALONE + 3 * TOGETHER)]
    paper = paper_by_key()["goods-gift-note"]
    pdf = print_papers(paper, gifts, by=staff, society=staff.society).content
    printouts = Printout.objects.order_by("pk")
    return list(zip(printouts, drawn_pages(pdf), strict=True))


def test_at_least_95_find_their_record_and_none_a_wrong_one(
    notes, staff, settings, tmp_path, capsys
):
    settings.MEDIA_ROOT = tmp_path / "media"
    missed = []
    photos = [(WAYS[n % len(WAYS)], [note]) for n, note in enumerate(notes[:ALONE])]
    rest = notes[ALONE:]
    photos += [("three", rest[at : at + 3]) for at in range(0, len(rest), 3)]
    for seed, (way, lying) in enumerate(photos):
        random = Random(seed)  # noqa: S311
        how = taken(way, random) if way != "three" else Taken(askew=0.03, turned=90 * (seed % 4))
        photo = photograph([sheet for _printout, sheet in lying], how, seed)
        outcome = receive_file(upload(f"{seed}.jpg", photo), by=staff)
        found = {back.printout.pk for back in outcome.placed}
        expected = {printout.pk for printout, _sheet in lying}
        assert found <= expected, "a wrong one"
        assert found == expected or outcome.waiting or len(lying) > 1
        if found != expected:
            missed += [f"{seed} {way}"] * len(expected - found)
            (tmp_path / f"{seed} {way}.jpg").write_bytes(photo)
    total = len(notes) - len(missed)
    with capsys.disabled():
        print(f"\n{total} of {len(notes)} found; missed: {missed}, kept in {tmp_path}")  # noqa: T201
    for printout, _sheet in notes:
        [gift] = printout.entries()
        printout.refresh_from_db()
        assert gift.evidence.count() == bool(printout.returned_at)
    assert Attachment.objects.count() == total
    assert ScannedPage.objects.waiting().count() == len(
        {one for one in missed if "three" not in one}
    )
    assert total >= 95

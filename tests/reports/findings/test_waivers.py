"""Findings waived together, each for a reason, and numbers replaced by the figures they are."""

import pytest
from django.utils.translation import override

from reports.evaluation.consistency_checks import findings
from reports.models import Waiver
from tests.factories import make_chapter, make_session, make_waiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(staff, draft):
    """Two findings of one chapter, the second with a chip after another chip."""
    make_session(staff, attendance=124)
    text = "培训[[training.awareness.sessions]]，于2020年开会。参训123人次。"
    make_chapter(staff, evaluation=draft, heading="培训", text=text)
    return [one for one in findings(draft) if "“培训”" in one.text]


def test_several_are_waived_by_one_form_each_with_its_reason(staff, draft, found, signed_in):
    given = {f"reason-{one.digest}": f"Y{n}" for n, one in enumerate(found)}
    page = signed_in(staff).post(f"/drafts/{draft.pk}/waive/", given, follow=True)
    assert page.status_code == 200
    assert {*Waiver.objects.values_list("reason", flat=True)} == {"Y0", "Y1"}
    assert {one.waived for one in findings(draft) if "“培训”" in one.text} == {"Y0", "Y1"}


def test_without_a_reason_none_is_waived(staff, draft, found, signed_in):
    given = {f"reason-{one.digest}": " " for one in found}
    page = signed_in(staff).post(f"/drafts/{draft.pk}/waive/", given, follow=True)
    assert page.status_code == 200
    assert not Waiver.objects.exists()


def test_what_does_not_stand_is_not_waived_and_nothing_with_it(staff, draft, found, signed_in):
    given = {f"reason-{found[0].digest}": "Y1", "reason-0123": "Y2"}
    page = signed_in(staff).post(f"/drafts/{draft.pk}/waive/", given, follow=True)
    assert page.status_code == 200
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(("finding", "saved"), [("typed", False), ("standing", True)])
def test_the_form_of_one_takes_only_what_stands(staff, draft, found, signed_in, finding, saved):
    text = found[0].text if finding == "standing" else finding
    if finding == "standing":
        with override("zh-hans"):
            text = next(one.text for one in findings(draft) if one.digest == found[0].digest)
    given = {"evaluation": draft.pk, "finding": text, "reason": "Y1"}
    page = signed_in(staff).post("/waivers/add/", given)
    assert page.status_code == (302 if saved else 422)
    assert Waiver.objects.exists() is saved


def test_of_a_waived_one_the_reason_changes_and_never_the_finding(staff, draft, found, signed_in):
    waiver = make_waiver(staff, evaluation=draft, finding=found[0].text)
    url = f"/waivers/{waiver.pk}/change/"
    kept = {"evaluation": draft.pk, "version": waiver.version}
    typed = signed_in(staff).post(url, kept | {"finding": "typed", "reason": "Y2"})
    assert typed.status_code == 422
    page = signed_in(staff).post(url, kept | {"finding": waiver.finding, "reason": "Y2"})
    assert page.status_code == 302
    waiver.refresh_from_db()
    assert (waiver.finding, waiver.reason) == (found[0].text, "Y2")


def test_a_number_is_replaced_by_the_chip_that_its_finding_offers(staff, draft, found, signed_in):
    (one,) = (one for one in found if one.correction)
    assert one.correction.shown == "124人次"
    signed_in(staff).post(f"/drafts/{draft.pk}/correct/", {"finding": one.digest})
    assert draft.chapters.get().text == (
        "培训[[training.awareness.sessions]]，于2020年开会。参训[[training.awareness.people]]。"
    )


def test_nothing_is_replaced_where_the_finding_is_gone(staff, draft, found, signed_in):
    before = draft.chapters.get().text
    page = signed_in(staff).post(f"/drafts/{draft.pk}/correct/", {"finding": "0123"}, follow=True)
    assert page.status_code == 200
    assert draft.chapters.get().text == before


def test_a_leader_mends_nothing(leader, draft, found, signed_in):
    for step in ("correct", "waive"):
        assert signed_in(leader).post(f"/drafts/{draft.pk}/{step}/").status_code == 403

"""In which order the annexes of an evaluation stand."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from redcross.models import Society, User
from reports.models import ANNEX_TITLES, Annex, Evaluation

Kind = Annex.Kind
# What every evaluation has, as far as there is something in it, before all others.
USUAL_KINDS = (Kind.SELF_EVALUATION, Kind.PROJECTS, Kind.BASIC_DATA)


def annexes_in_order(evaluation: Evaluation) -> list[Annex]:
    """Return its annexes; what every evaluation has comes first, not saved, unless it was placed.

    Among them those in which there may be nothing, which are not printed.
    """
    own = list(evaluation.annexes.countable())
    placed = {annex.kind for annex in own}
    usual = [
        Annex(
            society=evaluation.society, evaluation=evaluation, kind=kind, title=ANNEX_TITLES[kind]
        )
        for kind in USUAL_KINDS
        if kind not in placed
    ]
    return usual + own


def annex_key(annex: Annex) -> str:
    """Return what names an annex of an evaluation, the same before and after it is saved."""
    return str(annex.pk) if annex.kind in Annex.WRITTEN_KINDS else annex.kind


def move_annex(evaluation: Evaluation, key: str, *, up: bool, by: User) -> None:
    """Put the annex one place up or down, and give every annex its place.

    Raises ValidationError when there is none of this key, or it may not be changed.
    """
    with transaction.atomic():
        Society.lock(evaluation.society_id)
        annexes = annexes_in_order(evaluation)
        at = next((n for n, annex in enumerate(annexes) if annex_key(annex) == key), None)
        if at is None:
            raise ValidationError(_("There is no such annex any more: please look again."))
        to = at - 1 if up else at + 1
        if not 0 <= to < len(annexes):
            return
        annexes[at], annexes[to] = annexes[to], annexes[at]
        for index, annex in enumerate(annexes, 1):
            if annex.pk is None or annex.position != index * 10:
                annex.position = index * 10
                annex.save_entry(by=by)

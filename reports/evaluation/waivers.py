"""Waiving findings, several at once, and putting the chip that a finding offers into its place."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from redcross.models import User
from reports.models import Chapter, Evaluation, Waiver

from .check_context import Finding
from .consistency_checks import findings, waiver_reasons


def standing_findings(evaluation: Evaluation) -> dict[str, Finding]:
    """Return by its digest what stands against it and is not waived."""
    return {one.digest: one for one in findings(evaluation) if not one.waived}


def waive_findings(evaluation: Evaluation, reasons: Mapping[str, str], *, by: User) -> int:
    """Waive the findings of these digests, each for its reason; return how many.

    Raises ValidationError, and waives none, where one of them does not stand any more.
    """
    given_reasons = {digest: reason.strip() for digest, reason in reasons.items() if reason.strip()}
    if not given_reasons:
        raise ValidationError(_("Give a reason for what is to be waived."))
    standing = standing_findings(evaluation)
    if given_reasons.keys() - standing.keys():
        raise ValidationError(_("What stands against it has changed: please look again."))
    with transaction.atomic():
        for digest, reason in given_reasons.items():
            waiver = Waiver(
                society=evaluation.society,
                evaluation=evaluation,
                finding=standing[digest].text,
                reason=reason,
            )
            waiver.save_entry(by=by)
    return len(given_reasons)


def correct_finding(evaluation: Evaluation, digest: str, *, by: User) -> Chapter:
    """Put the chip that the finding offers in the place of the words; return the chapter.

    Raises ValidationError where it does not stand any more, or offers none.
    """
    finding = standing_findings(evaluation).get(digest)
    correction = finding.correction if finding else None
    if correction is None:
        raise ValidationError(_("What stands against it has changed: please look again."))
    chapter = Chapter.objects.countable().get(pk=correction.chapter, evaluation=evaluation)
    at, end = correction.at, correction.at + len(correction.words)
    if chapter.text[at:end] != correction.words:
        raise ValidationError(_("What stands against it has changed: please look again."))
    chapter.text = f"{chapter.text[:at]}{correction.chip}{chapter.text[end:]}"
    chapter.full_clean()
    chapter.save_entry(by=by)
    return chapter


def carry_waivers(evaluation: Evaluation, to: Evaluation, *, by: User) -> None:
    """Waive in a revision, for the same reason, each finding that is the very same there."""
    reasons = waiver_reasons(evaluation)
    if not reasons:
        return
    for finding in findings(to, reasons=reasons):
        if finding.waived:
            waiver = Waiver(
                society=to.society, evaluation=to, finding=finding.text, reason=finding.waived
            )
            waiver.save_entry(by=by)

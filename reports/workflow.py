"""From draft to final and to the next revision: review, approval, who may."""

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redcross.figures import Period
from redcross.models import ClosedYear, LogEntry, Society, User, audit_log
from reports.evaluation.consistency_checks import findings
from reports.evaluation.document import EvaluationDocument, compose_document
from reports.evaluation.drafting import copy_evaluation, save_chapter_copy, save_copy
from reports.evaluation.snapshot import counted_versions, current_figures
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf

from .models import Chapter, Evaluation, Remark, SignedCopy, new_code


def render_body(composed: EvaluationDocument) -> str:
    """The text as page and print show it, every number opening its list."""
    with override("zh-hans"):
        context = {"evaluation": composed, "links": 1}
        parts = ("reports/_evaluation.html", "reports/_annexes.html")
        return "".join(render_to_string(part, context) for part in parts)


def document_state(evaluation: Evaluation, composed: EvaluationDocument) -> str:
    """What somebody looks at: whatever is changed, text, chapter or number, makes it another."""
    versions = evaluation.chapters.aggregate(sum=models.Sum("version"))["sum"] or 0
    shown = f"{evaluation.version} {versions} {render_body(composed)}"
    return hashlib.sha256(shown.encode()).hexdigest()


def submit(evaluation: Evaluation, *, by: Any) -> None:
    """Into review. Raises ValidationError while something stands against it."""
    with transaction.atomic():
        _change_status(
            evaluation,
            by,
            Evaluation.Status.DRAFT,
            Evaluation.Status.REVIEW,
            LogEntry.Action.SUBMIT,
        )
        standing = [one for one in findings(evaluation) if not one.waived]
        if standing:
            raise ValidationError(
                _("%(number)s findings stand against it: mend them, or waive them with a reason.")
                % {"number": len(standing)}
            )


def send_back(evaluation: Evaluation, *, by: Any, reason: str) -> None:
    """From review to draft. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be done.")})
    _change_status(
        evaluation,
        by,
        Evaluation.Status.REVIEW,
        Evaluation.Status.DRAFT,
        LogEntry.Action.SEND_BACK,
        reason,
    )


def approve(
    evaluation: Evaluation, *, by: Any, seen: str | None = None, self_approval_reason: str = ""
) -> SignedCopy:
    """Final: freezes the copy and closes the years that lie within its period.

    `seen` is the `state` of what was looked at. Whoever prepared it does not approve it; where
    nobody else could, `self_approval_reason` says so, and the signed page is attached before.
    Raises ValidationError and PermissionDenied.
    """
    if by.society_id != evaluation.society_id or not by.has_perm("reports.approve_evaluation"):
        raise PermissionDenied
    with transaction.atomic():
        _lock(evaluation)
        evaluation.refresh_from_db()
        if evaluation.voided_at or evaluation.status != Evaluation.Status.REVIEW:
            raise ValidationError(_("Only what is in review can be approved."))
        if seen is not None and seen != document_state(evaluation, compose_document(evaluation)):
            raise ValidationError(
                _("Text or numbers have changed since you looked: please look again.")
            )
        _check_not_preparer(evaluation, by, self_approval_reason)
        remarks = Remark.objects.countable().filter(settled=False, chapter__voided_at=None)
        if remarks.filter(chapter__evaluation=evaluation).exists():
            raise ValidationError(_("There are remarks that are not settled yet."))
        evaluation.status = Evaluation.Status.FINAL
        evaluation.approved_by, evaluation.approved_at = by, timezone.now()
        evaluation.self_approval_reason = (
            self_approval_reason.strip() if by.pk in preparers(evaluation) else ""
        )
        _save_status(evaluation, by, LogEntry.Action.APPROVE, evaluation.self_approval_reason)
        code = new_code()
        composed = compose_document(evaluation, code=code)
        pdf = evaluation_pdf(composed)
        signed_copy = SignedCopy(
            evaluation=evaluation,
            code=code,
            values=current_figures(evaluation),
            counted=counted_versions(evaluation),
            text={
                "chapters": [[c.level, c.heading, c.text] for c in evaluation.chapters.countable()],
                "html": render_body(composed),
            },
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
        signed_copy.pdf.save(f"{code}.pdf", ContentFile(pdf), save=False)
        signed_copy.docx.save(f"{code}.docx", ContentFile(evaluation_docx(composed)), save=False)
        signed_copy.save()
        for year in whole_years(evaluation.period):
            ClosedYear.objects.get_or_create(society=evaluation.society, year=year)
    return signed_copy


def whole_years(period: Period) -> list[int]:
    """The calendar years that lie wholly within it: half a year's evaluation closes none."""
    years = range(period.start.year, period.end.year + 1)
    spans = ((year, Period.year(year)) for year in years)
    return [year for year, span in spans if period.start <= span.start and span.end <= period.end]


def _lock(evaluation: Evaluation) -> None:
    """Every save of a record takes its society's lock: one order or the other, never half."""
    of = evaluation.society
    own = Q(pk=of.pk) if evaluation.own_records_only else Q(path__startswith=of.path)
    list(Society.objects.select_for_update(no_key=True).filter(own).order_by("pk"))


def preparers(evaluation: Evaluation) -> set[int]:
    """Who entered, changed or submitted it or wrote a chapter, of it or of what it corrects.

    Whoever only remarked did not prepare it.
    """
    chain = Evaluation.objects.of_period(evaluation.society, evaluation.period).filter(
        own_records_only=evaluation.own_records_only, revision__lte=evaluation.revision
    )
    numbers = [evaluation.pk, *chain.values_list("pk", flat=True)]
    chapters = Chapter.objects.filter(evaluation__in=numbers).values_list("pk", flat=True)
    actions = (LogEntry.Action.ADD, LogEntry.Action.CHANGE, LogEntry.Action.SUBMIT)
    acts = LogEntry.objects.filter(
        Q(model=Evaluation._meta.label_lower, object_id__in=numbers, action__in=actions)
        | Q(model=Chapter._meta.label_lower, object_id__in=list(chapters))
    )
    return {pk for pk in acts.order_by().values_list("user", flat=True).distinct() if pk}


def _check_not_preparer(evaluation: Evaluation, by: Any, self_approval_reason: str) -> None:
    """Raises ValidationError, unless nobody else could approve, and that is said and signed."""
    prepared = preparers(evaluation)
    if by.pk not in prepared:
        return
    others = User.objects.filter(
        society=by.society, is_active=True, groups__permissions__codename="approve_evaluation"
    ).exclude(pk__in=prepared)
    if others.exists():
        raise ValidationError(_("You took part in preparing it: somebody else approves it."))
    if not self_approval_reason.strip():
        raise ValidationError(
            {
                "self_approval_reason": _(
                    "You took part in preparing it. Say why nobody else can approve it."
                )
            }
        )
    if not evaluation.evidence.exists():
        raise ValidationError(
            {
                "self_approval_reason": _(
                    "Attach the signed page as evidence first: you prepared it yourself."
                )
            }
        )


def _change_status(
    evaluation: Evaluation, by: Any, before: str, after: str, action: str, reason: str = ""
) -> None:
    if by.society_id != evaluation.society_id:
        raise PermissionDenied
    with transaction.atomic():
        Society.lock(evaluation.society_id)
        evaluation.refresh_from_db()
        if evaluation.voided_at or evaluation.status != before:
            raise ValidationError(_("Its status has changed meanwhile: please look again."))
        evaluation.status = after
        if after == Evaluation.Status.REVIEW:
            evaluation.submitted_by = by
        _save_status(evaluation, by, action, reason)


def _save_status(evaluation: Evaluation, by: Any, action: str, reason: str) -> None:
    evaluation.version += 1
    evaluation.save()
    audit_log.write(
        action, by=by, on=evaluation, reason=reason, changes={"status": [None, evaluation.status]}
    )


def revise(evaluation: Evaluation, *, by: Any, reason: str) -> Evaluation:
    """A new draft of what is final, with all that it holds. Raises ValidationError."""
    if by.society_id != evaluation.society_id:
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is revised.")})
    with transaction.atomic():
        _lock(evaluation)
        evaluation.refresh_from_db()
        if evaluation.status != Evaluation.Status.FINAL:
            raise ValidationError(_("Only what is final is revised."))
        if revisions(evaluation)[0] != evaluation:
            raise ValidationError(_("There is a later revision already."))
        copy = copy_evaluation(evaluation)
        copy.revision = evaluation.revision + 1
        copy.revision_reason = reason.strip()
        save_copy(copy, evaluation, by=by)
        for chapter in evaluation.chapters.countable():
            save_chapter_copy(copy, chapter, chapter.text, by=by)
    return copy


def revisions(evaluation: Evaluation) -> list[Evaluation]:
    """All of the same period, the latest first."""
    found = Evaluation.objects.of_period(evaluation.society, evaluation.period)
    return list(
        found.filter(own_records_only=evaluation.own_records_only).select_related("approved_by")
    )

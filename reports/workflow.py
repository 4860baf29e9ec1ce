"""From draft to final and to the next revision: review, approval, who may."""

import hashlib
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redcross.models import (
    AccountAct,
    ClosedPeriod,
    LogEntry,
    LogSeal,
    Society,
    User,
    audit_log,
    evidence_file,
)
from redcross.typed_values import visible_text
from reports.evaluation.consistency_checks import findings
from reports.evaluation.document import EvaluationDocument, compose_document
from reports.evaluation.drafting import (
    copy_evaluation,
    save_chapter_copy,
    save_components_copy,
    save_copy,
)
from reports.evaluation.snapshot import counted_versions, current_figures
from reports.evaluation.waivers import carry_waivers
from reports.output.annex_pages import DrawnPages, draw_pages
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_pdf

from .models import (
    Annex,
    Chapter,
    Evaluation,
    ProjectEvaluation,
    Remark,
    SealedSheet,
    SignedCopy,
    SignedText,
    new_code,
)


def render_body(composed: EvaluationDocument) -> str:
    """Return the text as page and print show it, every number opening its list."""
    with override("zh-hans"):
        context = {"evaluation": composed, "links": 1}
        parts = ("reports/_evaluation.html", "reports/_annexes.html")
        return "".join(render_to_string(part, context) for part in parts)


def document_state(evaluation: Evaluation, composed: EvaluationDocument) -> str:
    """Return a digest of what somebody looks at: whatever is changed, it is another.

    Text, chapters and numbers, 64 hex digits.
    """
    versions = evaluation.chapters.aggregate(sum=models.Sum("version"))["sum"] or 0
    shown = f"{evaluation.version} {versions} {render_body(composed)}"
    return hashlib.sha256(shown.encode()).hexdigest()


def submit(evaluation: Evaluation, *, by: User) -> None:
    """Hand it in for review.

    Raises ValidationError while something stands against it, PermissionDenied for another
    society's.
    """
    with transaction.atomic():
        _change_status(
            evaluation,
            by,
            Evaluation.Status.DRAFT,
            Evaluation.Status.REVIEW,
            LogEntry.Action.SUBMIT,
        )
        standing = [finding for finding in findings(evaluation) if not finding.waived]
        if standing:
            raise ValidationError(
                _("%(number)s findings stand against it: mend them, or waive them with a reason.")
                % {"number": len(standing)}
            )


def send_back(evaluation: Evaluation, *, by: User, reason: str) -> None:
    """Make a draft of it again. Raises ValidationError and PermissionDenied."""
    reason = visible_text(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Say what is to be done.")})
    _change_status(
        evaluation,
        by,
        Evaluation.Status.REVIEW,
        Evaluation.Status.DRAFT,
        LogEntry.Action.SEND_BACK,
        reason,
    )


def sent_back(evaluation: Evaluation) -> LogEntry | None:
    """Return who sent it back last, and why; None if it was not, or handed in again since."""
    steps = (LogEntry.Action.SUBMIT, LogEntry.Action.SEND_BACK)
    last = evaluation.history.filter(action__in=steps).first()
    return last if last and last.action == LogEntry.Action.SEND_BACK else None


def approve(
    evaluation: Evaluation,
    *,
    by: User,
    seen: str | None = None,
    self_approval_reason: str = "",
    address: str = "",
) -> SignedCopy:
    """Make it final: keep the signed copy and close its period.

    `seen` is the `document_state` of what was looked at. Whoever prepared it does not approve it;
    where nobody else could, `self_approval_reason` says so, and the signed page is attached before.
    `address`: of the page that verifies it, printed where the evaluation asks for that.
    Raises ValidationError and PermissionDenied.
    """
    if by.society_id != evaluation.society_id or not by.has_perm("reports.approve_evaluation"):
        raise PermissionDenied
    if not AccountAct.role_was_announced(by):
        raise ValidationError(
            _("Your role was not given to you on the page of accounts, and nobody was told of it.")
        )
    self_approval_reason = visible_text(self_approval_reason).strip()
    # Before the lock: it takes long, and the files that are printed never change.
    drawn = _drawn_pages(evaluation)
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
            self_approval_reason if by.pk in preparers(evaluation) else ""
        )
        _save_status(evaluation, by, LogEntry.Action.APPROVE, evaluation.self_approval_reason)
        signed_copy = _save_signed_copy(evaluation, address, drawn)
        ClosedPeriod.objects.get_or_create(
            society=evaluation.society,
            start=evaluation.period.start,
            end=evaluation.period.end,
            with_below=not evaluation.own_records_only,
        )
    return signed_copy


def _save_signed_copy(evaluation: Evaluation, address: str, drawn: DrawnPages) -> SignedCopy:
    """Keep what is signed, as it is at this moment."""
    code = new_code()
    composed = compose_document(evaluation)
    if evaluation.prints_code:
        composed.code, composed.address = code, address
    pdf = evaluation_pdf(composed, drawn=drawn)
    docx = evaluation_docx(composed, drawn=drawn)
    seal = LogSeal.latest()
    signed_copy = SignedCopy(
        evaluation=evaluation,
        code=code,
        values=current_figures(evaluation),
        counted=counted_versions(evaluation),
        text=_signed_text(evaluation, composed),
        sha256=hashlib.sha256(pdf).hexdigest(),
        log_seal=seal.number if seal else 0,
        log_seal_digest=seal.digest if seal else "",
    )
    signed_copy.pdf.save(f"{code}.pdf", ContentFile(pdf), save=False)
    signed_copy.docx.save(f"{code}.docx", ContentFile(docx), save=False)
    signed_copy.save()
    return signed_copy


def _drawn_pages(evaluation: Evaluation) -> DrawnPages:
    """Return the pages of the files in annexes. Raises ValidationError where they are not drawn."""
    annexes = evaluation.annexes.countable().filter(kind=Annex.Kind.FILE)
    files = [file for annex in annexes for file in annex.evidence]
    drawn = draw_pages(files)
    if lacking := [file.name for file in files if not drawn[file.pk]]:
        raise ValidationError(
            _(
                "The pages of %(files)s could not be drawn, and nothing has been signed. "
                "Try once more, or send it back to have the file replaced."
            )
            % {"files": "、".join(lacking)}
        )
    return drawn


def _signed_text(evaluation: Evaluation, composed: EvaluationDocument) -> SignedText:
    """Return the text as it is signed: as written, and as page and print show it."""
    chapters = evaluation.chapters.countable()
    return {
        "chapters": [[chapter.level, chapter.heading, chapter.text] for chapter in chapters],
        "html": render_body(composed),
    }


def _lock(evaluation: Evaluation) -> None:
    """Lock the societies whose records are counted, until the transaction ends.

    Every save of a record takes its society's lock: one order or the other, never half.
    """
    society = evaluation.society
    counted = Q(pk=society.pk) if evaluation.own_records_only else Q(path__startswith=society.path)
    list(Society.objects.select_for_update(no_key=True).filter(counted).order_by("pk"))


def preparers(evaluation: Evaluation) -> set[int]:
    """Return who entered, changed or submitted it or wrote in it, of it or what it corrects.

    Whoever only remarked did not prepare it.
    """
    chain = Evaluation.objects.of_period(evaluation.society, evaluation.period).filter(
        own_records_only=evaluation.own_records_only, revision__lte=evaluation.revision
    )
    numbers = [evaluation.pk, *chain.values_list("pk", flat=True)]
    written = Q(pk__in=[])
    for model in (Chapter, Annex, ProjectEvaluation):
        keys = list(model.objects.filter(evaluation__in=numbers).values_list("pk", flat=True))
        written |= Q(model=model._meta.label_lower, object_id__in=keys)
    actions = (LogEntry.Action.ADD, LogEntry.Action.CHANGE, LogEntry.Action.SUBMIT)
    acts = LogEntry.objects.filter(
        Q(model=Evaluation._meta.label_lower, object_id__in=numbers, action__in=actions) | written
    )
    return {pk for pk in acts.order_by().values_list("user", flat=True).distinct() if pk}


def _check_not_preparer(evaluation: Evaluation, by: User, self_approval_reason: str) -> None:
    """Raise ValidationError if they prepared it.

    Unless nobody else could approve it, and that is said and signed.
    """
    prepared = preparers(evaluation)
    if by.pk not in prepared:
        return
    others = User.objects.filter(
        society=by.society, is_active=True, groups__permissions__codename="approve_evaluation"
    ).exclude(pk__in=prepared)
    if others.exists():
        raise ValidationError(_("You took part in preparing it: somebody else approves it."))
    if not self_approval_reason:
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
    evaluation: Evaluation,
    by: User,
    before: Evaluation.Status,
    after: Evaluation.Status,
    action: LogEntry.Action,
    reason: str = "",
) -> None:
    """Save and log a step from one status to the next.

    Raises PermissionDenied for another society's, ValidationError when its status is another.
    """
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


def _save_status(evaluation: Evaluation, by: User, action: LogEntry.Action, reason: str) -> None:
    """Save and log its status. Not through the one save, which refuses all but drafts."""
    evaluation.version += 1
    evaluation.save()
    audit_log.write(
        action, by=by, on=evaluation, reason=reason, changes={"status": [None, evaluation.status]}
    )


def bind_sheet(evaluation: Evaluation, file: File, *, by: User, reason: str = "") -> SealedSheet:
    """Keep the scan of the sheet with seal and signature beside the signed copy.

    A second one needs a reason, and the first stays. The same file sent again is not kept twice.
    Raises ValidationError and PermissionDenied.
    """
    if by.society_id != evaluation.society_id or not by.has_perm("reports.change_evaluation"):
        raise PermissionDenied
    evidence = evidence_file(file)
    evidence.check_pages()
    with transaction.atomic():
        Society.lock(evaluation.society_id)
        evaluation.refresh_from_db()
        signed_copy = SignedCopy.objects.filter(evaluation=evaluation).first()
        if signed_copy is None or evaluation.voided_at:
            raise ValidationError(_("Only what is signed has a sealed sheet."))
        sheets = list(signed_copy.sheets.all())
        sheet = SealedSheet.of_file(evidence)
        for earlier in sheets[:1]:
            if earlier.sha256 == sheet.sha256:
                return earlier
        sheet.signed_copy, sheet.added_by = signed_copy, by
        sheet.number = len(sheets) + 1
        sheet.reason = visible_text(reason).strip()[:200] if sheets else ""
        sheet.full_clean()
        sheet.save()
        audit_log.write(
            LogEntry.Action.ATTACH, by=by, on=evaluation, reason=sheet.reason or sheet.name
        )
    return sheet


def revise(
    evaluation: Evaluation,
    *,
    by: User,
    reason: str,
    returned_on: date | None = None,
    returned_paper: str = "",
) -> Evaluation:
    """Save a new draft of what is final, with all that it holds, and what is waived in it.

    `returned_on`, `returned_paper`: when the bureau sent it back, and by which paper of its.
    Raises ValidationError and PermissionDenied.
    """
    if by.society_id != evaluation.society_id:
        raise PermissionDenied
    reason = visible_text(reason).strip()
    if not reason:
        raise ValidationError({"reason": _("Say why it is revised.")})
    with transaction.atomic():
        _lock(evaluation)
        evaluation.refresh_from_db()
        if evaluation.status != Evaluation.Status.FINAL:
            raise ValidationError(_("Only what is final is revised."))
        if revisions(evaluation)[0] != evaluation:
            raise ValidationError(_("There is a later revision already."))
        signed_on = timezone.localdate(evaluation.approved_at)
        if returned_on and not signed_on <= returned_on <= timezone.localdate():
            raise ValidationError(
                _("The bureau sends it back between the day it was signed and today.")
            )
        copy = copy_evaluation(evaluation)
        copy.revision = evaluation.revision + 1
        copy.revision_reason = reason
        copy.returned_on, copy.returned_paper = returned_on, returned_paper.strip()
        save_copy(copy, evaluation, by=by)
        for chapter in evaluation.chapters.countable():
            save_chapter_copy(copy, chapter, chapter.text, by=by)
        save_components_copy(copy, evaluation, by=by)
        carry_waivers(evaluation, copy, by=by)
    return copy


def revisions(evaluation: Evaluation) -> list[Evaluation]:
    """Return all revisions of the same period, the latest first."""
    rows = Evaluation.objects.of_period(evaluation.society, evaluation.period)
    return list(
        rows.filter(own_records_only=evaluation.own_records_only).select_related("approved_by")
    )

"""The steps of an evaluation from draft to signed copy, and to what comes after it."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.typed_values import TypedAs, read_date
from reports import workflow
from reports.evaluation import budget_checks as filling
from reports.evaluation.carry_over import start_next_evaluation
from reports.evaluation.waivers import correct_finding, waive_findings
from reports.models import Evaluation


def submit(request: UserRequest, evaluation: Evaluation, reason: str) -> None:
    """Hand it in for review."""
    workflow.submit(evaluation, by=request.user)
    messages.success(
        request,
        _(
            "Submitted. The leader finds it on the home page and signs it, or sends it back with a"
            " reason; until then nothing in it is changed."
        ),
    )


def send_back(request: UserRequest, evaluation: Evaluation, reason: str) -> None:
    """Send it back from review, saying what is to be done."""
    workflow.send_back(evaluation, by=request.user, reason=reason)


def reopen(request: UserRequest, evaluation: Evaluation, reason: str) -> None:
    """Open a closed period of its society again."""
    key = read_key(request.POST.get("period"))
    closed = get_object_or_404(evaluation.society.closed_periods, pk=key)
    days = closed.days
    closed.reopen(by=request.user, reason=reason)
    messages.success(request, _("Can be changed again: %(period)s.") % {"period": days})


def revise(request: UserRequest, evaluation: Evaluation, reason: str) -> Evaluation:
    """Begin a new revision of what is signed; the bureau may have sent it back."""
    day = request.POST.get("returned_on", "").strip()
    return workflow.revise(
        evaluation,
        by=request.user,
        reason=reason,
        returned_on=read_date(day, TypedAs.PAST_DATE) if day else None,
        returned_paper=request.POST.get("returned_paper", "")[:60],
    )


def start_next(request: UserRequest, evaluation: Evaluation, reason: str) -> Evaluation:
    """Begin the evaluation of the period after."""
    return start_next_evaluation(evaluation, by=request.user)


def fill_budget(request: UserRequest, evaluation: Evaluation, reason: str) -> None:
    """Let a line of the budget take what the records make."""
    field, line = request.POST.get("field", ""), request.POST.get("line", "")
    filling.fill_budget(evaluation, field=field, line=line, by=request.user)
    messages.success(request, _("The budget now says what the records make."))


def waive(request: UserRequest, evaluation: Evaluation, reason: str) -> None:
    """Waive the findings for which a reason was given; each is named by its digest."""
    evaluation.check_status(Evaluation.Status.DRAFT)
    prefix = "reason-"
    reasons = {
        name.removeprefix(prefix): text[:200]
        for name, text in request.POST.items()
        if name.startswith(prefix) and isinstance(text, str)
    }
    number = waive_findings(evaluation, reasons, by=request.user)
    messages.success(request, _("Findings waived: %(number)s.") % {"number": number})


def correct(request: UserRequest, evaluation: Evaluation, reason: str) -> None:
    """Put the figure that a finding offers in the place of the number."""
    evaluation.check_status(Evaluation.Status.DRAFT)
    chapter = correct_finding(evaluation, request.POST.get("finding", ""), by=request.user)
    messages.success(request, _("The figure now stands in “%(chapter)s”.") % {"chapter": chapter})


class Step(NamedTuple):
    """Who may take it, and what it does; it gives the evaluation that was begun, if one was."""

    permission: str
    take: Callable[[UserRequest, Evaluation, str], Evaluation | None]


STEPS = {
    "submit": Step("reports.change_evaluation", submit),
    "send_back": Step("reports.send_back_evaluation", send_back),
    "reopen": Step("redcross.reopen_period", reopen),
    "revise": Step("reports.add_evaluation", revise),
    "next": Step("reports.add_evaluation", start_next),
    "fill_budget": Step("reports.change_evaluation", fill_budget),
    "waive": Step("reports.add_waiver", waive),
    "correct": Step("reports.change_chapter", correct),
}


@never_cache
@require_POST
def workflow_step(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Take one of STEPS; what stands against it is said on the page."""
    step = STEPS[name]
    if not request.user.has_perm(step.permission):
        raise PermissionDenied
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    if evaluation.society_id != request.user.society_id:
        raise PermissionDenied
    begun = None
    try:
        begun = step.take(request, evaluation, request.POST.get("reason", "")[:200])
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect(begun or evaluation)

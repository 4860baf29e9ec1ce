"""What waits for another person, what was done with accounts, and who has read of it."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from redcross.middleware import UserRequest
from redcross.models import AccountAct, AccountNotice, LogEntry, audit_log
from redcross.views.base import requested_back

from .views import show_password

# Older ones stand in the log.
SHOWN = 50


class ActRow(NamedTuple):
    """An act, and what the user may do with it."""

    act: AccountAct
    may_decide: bool
    may_withdraw: bool


@never_cache
@require_safe
@permission_required("redcross.view_user", raise_exception=True)
def act_list(request: UserRequest) -> HttpResponse:
    """Show what waits, with what the user may do about it, and what was decided last."""
    user = request.user
    acts = AccountAct.objects.visible_to(user).select_related(
        "account", "proposed_by", "confirmed_by", "society"
    )
    waiting = [
        ActRow(act, act.may_be_decided_by(user), act.proposed_by_id == user.pk)
        for act in acts.waiting()
    ]
    decided = acts.exclude(pk__in=[row.act.pk for row in waiting])[:SHOWN]
    return render(request, "accounts/acts.html", {"waiting": waiting, "decided": decided})


def _decision(
    decide: Callable[[AccountAct, UserRequest], HttpResponse | None],
) -> Callable[..., HttpResponse]:
    """Return the view of what is done with a proposed act at the press of a button."""

    @never_cache
    @require_POST
    @sensitive_variables()
    def view(request: UserRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("redcross.confirm_account_act"):
            raise PermissionDenied
        act = get_object_or_404(AccountAct.objects.visible_to(request.user), pk=pk)
        try:
            answer = decide(act, request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            answer = None
        return answer or redirect("accounts:act_list")

    return view


@_decision
@sensitive_variables()
def act_confirm(act: AccountAct, request: UserRequest) -> HttpResponse | None:
    password = act.confirm(by=request.user)
    if password:
        return show_password(request, act.account, password)
    messages.success(request, _("Confirmed and done: %(act)s") % {"act": act})
    return None


@_decision
def act_refuse(act: AccountAct, request: UserRequest) -> None:
    act.refuse(by=request.user)
    messages.success(request, _("Refused: %(act)s") % {"act": act})


@_decision
def act_withdraw(act: AccountAct, request: UserRequest) -> None:
    act.withdraw(by=request.user)
    messages.success(request, _("Withdrawn: %(act)s") % {"act": act})


@never_cache
@require_POST
def notice_read(request: UserRequest, pk: int) -> HttpResponse:
    """Keep that the user has read of an act, and lead back to the page that told of it.

    One that is gone told of the act as it was before: what became of it the next page tells.
    """
    notice = AccountNotice.unread_by(request.user).filter(pk=pk).first()
    if notice is not None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
        account = notice.act.account
        action = LogEntry.Action.READ_NOTICE
        audit_log.write(action, by=request.user, on=account, reason=account.username)
    return redirect(requested_back(request) or "/")

"""The pages of accounts. What may be done with one, its model says."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST
from django.views.generic import View

from redcross.middleware import UserRequest
from redcross.models import AccountAct, LogEntry, Role, User

from .forms import AccountForm, NewAccountForm

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CHANGE = "redcross.change_user"
# Older acts stand in the log.
SHOWN_ACTS = 100


def accounts_seen_by(user: User) -> QuerySet[User]:
    """Return the accounts of the user's own society; for a superuser those of every one."""
    accounts = User.objects.filter(society__isnull=False)
    if not user.is_superuser:
        accounts = accounts.filter(society=user.society_id)
    order = ("society__path", "-is_active", "last_name", "username")
    return accounts.select_related("society").prefetch_related("groups").order_by(*order)


@method_decorator(never_cache, name="dispatch")
class AccountView(PermissionRequiredMixin, View):
    """A page of accounts: to read for who may, to change for who keeps those of a society."""

    request: UserRequest
    http_method_names = ("get", "post", "head", "options")
    permission_required = "redcross.view_user"

    def has_permission(self) -> bool:
        """Ask more of who sends something."""
        may_keep = self.request.method != "POST" or self.request.user.has_perm(CHANGE)
        return super().has_permission() and may_keep

    def account(self) -> User:
        """Return the account that the address names."""
        return get_object_or_404(accounts_seen_by(self.request.user), pk=self.kwargs["pk"])


class AccountList(AccountView):
    """All accounts of the society."""

    def get(self, request: UserRequest) -> HttpResponse:
        waiting = AccountAct.objects.visible_to(request.user).waiting().count()
        context = {"accounts": accounts_seen_by(request.user), "waiting": waiting}
        return render(request, "accounts/list.html", context)


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class AccountAdd(AccountView):
    """A new account. Its first password stands on the answer and is kept nowhere else."""

    permission_required = "redcross.add_user"

    def _form(self, *data: Any) -> NewAccountForm:
        user = self.request.user
        return NewAccountForm(
            *data, account=User(society=user.society), by=user, initial={"role": Role.STAFF}
        )

    def get(self, request: UserRequest) -> HttpResponse:
        return render(request, "accounts/add.html", {"form": self._form()})

    @sensitive_variables()
    def post(self, request: UserRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid() or not form.save():
            return render(request, "accounts/add.html", {"form": form}, status=422)
        return show_password(request, form.account, form.cleaned_data["password"])


class AccountDetail(AccountView):
    """Name and role to change, and when it signed in and what was done with it."""

    def get(self, request: UserRequest, pk: int) -> HttpResponse:
        account = self.account()
        return self._page(account, AccountForm(account=account, by=request.user))

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        account = self.account()
        form = AccountForm(request.POST, account=account, by=request.user)
        if not form.is_valid() or not form.save():
            return self._page(self.account(), form, status=422)
        if form.waits:
            return tell_that_it_waits(request)
        messages.success(request, _("Saved: %(entry)s") % {"entry": account})
        return redirect("accounts:account_detail", pk)

    def _page(self, account: User, form: AccountForm, status: int = 200) -> HttpResponse:
        context = {
            "account": account,
            "form": form,
            "own": account == self.request.user,
            "may_keep": self.request.user.has_perm(CHANGE),
            "has_factor": is_mfa_enabled(account),
            "waiting": AccountAct.objects.waiting().filter(account=account).first(),
            "acts": acts_of(account),
        }
        return render(self.request, "accounts/detail.html", context, status=status)


def acts_of(account: User) -> "list[tuple[LogEntry, list[tuple[_StrOrPromise, ...]]]]":
    """Return its sign-ins, those that failed, and what was done with it: (entry, before, after).

    Newest first.
    """
    action = LogEntry.Action
    log = LogEntry.objects.filter(
        Q(user=account, action__in=(action.SIGN_IN, action.SIGN_OUT))
        | Q(model=User._meta.label_lower, object_id=account.pk)
    ).select_related("user")
    roles = dict(Role.choices)
    return [
        (
            entry,
            [
                (roles.get(str(before), str(before)), roles.get(str(after), str(after)))
                for name, (before, after) in entry.changes.items()
                if name in ("name", "role")  # of others the act itself says all
            ],
        )
        for entry in log[:SHOWN_ACTS]
    ]


def tell_that_it_waits(request: UserRequest) -> HttpResponse:
    """Lead to what waits for another person, and say that this does."""
    messages.info(request, _("Proposed. It is done once another person confirms it."))
    return redirect("accounts:act_list")


@sensitive_variables("password")
def show_password(request: UserRequest, account: User, password: str) -> HttpResponse:
    """Answer with the password: neither the log nor a stored message ever holds one."""
    waits = AccountAct.objects.waiting().filter(account=account).exists()
    context = {"account": account, "password": password, "waits": waits}
    return render(request, "accounts/password.html", context)


def _act(act: Callable[[User, UserRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view of what is done with an account at the press of a button."""

    @never_cache
    @require_POST
    @permission_required(CHANGE, raise_exception=True)
    def view(request: UserRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(accounts_seen_by(request.user), pk=pk)
        try:
            return act(account, request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("accounts:account_detail", pk)

    return view


def _back_to_account(account: User, request: UserRequest, done: bool, message: str) -> HttpResponse:
    """Lead to the account and say what was done with it, or to where it waits."""
    if not done:
        return tell_that_it_waits(request)
    messages.success(request, message % {"account": account})
    return redirect("accounts:account_detail", account.pk)


@_act
@sensitive_variables()
def account_reset_password(account: User, request: UserRequest) -> HttpResponse:
    mark = request.POST.get("password_mark", "")
    password = account.reset_password(by=request.user, mark=mark)
    return show_password(request, account, password) if password else tell_that_it_waits(request)


@_act
def account_remove_factor(account: User, request: UserRequest) -> HttpResponse:
    done = account.remove_second_factor(by=request.user)
    return _back_to_account(
        account, request, done, _("Signs in with the password alone: %(account)s")
    )


@_act
def account_deactivate(account: User, request: UserRequest) -> HttpResponse:
    done = account.deactivate(by=request.user)
    return _back_to_account(account, request, done, _("Deactivated: %(account)s"))


@_act
def account_reactivate(account: User, request: UserRequest) -> HttpResponse:
    done = account.reactivate(by=request.user)
    return _back_to_account(account, request, done, _("Active again: %(account)s"))


@_act
def account_end_sessions(account: User, request: UserRequest) -> HttpResponse:
    account.end_sessions(by=request.user)
    return _back_to_account(account, request, True, _("Signed out everywhere: %(account)s"))

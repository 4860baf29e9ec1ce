"""The pages of the first day."""

from allauth.account.views import login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redcross.middleware import UserRequest
from redcross.models import Society, User

from .code import set_up_code
from .forms import FirstForm, SocietyForm
from .steps import set_up_steps


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Show the sign-in page; lead to the first day while nobody can sign in."""
    if not request.user.is_authenticated and not User.objects.exists():
        return redirect("set_up:first")
    return login(request)


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again", "set_up_code")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Open the society and the account of its first administrator; gone once there is one."""
    if User.objects.exists():
        raise Http404
    # A trial installation answers on its own machine only.
    known = {"set_up_code": set_up_code()} if settings.DEBUG else {}
    form = FirstForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid() and form.open_society():
        messages.success(request, _("The society is set up. Sign in with the password you chose."))
        return redirect(f"{settings.LOGIN_REDIRECT_URL}set-up/")
    status = 422 if request.method == "POST" else 200
    return render(request, "set_up/first.html", {"form": form}, status=status)


def own_society(request: UserRequest) -> Society:
    """Return the society of the user. Raises PermissionDenied to who has none."""
    if request.user.society is None:
        raise PermissionDenied
    return request.user.society


@never_cache
@require_safe
@permission_required("redcross.set_up_society", raise_exception=True)
def steps(request: UserRequest) -> HttpResponse:
    """Show what has been entered of what a society starts with, and lead to the rest."""
    found = set_up_steps(own_society(request))
    context = {
        "steps": found,
        "next": next((step for step in found if not step.done), None),
        "done": sum(step.done for step in found),
    }
    return render(request, "set_up/steps.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("redcross.set_up_society", raise_exception=True)
def society(request: UserRequest) -> HttpResponse:
    """Change how the society is called."""
    form = SocietyForm(request.POST or None, instance=own_society(request))
    if request.method == "POST" and form.is_valid():
        form.instance.save_logged(by=request.user)
        messages.success(request, _("Saved: %(entry)s") % {"entry": form.instance})
        return redirect("set_up:steps")
    status = 422 if request.method == "POST" else 200
    return render(request, "set_up/society.html", {"form": form}, status=status)

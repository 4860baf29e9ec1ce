"""Whether a print is the one that was signed."""

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from redcross.models import client_address
from reports.forms import VerificationForm
from reports.models import Evaluation, SignedCopy
from reports.workflow import revisions

CODE_LENGTH = 14


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")
class VerificationView(View):
    """What a code on a print belongs to, and whether a file is the one that was signed.

    It changes nothing, so no token is asked for: looking for it would read the whole file before
    it is known whether its sender may send one.
    """

    http_method_names = ["get", "post", "head", "options"]
    tries_a_minute = 30

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code; the address on a print fills it in."""
        form = VerificationForm(initial={"code": request.GET.get("code", "")[:CODE_LENGTH]})
        return render(request, "reports/verify.html", {"form": form})

    def guessing(self, request: HttpRequest) -> bool:
        """Return whether one address tried more often within a minute than anybody types.

        Where no address is known nobody is kept out because of others: no code can be guessed.
        """
        address = client_address.get()
        if address is None:
            return False
        minute = timezone.now().replace(second=0, microsecond=0)
        key = f"verify:{address}:{minute:%H%M}"
        cache.add(key, 0, timeout=120)
        return cache.incr(key) > self.tries_a_minute

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tell what the code belongs to; 422 for none, 429 for guessing."""
        if self.guessing(request):
            return render(request, "reports/verify.html", {"too_many": True}, status=429)
        form = VerificationForm(request.POST, request.FILES)
        context: dict[str, Any] = {"form": form}
        if not form.is_valid():
            return render(request, "reports/verify.html", context, status=422)
        copies = SignedCopy.objects.select_related("evaluation__society")
        signed_copy = copies.filter(code=form.cleaned_data["code"]).first()
        if signed_copy is None:
            form.add_error("code", _("No evaluation has this code."))
            return render(request, "reports/verify.html", context, status=422)
        file = form.cleaned_data["file"]
        if file:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            context["same"] = digest.hexdigest() == signed_copy.sha256
        signed = signed_copy.evaluation
        context["replaced"] = any(
            revision.revision > signed.revision and revision.status == Evaluation.Status.FINAL
            for revision in revisions(signed)
        )
        context["official"] = signed_copy.sheets.exists()
        if file:
            context["sheet"] = signed_copy.sheets.filter(sha256=digest.hexdigest()).first()
        return render(request, "reports/verify.html", context | {"signed_copy": signed_copy})

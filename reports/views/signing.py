"""Signing an evaluation, and the sealed sheet that makes the signed copy official."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import LogEntry, audit_log
from reports import workflow
from reports.evaluation.document import compose_document
from reports.evaluation.signing_review import review_of
from reports.evaluation.text_renderer import renderer_of
from reports.models import Evaluation, SealedSheet, SignedCopy


class SigningForm(forms.Form):
    """The signer's password, by the rules of signing in: so many wrong ones lock the account."""

    reason = forms.CharField(
        label=gettext_lazy("Only if nobody else can approve: why"), max_length=200, required=False
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: UserRequest, prepared: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request = request
        if not prepared:
            del self.fields["reason"]

    def clean_password(self) -> str:
        """Raise ValidationError for a wrong one, and for any after too many wrong ones."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.request.user, password):
            raise ValidationError(_("The password is wrong. Nothing has been signed."))
        return password


@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SigningView(View):
    """Asks for the password below what signing closes and leaves open."""

    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (request.method or "").lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        user = request.user
        if not user.has_perm("reports.approve_evaluation"):
            raise PermissionDenied
        visible = Evaluation.objects.visible_to(user)  # type: ignore[arg-type]  # signed in
        self.evaluation = get_object_or_404(visible, pk=kwargs["pk"])
        if self.evaluation.society_id != user.society_id:  # type: ignore[union-attr]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: UserRequest, pk: int) -> HttpResponse:
        """Show it; what is not in review leads to its page."""
        if self.evaluation.status != Evaluation.Status.REVIEW or self.evaluation.voided_at:
            return redirect(self.evaluation)
        return self.page(request, self.form(request))

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """Sign it; who has signed it already, as by a second click, is led to the signed copy."""
        if self.signed_by(request):
            return redirect(self.evaluation)
        form = self.form(request, request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        data = form.cleaned_data
        try:
            workflow.approve(
                self.evaluation,
                by=request.user,
                seen=request.POST.get("seen", ""),
                self_approval_reason=data.get("reason", ""),
                address=request.build_absolute_uri(reverse("reports:verify")),
            )
        except ValidationError as error:
            self.evaluation.refresh_from_db()
            if self.signed_by(request):
                return redirect(self.evaluation)
            for message in error.messages:
                messages.error(request, message)
            return redirect(
                "reports:evaluation_approve" if self.waits() else self.evaluation,
                *([self.evaluation.pk] if self.waits() else []),
            )
        messages.success(request, _("Signed. What goes out now is the signed copy."))
        return redirect(self.evaluation)

    def waits(self) -> bool:
        """Return whether it still waits for a signature."""
        return self.evaluation.status == Evaluation.Status.REVIEW

    def signed_by(self, request: UserRequest) -> bool:
        """Return whether this user has signed it already."""
        signed = self.evaluation.status == Evaluation.Status.FINAL
        return signed and self.evaluation.approved_by_id == request.user.pk

    def form(self, request: UserRequest, data: Any = None) -> SigningForm:
        """Return the form; why nobody else can sign it is asked of who prepared it."""
        prepared = request.user.pk in workflow.preparers(self.evaluation)
        return SigningForm(data, request=request, prepared=prepared)

    def page(self, request: UserRequest, form: SigningForm, status: int = 200) -> HttpResponse:
        """Show what is signed as it is now."""
        renderer = renderer_of(self.evaluation)
        composed = compose_document(self.evaluation, renderer=renderer)
        return render(
            request,
            "reports/signing.html",
            {
                "form": form,
                "object": self.evaluation,
                "seen": workflow.document_state(self.evaluation, composed),
                "review": review_of(self.evaluation, renderer),
            },
            status=status,
        )


def _own_signed_copy(request: UserRequest, pk: int) -> SignedCopy:
    """Return the signed copy of an evaluation that the user may see."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    return get_object_or_404(SignedCopy, evaluation=evaluation)


@never_cache
@require_POST
def bind_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """Keep the scan of the sheet with seal and signature."""
    evaluation = _own_signed_copy(request, pk).evaluation
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("Choose the scan: a PDF, or a photo."))
        workflow.bind_sheet(
            evaluation, file, by=request.user, reason=request.POST.get("reason", "")
        )
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("The sealed sheet is kept beside the signed copy."))
    return redirect(f"{evaluation.get_absolute_url()}#sheets")


@never_cache
@require_safe
def sealed_sheet_file(request: UserRequest, pk: int) -> FileResponse:
    """Send a sealed sheet as it was kept, the one with `?number=1`."""
    if not request.user.has_perm("redcross.view_figures"):
        raise PermissionDenied
    signed_copy = _own_signed_copy(request, pk)
    number = read_key(request.GET.get("number"))
    sheet = get_object_or_404(SealedSheet, signed_copy=signed_copy, number=number)
    if not sheet.file.storage.exists(str(sheet.file.name)):
        raise Http404
    audit_log.write(
        LogEntry.Action.EXPORT, by=request.user, on=signed_copy.evaluation, reason=sheet.name
    )
    answer = FileResponse(
        sheet.file.open("rb"),
        filename=sheet.name,
        content_type=sheet.content_type,
        as_attachment=True,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer

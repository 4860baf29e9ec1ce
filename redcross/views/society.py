"""The page on which a society says how it shows itself, and its emblem."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.generic import UpdateView

from redcross.forms.society import SocietyProfileForm
from redcross.middleware import UserRequest
from redcross.models import Society, User

from .base import UnprocessableFormMixin

if TYPE_CHECKING:
    _UpdateView = UpdateView[Society, SocietyProfileForm]
else:
    _UpdateView = UpdateView


@method_decorator(never_cache, name="dispatch")
class SocietyChange(UnprocessableFormMixin, PermissionRequiredMixin, _UpdateView):
    """Changes short name and emblem of the user's own society, and logs it."""

    permission_required = "redcross.set_up_society"
    form_class = SocietyProfileForm
    template_name = "society_form.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_object(self, queryset: object = None) -> Society:
        own = cast(User, self.request.user).society
        if own is None:
            raise PermissionDenied
        return own

    def form_valid(self, form: SocietyProfileForm) -> HttpResponse:
        society = form.save(commit=False)
        society.save_logged(by=cast(User, self.request.user))
        messages.success(self.request, _("Saved: %(entry)s") % {"entry": society})
        return redirect("society")


@require_safe
@cache_control(private=True, max_age=86400)
def emblem(request: UserRequest) -> FileResponse:
    """Answer with the emblem of the user's own society."""
    own = request.user.society
    if own is None or not own.emblem:
        raise Http404
    return FileResponse(own.emblem.open(), content_type="image/png")

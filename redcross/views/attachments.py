"""Evidence: adding a file and giving it out."""

from typing import Any, cast

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from redcross.middleware import UserRequest
from redcross.models import Attachment, Entry

from .base import EntryView, SameSocietyMixin


class EntryAttach(SameSocietyMixin, EntryView, DetailView):
    """Adds evidence to a record."""

    page = "attach"
    route = "<int:pk>/attach/"
    action = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        entry = self.get_object()
        files = request.FILES.getlist("file")
        try:
            if not files:
                raise ValidationError(_("Choose a file first."))
            for file in files:
                entry.attach(file, by=self.user)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            messages.success(request, _("Evidence added."))
        return HttpResponseRedirect(f"{entry.get_absolute_url()}#evidence")


@require_safe
def attachment(request: UserRequest, pk: int) -> FileResponse:
    """Answer with the file itself, to whoever may see the record it belongs to."""
    kept = get_object_or_404(Attachment, pk=pk)
    model = cast(type[Entry], apps.get_model(kept.model))
    if not request.user.has_perm(model.permission("view")):
        raise PermissionDenied
    get_object_or_404(model.objects.visible_to(request.user), pk=kept.object_id)
    return FileResponse(
        kept.file.open(), filename=kept.name, content_type=kept.content_type, as_attachment=False
    )

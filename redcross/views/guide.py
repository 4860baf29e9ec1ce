"""The guide to the daily work."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from redcross.middleware import UserRequest
from redcross.models import User

# A text of its own in each language: told as a clerk reads, not sentence by sentence.
TEMPLATES = {"zh-hans": "help/zh_hans.html", "en": "help/en.html"}


@require_safe
def guide(request: UserRequest) -> HttpResponse:
    """Show the guide, with the names of those to ask."""
    society = request.user.society
    administrators = society.administrators if society else User.objects.none()
    template = TEMPLATES.get(get_language() or "", TEMPLATES["en"])
    return render(request, template, {"administrators": administrators})

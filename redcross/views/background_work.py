"""The progress of background work, as the script of its page asks for it."""

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

from redcross.middleware import UserRequest
from redcross.models import BackgroundWork


def asks_for_progress(request: UserRequest) -> bool:
    """Return whether it is the page's script that asks, and not a person."""
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def goes_on(work: BackgroundWork, status: tuple[str, str]) -> bool:
    """Return whether its state will still change."""
    return not work.has_ended and status[0] != "interrupted"


def progress_answer(request: UserRequest, work: BackgroundWork, template: str) -> HttpResponse:
    """Answer the script with the state, the part of the page that shows it, and whether it ended.

    Asking does not prolong the session: the page that watches would keep it open for ever.
    """
    status = work.status()
    html = render_to_string(template, {"work": work, "status": status}, request)
    del request.session
    return JsonResponse({"state": status[0], "html": html, "goes_on": goes_on(work, status)})

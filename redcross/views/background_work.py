"""The progress of background work, as the script of its page asks for it."""

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header

from redcross.middleware import UserRequest
from redcross.models import BackgroundWork, FileWork


def asks_for_progress(request: UserRequest) -> bool:
    """Return whether it is the page's script that asks, and not a person."""
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def is_in_progress(work: BackgroundWork, status: tuple[str, str]) -> bool:
    """Return whether its state will still change."""
    return not work.has_ended and status[0] != "interrupted"


def progress_answer(request: UserRequest, work: BackgroundWork, template: str) -> HttpResponse:
    """Answer the script with the state, the part of the page that shows it, and whether it ended.

    Asking does not prolong the session: the page that watches would keep it open for ever.
    """
    status = work.status()
    html = render_to_string(template, {"work": work, "status": status}, request)
    del request.session
    return JsonResponse(
        {"state": status[0], "html": html, "is_in_progress": is_in_progress(work, status)}
    )


def file_work_page(request: UserRequest, work: FileWork, template: str, part: str) -> HttpResponse:
    """Show how far a file is, and the link once it is ready. `part`: of the page, what shows that.

    Its script asks for JSON; without scripts the browser opens it again with `?watch`.
    """
    if asks_for_progress(request):
        return progress_answer(request, work, part)
    status = work.status()
    context = {
        "work": work,
        "status": status,
        "is_in_progress": is_in_progress(work, status),
        "part": part,
    }
    answer = render(request, template, context)
    if "watch" in request.GET:  # an idle session is not prolonged by the page that watches
        del request.session
    return answer


def check_ready(work: FileWork) -> None:
    """Raise Http404 where there is no file to be given out."""
    if not work.is_ready:
        raise Http404


def file_work_content(work: FileWork, content_type: str) -> StreamingHttpResponse:
    """Return its file as a download."""
    answer = StreamingHttpResponse(work.content(), content_type=content_type)
    answer["Content-Length"] = work.size
    answer["Content-Disposition"] = content_disposition_header(True, work.name) or ""
    return answer

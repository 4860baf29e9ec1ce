"""Papers that come back: dropping scans, placing by hand what was not read, and what is out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import (
    PDF_TYPE,
    Entry,
    LogEntry,
    ScannedPage,
    User,
    audit_log,
    is_closed_to,
    may_reveal,
)
from redcross.printing.pdf_pages import first_page_picture

from .forms import PlaceForm, ScanUploadForm
from .outstanding_papers import (
    NAMED,
    ShownPaper,
    listed_outstanding_pages,
    outstanding_papers,
    shown_papers,
)
from .placing import (
    PlacedScan,
    discard,
    may_place,
    paper_title,
    place_by_hand,
    places_any,
    receive_file,
    visible_printouts,
)

FILES_A_PAGE, PAPERS_A_PAGE, CHOICES = 10, 50, 300
# Seconds after which no further file of a sending is begun: its web server waits 300.
LONGEST = 100


@dataclass(frozen=True)
class WaitingFile:
    """Pages of one file that wait together, and the paper that they may be of."""

    pages: Sequence[ScannedPage]
    suggested: ShownPaper | None

    @property
    def first(self) -> ScannedPage:
        return self.pages[0]


def waiting_scans_context(user: User) -> dict[str, Any] | None:
    """Return what the home page says of papers; None to who has nothing to do with them."""
    if user.society_id is None:
        return None
    may_place_scans = places_any(user)
    outstanding = outstanding_papers(user).count()
    if not may_place_scans and not outstanding:
        return None
    own = ScannedPage.objects.waiting().filter(society=user.society_id)
    waiting = own.order_by().count() if may_place_scans else 0
    return {
        "places": may_place_scans,
        "outstanding": outstanding,
        "waiting": waiting,
        "form": ScanUploadForm(),
    }


def _must_place(user: User) -> None:
    if not places_any(user):
        raise PermissionDenied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scans(request: UserRequest) -> HttpResponse:
    """Show what waits and what has come back lately; POST takes files in."""
    _must_place(request.user)
    form = ScanUploadForm()
    if request.method == "POST":
        form = ScanUploadForm(request.POST, request.FILES)
        if form.is_valid():
            return _receive_all(request, form)
        for message in form.errors["file"]:
            messages.error(request, str(message))
    status = 422 if form.is_bound else 200
    own = ScannedPage.objects.filter(society=request.user.society_id).waiting()
    pages = own.without_content().select_related("printout")
    files = Paginator(_waiting_files(pages, request.user), FILES_A_PAGE)
    back = visible_printouts(request.user).exclude(returned_at=None).order_by("-returned_at")[:20]
    choices = outstanding_papers(request.user).select_related("printed_by")[:CHOICES]
    shown = files.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "files": shown,
        "visible": {
            page.pk for file in shown for page in file.pages if may_see(request.user, page)
        },
        "back": shown_papers(back.select_related("printed_by"), request.user),
        "choices": [p for p in shown_papers(choices, request.user) if p.may_place],
        "outstanding": outstanding_papers(request.user).count(),
    }
    return render(request, "scans/scans.html", context, status=status)


def _waiting_files(pages: Iterable[ScannedPage], user: User) -> list[WaitingFile]:
    """Return what waits: pages of one file and paper together, the latest file first."""
    groups: dict[tuple[str, int | None], list[ScannedPage]] = defaultdict(list)
    for page in pages:
        groups[page.sha256, page.printout_id].append(page)
    suggested = {page.printout for group in groups.values() for page in group if page.printout}
    shown = {paper.printout.pk: paper for paper in shown_papers(suggested, user)}
    return [
        WaitingFile(sorted(group, key=lambda page: page.number), shown.get(printout or 0))
        for (_file, printout), group in groups.items()
    ]


def _receive_all(request: UserRequest, form: ScanUploadForm) -> HttpResponse:
    """Take each file in, say what became of it, and lead to where she goes on."""
    placed: list[PlacedScan] = []
    waiting = 0
    until = monotonic() + LONGEST
    for file in form.cleaned_data["file"]:
        if monotonic() > until:
            waiting += 1
            messages.error(request, f"{file.name}: {_('There was no time left: drop it again.')}")
            continue
        try:
            outcome = receive_file(file, by=request.user, attached=form.cleaned_data["attached"])
        except ValidationError as error:
            waiting += 1
            for message in error.messages:
                messages.error(request, f"{file.name}: {message}")
            continue
        placed += outcome.placed
        if outcome.waiting:
            number = len(outcome.waiting)
            waiting += number
            text = ngettext(
                "%(file)s: %(number)s page waits to be placed by hand.",
                "%(file)s: %(number)s pages wait to be placed by hand.",
                number,
            )
            messages.warning(request, text % {"file": file.name, "number": number})
    return _after_placing(request, placed, waiting)


def _after_placing(
    request: UserRequest, placed: Sequence[PlacedScan], waiting: int
) -> HttpResponse:
    """Say what is back; a single record is shown itself."""
    for one in placed:
        _tell(request, one)
    owners = {(one._meta.label, one.pk): one for back in placed for one in back.owners}
    if len(owners) == 1 and not waiting:
        [owner] = owners.values()
        if isinstance(owner, Entry):
            return redirect(f"{owner.get_absolute_url()}#evidence")
    return redirect("scans:scans")


def _tell(request: HttpRequest, placed: PlacedScan) -> None:
    """Say what became of a paper that is back."""
    entries = [one for one in placed.owners if isinstance(one, Entry)]
    links = format_html_join(
        _(", "), '<a href="{}">{}</a>', ((one.get_absolute_url(), one) for one in entries[:NAMED])
    )
    more = len(entries) - NAMED
    if more > 0:
        links = format_html("{} {}", links, _("and %(number)s others") % {"number": more})
    text = _("is back:") if placed.new else _("was back already:")
    if placed.printout.outstanding_pages:
        text = _("is back in part (%(pages)s missing):") % {
            "pages": listed_outstanding_pages(placed.printout)
        }
    messages.success(request, format_html("{} {} {}", paper_title(placed.printout), text, links))
    if placed.refused:
        owner, error = placed.refused[0]
        text = _("%(number)s of its records did not take it. %(record)s: %(reason)s")
        params = {"number": len(placed.refused), "record": owner, "reason": error.messages[0]}
        messages.warning(request, text % params)


def _sent_pages(request: UserRequest) -> list[ScannedPage]:
    """Return the waiting pages that were ticked, of the user's own society."""
    _must_place(request.user)
    keys = {key for text in request.POST.getlist("page") if (key := read_key(text)) is not None}
    own = ScannedPage.objects.waiting().filter(society=request.user.society_id, pk__in=keys)
    return list(own.without_content())


@require_POST
def place(request: UserRequest) -> HttpResponse:
    """Place the ticked pages: each file as one scan of the chosen paper."""
    pages = _sent_pages(request)
    form = PlaceForm(request.POST, user=request.user)
    if not pages:
        messages.error(request, _("Tick the pages first."))
    elif not form.is_valid():
        unclear = _("Choose the paper, or type the number on it.")
        for message in form.non_field_errors() or [unclear]:
            messages.error(request, str(message))
    else:
        files = defaultdict(list)
        for page in pages:
            # Photos stay what they are; pages of one PDF become one.
            files[page.sha256].append(page)
        data = form.cleaned_data
        try:
            placed = [
                place_by_hand(
                    group,
                    data["paper"],
                    by=request.user,
                    sensitive=data["sensitive"],
                    complete=data["complete"],
                )
                for group in files.values()
            ]
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
        else:
            are_waiting = (
                ScannedPage.objects.waiting().filter(society=request.user.society_id).exists()
            )
            return _after_placing(request, placed, waiting=int(are_waiting))
    return redirect("scans:scans")


@require_POST
def discard_pages(request: UserRequest) -> HttpResponse:
    """Delete the ticked pages: they are of none of our papers."""
    if pages := _sent_pages(request):
        discard(pages, by=request.user)
        messages.success(request, _("Deleted."))
    else:
        messages.error(request, _("Tick the pages first."))
    return redirect("scans:scans")


@never_cache
@require_safe
def picture(request: UserRequest, pk: int) -> HttpResponse:
    """Answer with a picture of a waiting page. What may show sensitive values is logged."""
    _must_place(request.user)
    own = ScannedPage.objects.waiting().filter(society=request.user.society_id)
    page = get_object_or_404(own, pk=pk)
    if not may_see(request.user, page):
        raise PermissionDenied
    # Nobody knows yet what is on a page that has found no paper: whoever dropped it has seen it.
    if page.sensitive or page.added_by_id != request.user.pk:
        audit_log.write(LogEntry.Action.REVEAL, by=request.user, on=page)
    content = bytes(page.picture or page.content or b"")
    if not page.picture and page.content_type == PDF_TYPE:
        content = first_page_picture(content)
    if not content:
        raise Http404
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def may_see(user: User, page: ScannedPage) -> bool:
    """Return whether the user may look at a page that nobody has placed yet.

    Whoever dropped it may. Else who may change what its paper is of, and reveal where that is
    sensitive; of no known paper it may show anything: then who may reveal what is kept of people.
    """
    if page.added_by_id == user.pk:
        return True
    if page.printout is None:
        return user.has_perm("redcross.reveal_person")
    if page.sensitive:
        entries = [] if page.printout.is_of_society else page.printout.entries()
        if not may_reveal(user, page.printout.model) or is_closed_to(user, entries):
            return False
    return may_place(user, page.printout)


@never_cache
@require_safe
def outstanding(request: UserRequest) -> HttpResponse:
    """Show the papers that are out, the latest first."""
    if request.user.society_id is None:
        raise PermissionDenied
    rows = outstanding_papers(request.user).select_related("printed_by")
    page = Paginator(rows, PAPERS_A_PAGE).get_page(request.GET.get("page"))
    papers = shown_papers(page, request.user)
    any_placed = any(paper.may_place for paper in papers)
    context = {"page": page, "papers": papers, "any_placed": any_placed}
    return render(request, "scans/outstanding.html", context)


@require_POST
def give_up(request: UserRequest) -> HttpResponse:
    """Say that the ticked papers do not come back, and why: all of them, or none."""
    keys = {key for text in request.POST.getlist("row") if (key := read_key(text)) is not None}
    printouts = list(visible_printouts(request.user).filter(pk__in=keys))
    if len(printouts) != len(keys):
        raise Http404
    if not all(may_place(request.user, printout) for printout in printouts):
        raise PermissionDenied
    if not printouts:
        messages.error(request, _("Tick the papers first."))
        return redirect("scans:outstanding")
    try:
        with transaction.atomic():
            for printout in printouts:
                printout.give_up(by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Noted."))
    return redirect("scans:outstanding")

"""Papers: printing those of one record, of the chosen ones, or of a whole list."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import DetailView, TemplateView

from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import Entry, Printout
from redcross.papers import Paper, paper_by_key, papers_of
from redcross.papers.printing import PrintedFile, print_papers

from .base import EntryView, SameSocietyMixin
from .bulk_actions import MOST
from .list import EntryList, list_for
from .list_settings import list_class

# Rows of a roster; a longer one is printed in parts.
MOST_ON_A_SHEET = 2000


def requested_paper(key: str, model: type[Entry] | None) -> Paper[Any]:
    """Return the paper of that name, of that kind of entry. Raises Http404."""
    paper = paper_by_key().get(key)
    if paper is None or paper.model is not model:
        raise Http404
    return paper


def requested_format(paper: Paper[Any], requested: str) -> str:
    """Return the format asked for, if the paper leaves as that; else PDF, if it is printed."""
    if requested in paper.editable_as:
        return requested
    return "pdf" if paper.printed else "xlsx"


def as_download(file: PrintedFile) -> HttpResponse:
    """Answer with the file, which stays nowhere between."""
    answer = HttpResponse(file.content, content_type=file.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, file.name) or ""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


class EntryPaper(SameSocietyMixin, EntryView, DetailView):
    """Asks what a paper of a record needs to know, and prints it."""

    page = "paper"
    route = "<int:pk>/paper/<slug:paper>/"
    template_name = "entry_paper.html"

    @cached_property
    def paper(self) -> Paper[Any]:
        """The paper that the address names."""
        return requested_paper(self.kwargs["paper"], cast(type[Entry], self.model))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.page_with(self.paper.options_form(None, self.object.society))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = self.paper.options_form(request.POST, self.object.society)
        if self.refusal() or not form.is_valid():
            return self.page_with(form, status=422)
        file = print_papers(
            self.paper,
            [self.object],
            by=self.user,
            society=self.object.society,
            chosen=form.cleaned_data,
            file_format=requested_format(self.paper, request.POST.get("as", "")),
        )
        return as_download(file)

    def refusal(self) -> str:
        """Return why it cannot be printed, "" where it can."""
        if self.object.voided_at:
            return _("What is voided is not printed.")
        return str(self.paper.refusal(self.object))

    def page_with(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """Show the page: what is asked, and what was printed before."""
        printed = Printout.objects.of(self.object).filter(paper=self.paper.key)
        context = self.get_context_data(
            form=form,
            paper=self.paper,
            refusal=self.refusal(),
            masked=self.paper.prints_masks([self.object], self.user),
            printouts=printed.select_related("printed_by")[:20],
        )
        return self.render_to_response(context, status=status)


class ChosenRowsMixin(EntryView):
    """The rows that were ticked in a list, or all that it lists."""

    # Ticked at once, and of a whole list.
    most_ticked = MOST
    most_listed = MOST_ON_A_SHEET

    @cached_property
    def parameters(self) -> QueryDict:
        """What the address or the form says."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return cast(QueryDict, sent)

    @cached_property
    def chosen_rows(self) -> list[Entry]:
        """The ticked rows, else all of the list as its address filters it; own ones alone.

        None when they are too many, which is said.
        """
        sent = self.parameters
        keys = {key for text in sent.getlist("row") if (key := read_key(text)) is not None}
        if not keys and "listed" not in sent:
            return []
        rows: Any = self.model.objects.visible_to(self.user).filter(pk__in=keys)
        if not keys:
            rows = self.listed(QueryDict(sent.get("listed", "")))
        own = rows.filter(society=self.user.society_id, voided_at=None)
        most = self.most_ticked if keys else self.most_listed
        found: list[Entry] = list(own[: most + 1])
        if len(found) > most:
            text = _("At most %(number)s records at once.") % {"number": most}
            if keys:
                whole = _("Of the whole list, filtered, it prints up to %(number)s: tick none.")
                text = f"{text} {whole % {'number': self.most_listed}}"
            messages.error(self.request, text)
            return []
        return found

    def listed(self, query: QueryDict) -> Any:
        """Return the rows of the list with that query."""
        of_kind = cast(type[EntryList], list_class(self.model.url_name("list")))
        page = list_for(of_kind, self.user, query)
        page.find()
        return page.object_list


class EntryBulkPrint(ChosenRowsMixin, TemplateView):
    """Prints a paper of each chosen row, or of all rows of a list together."""

    page = "bulk_print"
    route = "print/"
    template_name = "entry_bulk_print.html"

    @cached_property
    def papers(self) -> list[Paper[Any]]:
        """The papers that can be printed of them."""
        return list(papers_of(cast(type[Entry], self.model)))

    @cached_property
    def paper(self) -> Paper[Any] | None:
        """The paper that is asked for, else the only one there is."""
        if len(self.papers) == 1:
            return self.papers[0]
        requested = self.parameters.get("paper")
        return next((paper for paper in self.papers if paper.key == requested), None)

    def outcomes(self) -> list[tuple[Entry, str]]:
        """Return the rows, and why one has no such paper."""
        if self.paper is None:
            return [(row, "") for row in self.chosen_rows]
        self.paper.prefetch(self.chosen_rows)
        return [(row, str(self.paper.refusal(row))) for row in self.chosen_rows]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = self.paper
        return self.page_with(paper.options_form(None, self.user.society) if paper else None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.paper is None:
            return self.page_with(None, status=422)
        form = self.paper.options_form(self.parameters, self.user.society)
        rows = [row for row, refusal in self.outcomes() if not refusal]
        society = self.user.society
        if not rows or not form.is_valid() or society is None:
            return self.page_with(form, status=422)
        file = print_papers(
            self.paper,
            rows,
            by=self.user,
            society=society,
            chosen=form.cleaned_data,
            file_format=requested_format(self.paper, self.parameters.get("as", "")),
        )
        return as_download(file)

    def page_with(self, form: forms.Form | None, status: int = 200) -> HttpResponse:
        """Show which paper of which rows is printed."""
        outcomes = self.outcomes()
        printed = [row for row, refusal in outcomes if not refusal]
        masked = self.paper is not None and self.paper.prints_masks(printed, self.user)
        context = self.get_context_data(
            form=form,
            paper=self.paper,
            papers=self.papers,
            outcomes=outcomes,
            masked=masked,
            printable=len(printed),
            listed=self.parameters.get("listed"),
        )
        return self.render_to_response(context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def society_paper(request: UserRequest, paper: str) -> HttpResponse:
    """Ask what a paper of the society needs to know, and print it."""
    definition = requested_paper(paper, None)
    society = request.user.society
    if society is None or not request.user.has_perm(definition.needed_permission):
        raise PermissionDenied
    form = definition.options_form(request.POST if request.method == "POST" else None, society)
    if request.method == "POST" and form.is_valid():
        file = print_papers(
            definition,
            [],
            by=request.user,
            society=society,
            chosen=form.cleaned_data,
            file_format=requested_format(definition, request.POST.get("as", "")),
        )
        return as_download(file)
    status = 422 if request.method == "POST" else 200
    return render(request, "society_paper.html", {"paper": definition, "form": form}, status=status)

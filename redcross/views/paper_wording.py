"""All papers there are, and how a society words them."""

from base64 import b64encode
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import UpdateView

from redcross.forms.paper_wording import PaperWordingForm
from redcross.middleware import UserRequest
from redcross.models import PaperWording, Society, User
from redcross.papers import CLOSING_NAMES, Paper, paper_by_key, registered_papers
from redcross.papers.pdf import papers_pdf
from redcross.papers.printing import sample_sheet, wording_of
from redcross.printing.pdf_pages import first_page_picture

from .base import UnprocessableFormMixin

if TYPE_CHECKING:
    _UpdateView = UpdateView[PaperWording, PaperWordingForm]
else:
    _UpdateView = UpdateView


class ListedPaper(NamedTuple):
    """A paper as the page of all lists it. `url`: of the records it is printed of, or its own."""

    paper: Paper[Any]
    url: str
    worded: bool


@require_safe
@never_cache
def paper_list(request: UserRequest) -> HttpResponse:
    """List the papers that the user may print, by app; with a way to word them for who may."""
    user = request.user
    may_word = user.society is not None and user.has_perm("redcross.set_up_society")
    wordings = PaperWording.objects.filter(society=user.society_id)
    worded = {wording.paper for wording in wordings if wording.is_own}
    groups = [
        (apps.get_app_config(label).verbose_name, listed)
        for label, papers in groupby(registered_papers(), _app_of)
        if (
            listed := [
                ListedPaper(paper, _printed_at(paper), paper.key in worded)
                for paper in papers
                if user.has_perms(["redcross.print_paper", paper.needed_permission])
            ]
        )
    ]
    return render(request, "papers/list.html", {"groups": groups, "may_word": may_word})


def _app_of(paper: Paper[Any]) -> str:
    return type(paper).__module__.partition(".")[0]


def _printed_at(paper: Paper[Any]) -> str:
    """Return the address where it is printed: the list of its records, or its own page."""
    if paper.model is None:
        return reverse("society_paper", args=[paper.key])
    return reverse(paper.model.url_name("list"))


@method_decorator(never_cache, name="dispatch")
class PaperWordingChange(UnprocessableFormMixin, PermissionRequiredMixin, _UpdateView):
    """Words a paper of the user's own society, shows how it looks, and logs it."""

    permission_required = "redcross.set_up_society"
    form_class = PaperWordingForm
    template_name = "papers/wording.html"
    http_method_names = ["get", "post", "head", "options"]

    @property
    def paper(self) -> Paper[Any]:
        """The paper that the address names. Raises Http404."""
        paper = paper_by_key().get(self.kwargs["paper"])
        if paper is None:
            raise Http404
        return paper

    @property
    def society(self) -> Society:
        """The user's own. Raises PermissionDenied for who has none."""
        own = self.by.society
        if own is None:
            raise PermissionDenied
        return own

    @property
    def by(self) -> User:
        """Who words it."""
        return cast(User, self.request.user)

    def get_object(self, queryset: object = None) -> PaperWording:
        return wording_of(self.society, self.paper)

    def get_form_kwargs(self) -> dict[str, Any]:
        usual = {
            "heading": self.society.name,
            "note": self.paper.note,
            "text": self.paper.text,
            "signatures": "\n".join(self.paper.signatures),
            "closing": "\n".join(self.paper.closing),
        }
        names = {"text": self.paper.names(), "closing": CLOSING_NAMES}
        return {**super().get_form_kwargs(), "usual": usual, "names": names}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "standard" in request.POST:
            return self._saved(PaperWording(society=self.society, paper=self.paper.key))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PaperWordingForm) -> HttpResponse:
        wording = form.save(commit=False)
        if "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, shown=wording))
        return self._saved(wording)

    def _saved(self, wording: PaperWording) -> HttpResponse:
        wording.save_logged(by=self.by)
        text = _("Saved: %(entry)s") % {"entry": self.paper.title}
        messages.success(self.request, text)
        return redirect("paper_wording", self.paper.key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = kwargs.pop("shown", None)
        return super().get_context_data(
            paper=self.paper,
            picture=self._picture(shown) if shown else "",
            is_own=wording_of(self.society, self.paper).is_own,
            **kwargs,
        )

    def _picture(self, wording: PaperWording) -> str:
        """Return the first page of a sample as a picture within the page."""
        sheet = sample_sheet(self.paper, by=self.by, society=self.society, wording=wording)
        picture = first_page_picture(papers_pdf([sheet]).content)
        return f"data:image/jpeg;base64,{b64encode(picture).decode()}" if picture else ""

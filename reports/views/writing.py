"""Pages on which an evaluation is written: texts with figures, and only while it is a draft."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from redcross.keys import read_key
from redcross.views import EntryView
from reports.models import Evaluation

if TYPE_CHECKING:
    from redcross.views import EntryChange as _FormPage
else:
    _FormPage = EntryView


def page_of_closed(request: HttpRequest, evaluation: Evaluation) -> HttpResponse | None:
    """Return the page that says why nothing of it is written now; None while it may be."""
    try:
        evaluation.check_changeable(evaluation)
    except ValidationError as error:
        context = {"evaluation": evaluation, "reasons": error.messages}
        return render(request, "reports/not_writable.html", context)
    return None


class WritingMixin(_FormPage):
    """A form of an evaluation, or of what belongs to one. Its texts have an editor for figures.

    What is in review or signed has no fields: it says so before anybody types.
    """

    template_name = "reports/text_form.html"
    object: Any

    def written(self) -> Evaluation | None:
        """Return the evaluation that is written: that of the entry, or the one that is asked for.

        None of a text that belongs to none, and of what is added without saying to which.
        """
        if isinstance(self.object, Evaluation):
            return self.object
        if self.object is not None:
            evaluation: Evaluation | None = getattr(self.object, "evaluation", None)
            return evaluation
        key = read_key(self.request.GET.get("evaluation"))
        own = Evaluation.objects.filter(society=self.user.society_id)
        return own.filter(pk=key).first() if key else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or why there is none."""
        self.object = self.get_object() if "pk" in self.kwargs else None
        evaluation = self.written()
        closed = page_of_closed(request, evaluation) if evaluation else None
        return closed or super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(written=self.written(), **kwargs)

"""The evaluation on paper."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from redcross.printing.pdf import render_pdf
from redcross.printing.qr import qr_path
from reports.evaluation.document import EvaluationDocument

from .annex_pages import NONE_DRAWN, DrawnPages, with_pages


def evaluation_html(
    evaluation: EvaluationDocument,
    created: datetime | None = None,
    drawn: DrawnPages = NONE_DRAWN,
) -> str:
    """Return the page that is printed; its numbers open nothing.

    `drawn`: the pages of files in annexes that are drawn already.
    """
    moment = timezone.localtime(created)
    return render_to_string(
        "reports/evaluation_print.html",
        {
            "evaluation": with_pages(evaluation, drawn),
            "links": False,
            "mark": evaluation.mark,
            "qr": qr_path(evaluation.verification) if evaluation.verification else None,
            "created": moment.isoformat(timespec="seconds"),
        },
    )


def evaluation_pdf(
    evaluation: EvaluationDocument,
    created: datetime | None = None,
    drawn: DrawnPages = NONE_DRAWN,
) -> bytes:
    """Return the PDF in the page format of GB/T 9704-2012."""
    return render_pdf(evaluation_html(evaluation, created, drawn))

"""The evaluation on paper."""

from django.template.loader import render_to_string

from redcross.printing.pdf import render_pdf
from reports.evaluation.document import EvaluationDocument

from .annex_pages import with_pages


def evaluation_html(evaluation: EvaluationDocument) -> str:
    """Return the page that is printed; its numbers open nothing."""
    return render_to_string(
        "reports/evaluation_print.html",
        {
            "evaluation": with_pages(evaluation),
            "links": False,
            "mark": evaluation.mark,
        },
    )


def evaluation_pdf(evaluation: EvaluationDocument) -> bytes:
    """Return the PDF in the page format of GB/T 9704-2012."""
    return render_pdf(evaluation_html(evaluation))

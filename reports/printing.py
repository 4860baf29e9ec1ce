"""The evaluation on paper."""

from django.template.loader import render_to_string

from .evaluation import Composed
from .pdf import render_pdf


def evaluation_html(evaluation: Composed) -> str:
    return render_to_string(
        "reports/evaluation_print.html",
        {
            "evaluation": evaluation,
            "links": False,
            "demonstration": evaluation.society.demonstration,
        },
    )


def evaluation_pdf(evaluation: Composed) -> bytes:
    """PDF in the page format of GB/T 9704-2012."""
    return render_pdf(evaluation_html(evaluation))

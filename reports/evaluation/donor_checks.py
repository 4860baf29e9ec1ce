"""Donors who do not want to be named, in a text."""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from donations.figures import donors_refusing_publication
from reports.models import Chapter, Evaluation
from reports.text.free_text import typed_text

from .check_context import CheckContext, LazyFinding, edit_url

# A name may be written with spaces in it: 李 国 强.
_PADDING = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000\t]+(?=[\u4e00-\u9fff])")


def donor_findings(context: CheckContext) -> Iterator[LazyFinding]:
    """Yield the donors named in a text who refused that."""
    evaluation = context.evaluation
    texts: list[tuple[str | Promise, Chapter | Evaluation, str]] = [
        (chapter.heading, chapter, typed_text(f"{chapter.heading}\n{chapter.text}"))
        for chapter in context.chapters
    ]
    for name in ("title", "goal", "achieved"):
        label = evaluation.own_field(name).verbose_name
        texts.append((label, evaluation, typed_text(getattr(evaluation, name))))
    texts = [(heading, on, f"{text}\n{_PADDING.sub('', text)}") for heading, on, text in texts]
    typed = f"{context.typed}\n{_PADDING.sub('', context.typed)}"
    for name in donors_refusing_publication(evaluation.scope, typed):
        for heading, on, text in texts:
            if name in text:
                values = {"heading": heading, "donor": name}
                words = _("“%(heading)s” names “%(donor)s”, who does not want to be published.")
                yield LazyFinding(words, edit_url(on), values)

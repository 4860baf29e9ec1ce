"""What stands against an evaluation before it is reviewed; each finding leads to its place."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import chips
from .drafts import Evaluation


@dataclass(frozen=True)
class Finding:
    """`text` names what is found; who waives it gives a reason."""

    text: str
    url: str
    waived: str = ""


def findings(evaluation: Evaluation) -> list[Finding]:
    """Everything found, the waived ones with their reasons."""
    waived = dict(evaluation.waivers.countable().values_list("finding", "reason"))
    found = [*_texts(evaluation)]
    return [Finding(text[:300], url, waived.get(text[:300], "")) for text, url in found]


def _texts(evaluation: Evaluation) -> list[tuple[str, str]]:
    found = []
    chapters = list(evaluation.chapters.countable())
    for position, chapter in enumerate(chapters):
        url = chapter.get_absolute_url() + "change/"
        below = chapters[position + 1 : position + 2]
        if not chapter.text.strip() and not (below and below[0].level > chapter.level):
            found.append((_("“%(heading)s” is empty.") % {"heading": chapter.heading}, url))
        for chip in chips.tokens(chapter.text):
            if fault := chips.fault_of(chip):
                found.append((f"{chapter.heading}: {chip}: {fault}", url))
        for typed in chips.UNCONFIRMED.findall(chapter.text):
            text = _("“%(heading)s”: nobody has confirmed “%(typed)s” for this period.")
            found.append((text % {"heading": chapter.heading, "typed": typed}, url))
    return found

"""Printing: the sheets of a paper, written down and logged, as one file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import override

from redcross.models import Entry, PaperWording, Printout, Society, User

from .definitions import Paper, Printing
from .pdf import papers_pdf
from .sheet import Sheet

# What no file system takes in a name.
UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
FORMATS: dict[str, tuple[str, Callable[[Sequence[Sheet]], bytes]]] = {
    "pdf": ("application/pdf", papers_pdf),
}


@dataclass(frozen=True)
class PrintedFile:
    """What leaves: its bytes, its name, and what kind of file it is."""

    content: bytes
    name: str
    content_type: str


def wording_of(society: Society, paper: Paper[Any]) -> PaperWording:
    """Return how the society words the paper: one not saved where it says nothing."""
    kept = PaperWording.objects.filter(society=society, paper=paper.key).first()
    return kept or PaperWording(society=society, paper=paper.key)


def print_papers(
    paper: Paper[Any],
    entries: Sequence[Entry],
    *,
    by: User,
    society: Society,
    chosen: dict[str, Any] | None = None,
    leaves_as: str = "pdf",
) -> PrintedFile:
    """Return the paper of each entry, or of all together, in one file; each is written down."""
    wording, in_full = wording_of(society, paper), paper.in_full(by)
    printing = Printing(by, society, timezone.localdate(), wording, chosen or {}, in_full)
    paper.read_along(entries)
    groups = paper.groups(entries, printing.chosen)
    title = paper.chinese_title()
    # Composed under the language of the paper, also what other parts of the project say on it.
    with override("zh-hans"), transaction.atomic():
        sheets = [
            _finished(paper, paper.sheet(group, printing), printing, group) for group in groups
        ]
        label = str(entries[0]) if len(entries) == 1 else f"{len(entries)}份" if entries else ""
    content_type, write = FORMATS[leaves_as]
    name = Truncator(UNFIT.sub(" ", f"{title}（{label}）" if label else title)).chars(80)
    return PrintedFile(write(sheets), f"{name}.{leaves_as}", content_type)


def _finished(
    paper: Paper[Any], sheet: Sheet, printing: Printing, entries: Sequence[Entry]
) -> Sheet:
    """Return the sheet with what every paper bears, once it is written down."""
    title, society, wording = paper.chinese_title(), printing.society, printing.wording
    printout = Printout.record(
        entries,
        society=society,
        paper=paper.key,
        title=f"{title}（敏感信息未遮盖）" if printing.in_full else title,
        by=printing.user,
        returns=paper.returns,
        sensitive=paper.sensitive,
    )
    marks = ["演示数据"] if society.demonstration else []
    if printout.copy > 1:
        marks.append(f"补打（第{printout.copy}次）")
    lines = [line.strip() for line in wording.signatures.splitlines() if line.strip()]
    return replace(
        sheet,
        title=sheet.title or title,
        society=wording.heading or society.name,
        note=wording.note or sheet.note or paper.note,
        signatures=lines or sheet.signatures or paper.signatures,
        marks=marks,
        code=printout.code if paper.returns else "",
    )

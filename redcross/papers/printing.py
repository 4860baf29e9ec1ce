"""Printing: the sheets of a paper, written down and logged, as one file."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import override

from redcross.models import Entry, PaperWording, Printout, Society, User
from redcross.models.printout import CHOICE_LENGTH, DETAIL_LENGTH
from redcross.printing.characters import printable
from redcross.printing.word import CONTENT_TYPE
from redcross.spreadsheets.formats import Xlsx

from .days import full_day
from .definitions import NAMED, Paper, PrintContext
from .docx import papers_docx
from .pdf import papers_pdf
from .rows import rows_xlsx
from .sheet import Sheet, Text
from .xlsx import papers_xlsx

# What no file system takes in a name.
UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
FORMATS: dict[str, tuple[str, Callable[[Sequence[Sheet]], bytes]]] = {
    "docx": (CONTENT_TYPE, papers_docx),
    "xlsx": (Xlsx.content_type, papers_xlsx),
}
# Of what is not printed, and leaves for another system.
ROWS_ALONE = (Xlsx.content_type, rows_xlsx)


@dataclass(frozen=True)
class PrintedFile:
    """What leaves: its bytes, its name, and what kind of file it is."""

    content: bytes
    name: str
    content_type: str


def wording_of(society: Society, paper: Paper[Any]) -> PaperWording:
    """Return how the society words the paper: one not saved where it says nothing."""
    wording = PaperWording.objects.filter(society=society, paper=paper.key).first()
    return wording or PaperWording(society=society, paper=paper.key)


def print_papers(
    paper: Paper[Any],
    entries: Sequence[Entry],
    *,
    by: User,
    society: Society,
    chosen: dict[str, Any] | None = None,
    file_format: str = "pdf",
) -> PrintedFile:
    """Return the paper of each entry, or of all together, in one file; each is written down.

    Raises PermissionDenied to who changes nothing: a paper that is out is a matter of the society.
    """
    if not by.has_perm("redcross.print_paper"):
        raise PermissionDenied
    wording = wording_of(society, paper)
    in_full = paper.in_full(by) and not paper.prints_masks(entries, by)
    printing = PrintContext(by, society, timezone.localdate(), wording, chosen or {}, in_full)
    paper.prefetch(entries)
    groups = paper.groups(entries, printing.chosen)
    title = paper.chinese_title()
    detail = Truncator(printable(paper.detail(printing.chosen))).chars(DETAIL_LENGTH)
    called = f"{title}（{detail}）" if detail else title
    # Composed under the language of the paper, also what other parts of the project say on it.
    with override("zh-hans"), transaction.atomic():
        sheets = [paper.sheet(group, printing) for group in groups]
        printouts = Printout.record_each(
            groups,
            society=society,
            paper=paper.key,
            detail=detail,
            choice=_digest_of(printing.chosen, file_format),
            title=f"{called}（敏感信息未遮盖）" if in_full else called,
            by=by,
            returns=paper.returns,
            sensitive=paper.sensitive,
        )
        finished = [
            _finished(paper, sheet, printing, printout)
            for sheet, printout in zip(sheets, printouts, strict=True)
        ]
        label = " ".join(filter(None, (paper.label_of(entries), detail)))
    name = Truncator(safe_file_name(f"{title}（{label}）" if label else title)).chars(80)
    if file_format == "pdf":
        content, pages = papers_pdf(finished)
        Printout.count_pages(printouts, pages)
        return PrintedFile(content, f"{name}.pdf", "application/pdf")
    content_type, write = FORMATS[file_format] if paper.printed else ROWS_ALONE
    return PrintedFile(write(finished), f"{name}.{file_format}", content_type)


def _digest_of(chosen: Mapping[str, Any], file_format: str) -> str:
    """Return what is the same for the same choices and kind of file, and else another."""
    options = sorted((name, str(value)) for name, value in chosen.items())
    return sha256(repr((options, file_format)).encode()).hexdigest()[:CHOICE_LENGTH]


def safe_file_name(name: str) -> str:
    """Return the name without what no file system takes."""
    return UNFIT.sub(" ", printable(name)).strip(" .")


def sample_sheet(paper: Paper[Any], *, by: User, society: Society, wording: PaperWording) -> Sheet:
    """Return how the paper looks in that wording; nothing is written down, and no code is on it.

    It is of the latest record that has one and that the user may see, else of none.
    """
    chosen = usual_choice(paper, society)
    printing = PrintContext(by, society, timezone.localdate(), wording, chosen or {})
    sheet = None
    with override("zh-hans"):
        if chosen is not None and by.has_perm(paper.needed_permission):
            if paper.model is None:
                sheet = paper.sheet([], printing)
            elif entry := _latest(paper, paper.model, by, society):
                sheet = paper.sheet([entry], printing)
        sheet = sheet or Sheet("", [Text(paper.worded(printing, {}))])
        return _finished(paper, sheet, printing, None)


def _latest(paper: Paper[Any], model: type[Entry], by: User, society: Society) -> Entry | None:
    """Return the latest record that has such a paper, of those entered last."""
    rows: Any = model._default_manager
    entries = list(rows.visible_to(by).filter(society=society, voided_at=None).order_by("-pk")[:20])
    paper.prefetch(entries)
    return next((entry for entry in entries if not paper.refusal(entry)), None)


def usual_choice(paper: Paper[Any], society: Society) -> dict[str, Any] | None:
    """Return what is chosen before printing as it stands at first; None where that is too little.

    A choice without a first value is its first one.
    """
    form = paper.options_form(None, society)
    values = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        choices = [key for key, _label in getattr(field, "choices", ()) if key]
        values[name] = field.prepare_value(choices[0] if value is None and choices else value)
    known = {name: value for name, value in values.items() if value is not None}
    filled = paper.options_form(known, society)
    return filled.cleaned_data if filled.is_valid() else None


def _finished(
    paper: Paper[Any], sheet: Sheet, printing: PrintContext, printout: Printout | None
) -> Sheet:
    """Return the sheet with what every paper bears; without a printout it is a sample."""
    society, wording = printing.society, printing.wording
    marks = ["演示数据"] if society.demonstration else []
    if printout is None:
        marks.append("样张")
    elif printout.copy > 1:
        marks.append(f"补打（第{printout.copy}次）")
    closing = "\n".join(_lines(wording.closing) or paper.closing)
    ends = {"单位": society.name, "日期": full_day(printing.day)}
    return replace(
        sheet,
        title=sheet.title or paper.chinese_title(),
        society=wording.heading or society.name,
        note=wording.note or sheet.note or paper.note,
        signatures=_signers(_lines(wording.signatures), sheet.signatures or paper.signatures),
        closing=_lines(NAMED.sub(lambda found: ends.get(found[1], found[0]), closing)),
        marks=marks,
        code=printout.code if printout and paper.returns else "",
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _signers(set_by_society: Sequence[str], on_sheet: Sequence[str]) -> Sequence[str]:
    """Return who signs as the society sets it, with the names that the record knows.

    验收人（张建国） stands on the sheet where 验收人 is set.
    """
    if not set_by_society:
        return on_sheet
    known: dict[str, list[str]] = {}
    for text in on_sheet:
        known.setdefault(text.partition("（")[0], []).append(text)
    return [known[label].pop(0) if known.get(label) else label for label in set_by_society]

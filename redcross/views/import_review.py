"""A spreadsheet that was sent: looked at, corrected, taken in, and taken back."""

import hashlib
import json
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any, TypedDict, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from redcross.background import defer
from redcross.forms import GivenForm
from redcross.middleware import UserRequest
from redcross.models import ImportedRow, ImportWork, SpreadsheetImport
from redcross.spreadsheets.import_steps import (
    decisions_of,
    discard_import,
    run_import_step,
    save_decisions,
)
from redcross.spreadsheets.imports import Decisions
from redcross.spreadsheets.line_columns import LineColumns
from redcross.spreadsheets.preview_lines import PreviewLine, lines_to_show

from .background_work import asks_for_progress, is_in_progress, progress_answer
from .import_faults import ImportPage
from .sent_decisions import LEAVE_OUT, SentDecisions

ROWS = 50
NAMES = 100
Status = ImportedRow.Status
# What is looked at first: what hinders most.
URGENT = (Status.REFUSED, Status.ASKED, Status.DOUBLE)


class Box(TypedDict):
    """A cell of the preview. `box`: the name of the box in which it can be corrected, or ""."""

    label: str
    text: str
    box: str
    faults: list[str]
    secret: bool


class ReviewLine(TypedDict):
    """A line of a row as the page shows it."""

    place: str
    cells: list[Box]
    faults: list[str]


class ReviewRow(TypedDict):
    """A row of the preview as the page shows it."""

    row: ImportedRow
    place: str
    cells: list[Box]
    faults: list[str]
    questions: list[tuple[str, str, str, bool]]
    changes: list[tuple[str, str, str]]
    lines: list[ReviewLine]
    # How many more lines it has.
    more_lines: int


class EntryImportReview(ImportPage, TemplateView):
    """What would become of each row, and what did. `?status=` and `?page=` choose the rows."""

    page = "import_review"
    route = "import/<int:number>/"
    template_name = "entry_import_review.html"

    @cached_property
    def work(self) -> ImportWork | None:
        """What the worker was asked for last."""
        return self.file.works.first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.work and asks_for_progress(cast(UserRequest, request)):
            return progress_answer(cast(UserRequest, request), self.work, "_import_work.html")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step_name = request.POST.get("step", "")
        steps = (self.check, self.commit, self.undo, self.discard)
        step = {step.__name__: step for step in steps}.get(step_name)
        if step_name == "cancel" and self.work:
            self.work.cancel()
            return self._again()
        if step is None:
            raise Http404
        if self.work and is_in_progress(self.work, self.work.status()):
            return self._again()
        try:
            return step()
        except ValidationError as error:
            # Read anew: what was set and not saved is not so.
            del self.file
            return self.render_to_response(self.get_context_data(errors=error.messages), status=422)

    def check(self) -> HttpResponse:
        """Keep what was decided, and read the file again by it."""
        self._must_be_open()
        save_decisions(self.file, self._decided(decisions_of(self.file)))
        if not self._given.is_valid():
            raise ValidationError(_("Correct what holds for all rows."))
        return self._do(ImportWork.Step.CHECK)

    def commit(self) -> HttpResponse:
        """Take in what is right; what was decided anew is looked at first."""
        self._must_be_open()
        before = decisions_of(self.file)
        decided = self._decided(before)
        question_keys = {key for key, _text in self._findings["questions"]}
        save_decisions(self.file, decided)
        if not self._given.is_valid():
            raise ValidationError(_("Correct what holds for all rows."))
        if self._beyond(decided, question_keys) != self._beyond(before, question_keys):
            messages.info(self.request, _("Checked again with what you changed. Please look."))
            return self._do(ImportWork.Step.CHECK)
        if open_questions := question_keys.difference(decided.confirmed):
            raise ValidationError(
                ngettext(
                    "%(number)s question is not confirmed yet.",
                    "%(number)s questions are not confirmed yet.",
                    len(open_questions),
                )
                % {"number": len(open_questions)}
            )
        if self._findings["new"] and not self.request.POST.get("new_confirmed"):
            raise ValidationError(_("Look at what would be newly added, and confirm it."))
        return self._do(ImportWork.Step.COMMIT)

    def undo(self) -> HttpResponse:
        """Void what was made, give back what was changed."""
        reason = self.request.POST.get("reason", "").strip()[:200]
        if not reason:
            raise ValidationError(_("Say why it is taken back."))
        return self._do(ImportWork.Step.UNDO, reason)

    def _do(self, step: str, reason: str = "") -> HttpResponse:
        """Do a step at once, or have the worker do it where that takes longer than a request may.

        Raises ValidationError.
        """
        work = ImportWork(file=self.file, by=self.user, step=step, reason=reason)
        if self.file.rows.count() > settings.IMPORT_ROWS_AT_ONCE:
            with transaction.atomic():
                work.save()
                defer(work)
        elif errors := run_import_step(work, self.entry_form):
            raise ValidationError(errors)
        return self._again()

    def discard(self) -> HttpResponse:
        """Put it aside."""
        discard_import(self.file)
        return redirect(self.model.url_name("import"))

    def _again(self) -> HttpResponse:
        return redirect(self.model.url_name(self.page), self.file.pk)

    @property
    def _state(self) -> str:
        """What is another one as soon as anybody has decided or found something."""
        state = json.dumps([self.file.decisions, self._findings.get("digest")], sort_keys=True)
        return hashlib.sha256(state.encode()).hexdigest()

    def _must_be_open(self) -> None:
        """Raise ValidationError when it is finished, or not as the page has shown it."""
        if not self.file.is_open:
            raise ValidationError(_("This import is finished."))
        seen = self.request.POST.get("seen")
        if seen is not None and seen != self._state:
            raise ValidationError(
                _(
                    "Somebody has changed something about this import since the page was opened. "
                    "What you sent was not taken: look at it again."
                )
            )

    @staticmethod
    def _beyond(decisions: Decisions, questions: set[str]) -> Decisions:
        """Return the decisions without the answers to questions about whole sheets."""
        return replace(decisions, confirmed=set(decisions.confirmed) - questions)

    @property
    def _findings(self) -> dict[str, Any]:
        found: dict[str, Any] = self.file.findings or {}
        return {"questions": [], "new": [], "headings": [], "columns": [], "groupings": [], **found}

    def _decided(self, before: Decisions) -> Decisions:
        """Return the decisions with what was sent now."""
        names = [name for name, _label in self.columns]
        sent = SentDecisions(self.request.POST, self.file, names, self.secrets)
        return sent.decided(before, self._given)

    @cached_property
    def _given(self) -> GivenForm:
        """What holds for all rows: as it was sent, else as it was decided."""
        sent = self.request.POST
        decided = decisions_of(self.file).given
        data = sent if "given" in sent else {f"all_{name}": v for name, v in decided.items()}
        return GivenForm(data, entry_form=self.entry_form(user=self.user))

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """The fields that a column may be, with what they are called."""
        form = self.entry_form(user=self.user)
        return [
            (bound.name, str(bound.label))
            for bound in form.visible_fields()
            if bound.name != "files"
        ] + [(c.name, c.label) for c in LineColumns(form).offered()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.file
        context = super().get_context_data(file=file, stages=SpreadsheetImport.Stage, **kwargs)
        if self.work:
            status = self.work.status()
            context |= {"work": self.work, "status": status}
            if is_in_progress(self.work, status):
                return context | {"is_in_progress": True}
            context["errors"] = [*context.get("errors", ()), *(self.work.errors or ())]
        context["urls"] |= {
            "import_review": self.model.url_name("import_review"),
            "import_faults": self.model.url_name("import_faults"),
        }
        if file.is_open:
            return context | self._preview()
        if file.stage in (file.Stage.DONE, file.Stage.UNDONE):
            return context | self._result()
        return context

    def _preview(self) -> dict[str, Any]:
        file, found = self.file, self._findings
        counts = file.counts()
        decisions = decisions_of(file)
        status = self.request.GET.get("status", "")
        if not status:
            status = next((s.value for s in URGENT if counts.get(s)), "all")
        rows = file.rows.all() if status == "all" else file.rows.filter(status=status)
        return {
            "found": found,
            "state": self._state,
            "tabs": [(s.value, s.label, counts[s.value]) for s in Status if counts.get(s.value)],
            "status": status,
            "total": sum(counts.values()),
            "commit_count": sum(counts.get(s.value, 0) for s in ImportedRow.COMMITTED),
            "refused": counts.get(Status.REFUSED, 0),
            "rows": (page := self._page(rows)),
            "row_columns": (shown := self._shown_columns(page)),
            "shown_rows": [self._shown(row, shown) for row in page],
            "headings": self._headings(),
            "columns": self.columns,
            "leave_out": LEAVE_OUT,
            "new": self._new_names(),
            "given": self._given,
            # A column that is missing may be said here.
            "given_open": bool(
                self._findings.get("problems") or self._given.errors or decisions.given
            ),
            "decisions": decisions,
            "confirmed": decisions.confirmed,
            "confirmable": status in (Status.ASKED, Status.DOUBLE),
        }

    def _shown_columns(self, rows: "Page[Any]") -> list[tuple[str, str]]:
        """Return the columns in which something stands in the file, or is missing in these rows."""
        used = {name for name, _label in self._findings["columns"]}
        used |= {name for row in rows for name in row.shown["faults"]}
        return [(name, label) for name, label in self.columns if name in used]

    def _shown(self, row: ImportedRow, columns: list[tuple[str, str]]) -> ReviewRow:
        """Return the row with boxes for what is wrong in it: all of it, where no cell is named."""
        shown, wrong = row.shown, row.status == Status.REFUSED
        whole = wrong and "" in shown["faults"]
        cells: list[Box] = []
        for name, label in columns:
            faults = shown["faults"].get(name, []) if wrong else []
            boxed = bool(faults) or (whole and name in shown["cells"])
            cells.append(
                {
                    "label": label,
                    "text": shown["cells"].get(name, ""),
                    "box": f"cell-{row.position}-{name}" if boxed else "",
                    "faults": faults,
                    "secret": name in self.secrets,
                }
            )
        lines = list(lines_to_show(shown["lines"]))
        return {
            "row": row,
            "lines": [_shown_line(row, line) for line in lines],
            "more_lines": len(shown["lines"]) - len(lines),
            "place": shown["place"],
            "cells": cells,
            "faults": shown["faults"].get("", []) if wrong else [],
            "questions": shown["questions"],
            "changes": shown["changes"],
        }

    def _headings(self) -> list[tuple[str, str, str, str]]:
        """Return of each heading its key, its text, the field it is taken for and a cell below.

        Only of those that may be chosen for: numbers and versions are what they are.
        """
        names = {name for name, _label in self.columns}
        chosen = decisions_of(self.file).columns
        return [
            (key, text, field or LEAVE_OUT, sample)
            for key, text, field, ignored, sample in self._findings["headings"]
            if (not field or field in names) and (not ignored or key in chosen)
        ]

    def _new_names(self) -> list[dict[str, Any]]:
        """Return what would be added beside, the first of each kind by name."""
        found = []
        for new in self._findings["new"]:
            labels = dict(new["kinds"])
            numbers = Counter(labels.get(kind, "") for _name, kind in new["names"])
            found.append(
                {
                    **new,
                    "shown": new["names"][:NAMES],
                    "more": len(new["names"][NAMES:]),
                    "numbers": sorted(numbers.items()),
                }
            )
        return found

    def _result(self) -> dict[str, Any]:
        page = self._page(
            self.file.entries.exclude(position=None).defer("before").order_by("position")
        )
        keys = [one.entry_id for one in page]
        entries = self.model.objects.visible_to(self.user).in_bulk(keys)
        rows = self.file.rows.filter(position__in=[one.position for one in page])
        places = {row.position: row.shown["place"] for row in rows}
        added = self.file.entries.filter(position=None)
        return {
            "rows": page,
            "results": [
                (one, places.get(one.position, ""), entries.get(one.entry_id)) for one in page
            ],
            "columns": self.columns,
            "refused": self.file.rows.filter(status=Status.REFUSED).count(),
            # What is made has its first version.
            "made": self.file.entries.exclude(position=None).filter(version=1).count(),
            "changed": self.file.entries.exclude(position=None).exclude(version=1).count(),
            "added": added.count(),
        }

    def _page(self, rows: "QuerySet[Any]") -> "Page[Any]":
        return Paginator(rows, ROWS).get_page(self.request.GET.get("page"))


def _shown_line(row: ImportedRow, line: PreviewLine) -> ReviewLine:
    """Return a line of the row with boxes for what is wrong in it."""
    whole = "" in line["faults"]
    cells: list[Box] = []
    for name, label, text in line["cells"]:
        faults = line["faults"].get(name, [])
        box = f"cell-{row.position}-{line['name']}.{name}" if faults or whole else ""
        cells.append({"label": label, "text": text, "box": box, "faults": faults, "secret": False})
    return {"place": line["place"], "cells": cells, "faults": line["faults"].get("", [])}

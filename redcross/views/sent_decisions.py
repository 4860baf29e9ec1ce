"""What the page of an import sends back, as decisions about its file."""

from collections.abc import Collection, Sequence

from django.http import QueryDict

from redcross.forms import GivenForm, Grouping
from redcross.models import ImportedRow, SpreadsheetImport
from redcross.spreadsheets.imports import Decisions
from redcross.spreadsheets.preview_lines import PreviewLine

Status = ImportedRow.Status
# What a column's choice sends to leave it out.
LEAVE_OUT = "-"


class SentDecisions:
    """What was sent. `names`: fields that a column may be. `secrets`: the sensitive ones."""

    def __init__(
        self,
        sent: QueryDict,
        file: SpreadsheetImport,
        names: Collection[str],
        secrets: Collection[str],
    ) -> None:
        self.sent, self.file, self.names, self.secrets = sent, file, names, secrets

    def decided(self, before: Decisions, given: GivenForm) -> Decisions:
        """Return the decisions with what was sent now; of what was not sent those before."""
        as_new = self._choices("as_new", ["on"] if before.as_new else [])
        grouping = self.sent.get("grouping", "")
        grouping = grouping if grouping in Grouping.values else before.grouping
        return Decisions(
            columns=before.columns | self._sent_columns(),
            # What was typed for a person is nothing for a village.
            cells=self._sent_cells(before.cells) if grouping == before.grouping else {},
            confirmed=self._sent_answers(before.confirmed),
            kinds=self._sent_kinds(before.kinds),
            emptied=self._choices("emptied", before.emptied),
            as_new=bool(as_new),
            grouping=grouping,
            given=given.typed() if "given" in self.sent else before.given,
        )

    def _choices(self, name: str, before: list[str]) -> list[str]:
        """Return what is ticked of the boxes of a name, if the page had them."""
        return self.sent.getlist(name) if f"{name}_asked" in self.sent else before

    def _sent_columns(self) -> dict[str, str]:
        """Return the fields chosen for headings, where they are not what they were taken for."""
        names = set(self.names)
        chosen = {}
        for key, _text, field, _ignored, _sample in (self.file.findings or {}).get("headings", ()):
            value = self.sent.get(f"column-{key}", "")
            if field and field not in names:
                continue
            if value in names | {LEAVE_OUT} and value != (field or LEAVE_OUT):
                chosen[key] = "" if value == LEAVE_OUT else value
        return chosen

    def _sent_cells(self, before: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        """Return the corrected cells: those whose box was changed."""
        cells = {key: dict(of_row) for key, of_row in before.items()}
        boxes = [name.split("-", 2) for name in self.sent if name.startswith("cell-")]
        typed = {
            (int(box[1]), box[2]): self.sent.get(f"cell-{box[1]}-{box[2]}", "")
            for box in boxes
            if len(box) == 3 and box[1].isascii() and box[1].isdigit() and len(box[1]) < 7
        }
        rows = self.file.rows.filter(position__in={position for position, _name in typed})
        shown = {row.position: row.shown for row in rows}
        names = set(self.names)
        for (position, name), text in typed.items():
            row = shown.get(position)
            typed_text = text.replace("\x00", "").strip()
            line, _dot, field = name.rpartition(".")
            if row and line:
                _correct_line(row["lines"], line, field, typed_text, cells)
            if row is None or name not in names or line:
                continue
            now = "" if name in self.secrets else row["cells"].get(name, "")
            if not _is_the_same(typed_text, now):
                cells.setdefault(row["key"], {})[name] = typed_text
        return cells

    def _sent_answers(self, before: Collection[str]) -> set[str]:
        """Return the keys of the questions that are confirmed, those on other pages too."""
        questions = set(self.sent.getlist("asked"))
        confirmed = (set(before) - questions) | set(self.sent.getlist("confirmed"))
        for status in (Status.ASKED, Status.DOUBLE):
            if self.sent.get("confirm_all") == status:
                for row in self.file.rows.filter(status=status).iterator():
                    confirmed |= {key for key, *_rest in row.shown["questions"]}
        return confirmed

    def _sent_kinds(self, before: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        kinds = {model: dict(of_model) for model, of_model in before.items()}
        for new in (self.file.findings or {}).get("new", ()):
            known = {value for value, _label in new["kinds"]}
            for name, kind in new["names"]:
                chosen = self.sent.get(f"kind-{new['model']}-{name}", "")
                if chosen in known and chosen != kind:
                    kinds.setdefault(new["model"], {})[name] = chosen
        return kinds


def _is_the_same(typed: str, now: str) -> bool:
    """Return whether a box was left as it is: a browser takes line breaks out of its text."""
    return typed == now.replace("\r", "").replace("\n", "").strip()


def _correct_line(
    lines: Sequence[PreviewLine], name: str, field: str, text: str, cells: dict[str, dict[str, str]]
) -> None:
    """Keep what was typed for a cell of the line of this name, if it is another text."""
    for line in lines:
        known = {own: now for own, _label, now in line["cells"]}
        other = field in known and not _is_the_same(text, known[field])
        if line["name"] == name and other:
            related = name.partition(".")[0]
            cells.setdefault(line["key"], {})[f"{related}.{field}"] = text

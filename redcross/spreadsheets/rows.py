"""The rows of a sheet as entries, by the rules of the form, without writing anything.

One form serves for all rows, and what cells name is looked up once for all of them: made anew for
every row, the form alone would take twenty milliseconds and as many queries.
"""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.forms.models import construct_instance
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from redcross.forms import EntryForm, TypedDateField, initial_data
from redcross.forms.choices import choices_of
from redcross.forms.doubts import Doubt, double_doubt, doubts_of
from redcross.models import Entry, EntryToSave, Record, User, check_entries, save_entries
from redcross.typed_values import as_typed, half_width, read_choice, read_yes_no

from .ledger import LedgerRow, failed_formula
from .reading import Cell
from .references import References, names_in

# A cell's number has no digits beyond these.
LARGEST_NUMBER = 10**15
# What a formula that failed leaves in its cell.
ERROR_VALUES = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


@dataclass
class RowRead:
    """A row as an entry to save. `faults`: field to what is wrong with its cell."""

    row: LedgerRow
    to_save: EntryToSave
    faults: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def entry(self) -> Entry:
        return self.to_save.entry

    def refuse(self, name: str, error: ValidationError) -> None:
        """Note what is wrong with the cell of a field."""
        self.faults.setdefault(name, []).extend(error.messages)


class _Picked(forms.Field):
    """An entry, or several, that the cell's text has led to already."""

    def __init__(self, of: forms.Field) -> None:
        several = isinstance(of, forms.ModelMultipleChoiceField)
        widget = forms.SelectMultiple if several else forms.TextInput
        super().__init__(required=of.required, label=of.label, widget=widget)
        self.several = several

    def clean(self, value: Any) -> Any:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        return value or ([] if self.several else None)


class RowReader:
    """Reads rows of one kind of entry for one user.

    `add_unknown`: donors, funds and the like that are not known are made, and saved with the rows.
    `given`: what a cell left empty means, besides what the page itself would start with.
    """

    def __init__(
        self,
        form_class: type[EntryForm],
        by: User,
        *,
        add_unknown: bool = False,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.by = by
        self.model = cast(type[Entry], form_class._meta.model)
        blank = form_class(user=by)
        self.started: MultiValueDict[str, Any] = MultiValueDict(initial_data(blank))
        for name, value in (given or {}).items():
            self.started.setlist(name, [value])
        self.form = form_class(MultiValueDict(), user=by)
        self.form.fields.pop("files", None)
        self.asked = dict(blank.fields)
        self.sensitive = self.model.secret_fields()
        self.references: dict[str, References] = {}
        for name, asked in blank.fields.items():
            if isinstance(asked, forms.ModelChoiceField):
                rows = choices_of(asked)
                self.references[name] = References(rows, by, add_unknown=add_unknown)
                self.form.fields[name] = _Picked(asked)

    def read(self, rows: Sequence[LedgerRow], submissions: uuid.UUID) -> list[RowRead]:
        """Return the rows as entries with all that is wrong.

        `submissions`: from what the numbers of submission are made, so that the same rows are
        known again.
        """
        for name, references in self.references.items():
            cells = (row.cells[name] for row in rows if row.cells.get(name, "") != "")
            references.look_up(text for cell in cells for text in self._texts(name, cell))
        read = [self._read_row(row, submissions) for row in rows]
        sound = [row for row in read if not row.faults]
        check_entries([row.to_save for row in sound])
        for row in sound:
            for name, errors in row.to_save.errors.items():
                for error in errors:
                    row.refuse(name, error)
        self._ask_about_doubles([row for row in read if not row.faults])
        return read

    def save(self, rows: Sequence[RowRead], *, reason: str = "") -> list[Entry]:
        """Save the rows, and before them what is to be added beside; all or none.

        Raises EntriesRefused.
        """
        with transaction.atomic():
            for name, references in self.references.items():
                added = [EntryToSave(entry) for entry in references.new.values()]
                save_entries(added, by=self.by, reason=reason)
                if not self.model.own_field(name).many_to_many:
                    for row in rows:
                        # Its key is known only now.
                        setattr(row.entry, name, getattr(row.entry, name))
            return save_entries([row.to_save for row in rows], by=self.by, reason=reason)

    def _ask_about_doubles(self, rows: Sequence[RowRead]) -> None:
        if not issubclass(self.model, Record):
            return
        records = [cast(Record, row.entry) for row in rows]
        for row, doubles in zip(rows, self.model.likely_doubles(records), strict=True):
            row.doubts += [double_doubt(double, []) for double in doubles[:1]]

    def _names(self, name: str, text: str) -> list[str]:
        several = isinstance(self.asked[name], forms.ModelMultipleChoiceField)
        return names_in(text) if several else [text]

    def _texts(self, name: str, cell: Cell) -> list[str]:
        """Return what a cell names, nothing where it cannot be read."""
        with suppress(ValidationError):
            return self._names(name, _text_of(self.asked[name], cell))
        return []

    def _read_row(self, told: LedgerRow, of: uuid.UUID) -> RowRead:
        entry = self.model(society=self.by.society)
        entry.submission = uuid.uuid5(of, told.key)
        row = RowRead(told, EntryToSave(entry), dict(told.faults))
        if told.record != "":
            row.refuse(NON_FIELD_ERRORS, ValidationError(_("Leave the record number empty.")))
        data = self.started.copy()
        for name, cell in told.cells.items():
            if cell == "":
                continue
            try:
                value = self._posted(name, cell)
                data.setlist(name, value if isinstance(value, list) else [value])
            except ValidationError as error:
                row.refuse(name, error)
        self._clean(row, data)
        return row

    def _clean(self, row: RowRead, data: "MultiValueDict[str, Any]") -> None:
        """Have the form clean what would be posted, and make the entry of it."""
        form: Any = self.form
        form.data, form.instance = data, row.entry
        form.cleaned_data, form._errors = {}, ErrorDict()
        form.__dict__.pop("changed_data", None)
        # As `Form.full_clean` does, but for the database's rules: those are asked of all at once.
        form._clean_fields()
        form._clean_form()
        for name, errors in form.errors.items():
            # What the cell says already is not said again as missing.
            if name not in row.faults:
                row.faults[name] = [str(message) for message in errors]
        construct_instance(form, row.entry, form.field_names())
        row.doubts = list(doubts_of(form, []))
        several = {f.name for f in self.model._meta.many_to_many}
        row.to_save.several = {
            name: form.cleaned_data[name] for name in several & form.cleaned_data.keys()
        }

    def _posted(self, name: str, cell: Cell) -> Any:
        """Return what a browser would send for this cell, a list where it sends several.

        Raises ValidationError for what cannot be read, or would lose something.
        """
        asked = self.asked[name]
        text = _text_of(asked, cell)
        if name in self.sensitive and "*" in half_width(text):
            raise ValidationError(
                _("“%(typed)s” is only a part of it: write all of it, or leave the cell empty.")
                % {"typed": as_typed(text)}
            )
        if references := self.references.get(name):
            found = [references.find(one) for one in self._names(name, text)]
            return found if isinstance(asked, forms.ModelMultipleChoiceField) else found[0]
        if isinstance(asked, forms.MultipleChoiceField):
            choices = cast(Any, asked.widget).choices
            return [read_choice(one, choices) for one in names_in(text)]
        if isinstance(asked, forms.BooleanField):
            return bool(read_yes_no(text))
        if isinstance(asked, forms.ChoiceField):
            return read_choice(text, cast(Any, asked.widget).choices)
        return text


def _text_of(asked: forms.Field, cell: Cell) -> str:
    """Return what somebody would type who saw the cell.

    Raises ValidationError for what is none of it any more: a number that has lost digits, a time
    for a day, a formula that failed.
    """
    if isinstance(cell, bool):
        # Where a number is asked for, it is none.
        return str(cell)
    # The hour of a day that is asked for is not kept.
    hour = isinstance(cell, datetime) and cell.time() != time()
    if hour and not isinstance(asked, TypedDateField):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, time | timedelta):
        raise ValidationError(
            _("%(time)s is a time, not a date: write 2021-8-4.") % {"time": as_typed(str(cell))}
        )
    if isinstance(cell, int | float):
        return _text_of_number(asked, cell)
    if cell.strip() in ERROR_VALUES:
        raise failed_formula(cell)
    return cell.strip()


def _text_of_number(asked: forms.Field, cell: int | float) -> str:
    if abs(cell) >= LARGEST_NUMBER:
        raise ValidationError(
            _("%(number)s: a spreadsheet keeps 15 digits of a number. Make the cell text.")
            % {"number": cell}
        )
    if isinstance(asked, TypedDateField) and cell != int(cell):
        raise ValidationError(
            _("%(number)s is a number here: 8.1 may have been 8.10. Make the cell text or a date.")
            % {"number": cell}
        )
    return f"{Decimal(f'{cell:.15g}'):f}"

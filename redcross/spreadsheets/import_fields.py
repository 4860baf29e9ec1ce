"""The fields of a form that is asked for many rows, and whom and what their cells name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from redcross.forms import EntryForm, LineForm
from redcross.forms.choices import choices_of
from redcross.models import NamedEntry, User

from .ledger_rows import SheetRow
from .people import find_people, look_up_people, people_of, references_to
from .reading import Cell
from .references import References
from .typed_cells import PickedField, check_whole, names_in_cell, posted, text_of

# By kind what is named and not known, by its name: whom two columns name is one.
New = dict[type[models.Model], dict[str, NamedEntry]]


class ImportFields:
    """What cells are read for: of an entry's form, or of that of its lines.

    `fields`: the fields as the page has them. In `form` those that point to an entry take what the
    cell's text has led to. `new`: what is to be added beside. `kinds`: of what is added, its
    model's label to name to kind. `as_new`: numbers are those of another place.
    """

    def __init__(
        self,
        form: EntryForm | LineForm,
        fields: Mapping[str, forms.Field],
        by: User,
        *,
        add_unknown: bool,
        as_new: bool,
        new: New,
        kinds: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.form_fields = fields
        self.sensitive = form._meta.model.secret_fields()
        self.references: dict[str, References] = {}
        for name, field in fields.items():
            if isinstance(field, forms.ModelChoiceField):
                rows = choices_of(field)
                label = rows.model._meta.label_lower
                references = references_to(
                    rows, by, add_unknown=add_unknown, kinds=(kinds or {}).get(label)
                )
                references.new = new.setdefault(rows.model, {})
                references.as_new = as_new
                self.references[name] = references
                form.fields[name] = PickedField(field)
        self.people = people_of(form.people, self.references)

    def look_up(self, rows: Iterable[SheetRow]) -> None:
        """Read whom and what the rows name, once for all of them."""
        rows = list(rows)
        for name, references in self.references.items():
            cells = (row.cells[name] for row in rows if row.cells.get(name, "") != "")
            references.look_up(text for cell in cells for text in self.texts(name, cell))
        look_up_people(self.people, rows)

    def texts(self, name: str, cell: Cell) -> list[str]:
        """Return what a cell names, nothing where it cannot be read."""
        with suppress(ValidationError):
            return names_in_cell(self.form_fields[name], text_of(self.form_fields[name], cell))
        return []

    def posted(self, name: str, cell: Cell) -> list[Any]:
        """Return what a browser would send for this cell.

        Raises ValidationError for what cannot be read, or would lose something.
        """
        field = self.form_fields[name]
        text = text_of(field, cell)
        if name in self.sensitive:
            check_whole(text)
        value = posted(field, text, self.references.get(name))
        return value if isinstance(value, list) else [value]

    def find_people(
        self, row: SheetRow, of: models.Model, refuse: Callable[[str, ValidationError], None]
    ) -> None:
        """Have the fields of `of` point to the people whom its row tells of."""
        find_people(self.people, row, of, refuse)

    def added(self, name: str, chosen: Iterable[object]) -> Iterator[NamedEntry]:
        """Yield of what a field points to what is to be added."""
        new = {id(entry): entry for entry in self.references[name].new.values()}
        for one in chosen if new else ():
            if entry := new.get(id(one)):
                yield entry

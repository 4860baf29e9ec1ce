"""Several records typed on one page, each saved through its own form."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from redcross.models import AlikeRows, AlreadySaved, Entry, Record, User

from .choices import TYPED_SUFFIX, is_untouched
from .doubts import CONFIRMED, Doubt, doubt_about_row
from .entry import EntryForm
from .faults import Fault, row_faults

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_Answer = TypeVar("_Answer")

EMPTY_ROWS = 3
MAX_BULK_ROWS = 200


def initial_data(form: EntryForm) -> dict[str, list[Any]]:
    """Return what the page of an empty form would send: the values that its fields start with."""
    values = {b.name: v for b in form.visible_fields() if (v := b.value()) not in (None, False, "")}
    return {name: v if isinstance(v, list) else [v] for name, v in values.items()}


def _with_typed(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields together with what is typed into their search boxes."""
    return (*names, *(f"{name}{TYPED_SUFFIX}" for name in names))


class BulkEntry:
    """Rows of one kind of record. `top`: the form of what they share; `rows`: a form for each."""

    def __init__(
        self,
        form_class: type[EntryForm],
        shared_fields: tuple[str, ...],
        row_fields: tuple[str, ...],
        row_initials: tuple[dict[str, Any], ...],
        user: User,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        initial: dict[str, Any],
        proposed: bool = False,
    ) -> None:
        # Whether what the first rows start with is saved when nobody touches it.
        self.proposed = proposed
        self.form_class, self.user = form_class, user
        self.shared_fields, self.row_fields = shared_fields, row_fields
        self.row_initials, self.prefix = row_initials, form_class._meta.model._meta.model_name
        self.data, self.files = data, files
        # The rows' forms say what is wrong with a row; of the top only shared fields are asked.
        self.top = form_class(data, files, user=user, initial=None if data else initial)
        # Said above the rows.
        self.refusal = ""
        indexes = range(len(row_initials) or EMPTY_ROWS) if data is None else self._sent_indexes()
        self.rows = [self._row(index) for index in indexes]
        self.next_index = max(indexes, default=-1) + 1
        self.filled = [] if data is None else [form for form in self.rows if self._is_filled(form)]

    def label(self) -> "_StrOrPromise":
        """Return what the records are called."""
        return self.form_class._meta.model._meta.verbose_name_plural or ""

    def empty_form(self) -> EntryForm:
        """Return the form of a row that the page's script adds: it puts the number in."""
        return self.form_class(prefix=f"{self.prefix}-__prefix__", user=self.user)

    def cells(self) -> list[tuple[EntryForm, list[BoundField]]]:
        """Return each row's form and its fields."""
        return [(form, [form[name] for name in self.row_fields]) for form in self.rows]

    def empty_cells(self) -> list[BoundField]:
        """Return the fields of a row that the page's script adds."""
        form = self.empty_form()
        return [form[name] for name in ("submission", *self.row_fields)]

    def _sent_indexes(self) -> list[int]:
        """Return the numbers of the rows sent: some were added to the page, some taken away."""
        matches = (re.match(rf"{self.prefix}-([0-9]{{1,6}})-", name) for name in self.data or ())
        return sorted({int(match[1]) for match in matches if match})

    def _row(self, index: int) -> EntryForm:
        """Return the form of a row; unbound, so that nothing is asked, when nothing is typed."""
        prefix = f"{self.prefix}-{index}"
        preset = self.row_initials[index] if index < len(self.row_initials) else {}
        if self.data is None:
            return self.form_class(prefix=prefix, user=self.user, initial=preset)
        sent: MultiValueDict[str, Any] = MultiValueDict(
            {f"{prefix}-{k}": v for k, v in initial_data(self.form_class(user=self.user)).items()}
        )
        for name in _with_typed(self.shared_fields):
            sent.setlist(f"{prefix}-{name}", self.data.getlist(name))
        for name in ("submission", *_with_typed(self.row_fields)):
            sent.setlist(f"{prefix}-{name}", self.data.getlist(f"{prefix}-{name}"))
        sent.setlist(CONFIRMED, self.data.getlist(CONFIRMED))
        uploads = self.files.getlist("files") if self.files is not None else []
        sent_files = MultiValueDict({f"{prefix}-files": uploads})
        form = self.form_class(sent, sent_files, prefix=prefix, user=self.user, initial=preset)
        form.shared_fields = self.shared_fields
        if self._is_filled(form):
            return form
        # What was proposed and taken away does not come back.
        started = {} if self.proposed else preset
        return self.form_class(prefix=prefix, user=self.user, initial=started)

    def _is_filled(self, form: EntryForm) -> bool:
        """Return whether something is typed besides what the row started with.

        A proposed row is one as long as it has its name.
        """
        if self.proposed and form.is_bound and form[self.row_fields[0]].data:
            return True
        return form.is_bound and not all(
            name not in form.unknown_names and is_untouched(form[name], form[name].initial)
            for name in self.row_fields
        )

    def faults(self, *, alone: bool) -> list[Fault]:
        """Return all that is wrong with its rows; `alone`: the page has none of other kinds."""
        whole = [Fault("", "", [self.refusal])] if self.refusal else []
        return [*whole, *row_faults(self.rows, "" if alone else self.label())]

    def is_valid(self, top: EntryForm) -> bool:
        """Say what can be said before saving; `top` is the form that shows the shared fields."""
        if len(self.filled) > MAX_BULK_ROWS:
            # Not looked through: they would keep the server busy for minutes.
            self.refusal = _("At most %(rows)s rows at a time: please divide it.") % {
                "rows": MAX_BULK_ROWS
            }
            return False
        # An entry that a first sending saved is not False, and so not wrong.
        wrong = [
            form for form in self.filled if self.saved_or_existing(form, form.is_valid) is False
        ]
        self._move_shared_errors(top)
        return not (wrong or self._has_open_doubles())

    def _has_open_doubles(self) -> bool:
        """Ask about every row that says the same as one above it; return whether any is open."""
        model = self.form_class._meta.model
        if not issubclass(model, Record):
            return False
        above: AlikeRows[Record] = AlikeRows(model)
        numbers: dict[int, int] = {}
        found = []
        for number, form in enumerate(self.filled, start=1):
            record = cast(Record, form.instance)
            if form.errors or record.pk or form.linesets:
                continue
            if same := [numbers[id(row)] for row in above.like(record)]:
                doubt = doubt_about_row(form, min(same))
                form.doubts.append(doubt)
                found.append(doubt)
            numbers[id(record)] = number
            above.add(record)
        return not all(doubt.confirmed for doubt in found)

    def save(self, top: EntryForm) -> list[Entry | None]:
        """Save the rows within the caller's transaction; return None for a row refused."""
        saved = [self.saved_or_existing(form, form.save) for form in self.filled]
        self._move_shared_errors(top)
        return saved

    def saved_or_existing(self, form: EntryForm, ask: Callable[[], _Answer]) -> _Answer | Entry:
        """Return the form's answer, or what an earlier sending of the page saved of this row."""
        try:
            return ask()
        except AlreadySaved as again:
            form.errors.clear()
            form.doubts.clear()
            return again.entry

    def shared_doubts(self) -> list[Doubt]:
        """Return what looks odd in the fields that all rows share."""
        return [doubt for form in self.filled for doubt in form.doubts if doubt.shared]

    def _move_shared_errors(self, top: EntryForm) -> None:
        """Say what is wrong with a shared field once, beside it, else above the row."""
        for form in self.filled:
            for name in self.shared_fields:
                messages = form.errors.pop(name, None)
                if messages and name not in top.errors:
                    form.add_error(None, messages.as_data())

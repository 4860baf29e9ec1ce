"""The lines of an entry: rows of a form within its form."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from redcross.formatting import trim_decimal
from redcross.models import Entry, Line, User, delete_lines
from redcross.typed_values import TypedAs

from .choices import SocietyChoicesMixin, default_of, is_untouched
from .roundings import typed_roughly
from .typed_fields import TypedFieldsMixin

if TYPE_CHECKING:  # Django's own classes cannot be subscripted.
    from django.utils.functional import _StrOrPromise

    _ModelForm = forms.ModelForm[Line]
    _FormSet = forms.BaseFormSet["LineForm"]
else:
    _ModelForm, _FormSet = forms.ModelForm, forms.BaseFormSet


class LineForm(TypedFieldsMixin, SocietyChoicesMixin, _ModelForm):
    """One row of a `LineFormSet`. A row in which nothing but defaults stands is no row.

    Unless it is one that was stored so: such a row is taken away, not emptied.
    """

    # Folded away while there are none.
    optional = False
    # A table as wide as the page allows, where there is room; else rows that wrap.
    wide = False
    # Left empty in a copy.
    not_copied: tuple[str, ...] = ()
    # What is said above the rows, where their columns do not tell it.
    hint: "_StrOrPromise" = ""
    # What ledgers tell that is no field of it, and what it is typed as: see `use_extra_cells`.
    extra_columns: dict[str, TypedAs | None] = {}
    # Fields that point to a person, of whom ledgers tell ID number and telephone, and where the
    # name stands.
    people: dict[str, str] = {}
    # Required fields that a ledger may have within another column.
    fields_within_text: tuple[str, ...] = ()

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["key"].initial = self.instance.pk
        numbers = {n: v for n, v in self.initial.items() if isinstance(v, Decimal)}
        self.initial.update({name: trim_decimal(number) for name, number in numbers.items()})
        self.limit_choices(user.society)
        # Of a row that is filled at all: the browser must not ask for it in an empty one.
        self.required = [name for name, field in self.fields.items() if field.required]
        for name in self.required:
            self.fields[name].required = False

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Return the fields of the model that it asks for."""
        return tuple(cls._meta.fields or ())

    @classmethod
    def use_extra_cells(
        cls, cells: dict[str, Any], extra_cells: dict[str, Any], *, new: bool
    ) -> list[str]:
        """Put what a ledger tells beside into the cells of the fields. `new`: not stored yet.

        Returns what somebody must be asked about it. Raises ValidationError for what would be lost.
        """
        return []

    @classmethod
    def copied(cls, line: Line) -> dict[str, Any]:
        """Return what a row starts with that copies the line."""
        names = (name for name in cls.field_names() if name not in cls.not_copied)
        return {name: getattr(line, name) for name in names}

    # What tells that a row is one; every visible field where nothing is named.
    telling_fields: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        """Return whether nothing is typed: every field is as a new row has it."""
        if self.unknown_names or (self.instance.pk and not super().has_changed()):
            return False
        telling = [self[name] for name in self.telling_fields] or self.visible_fields()
        return all(is_untouched(bound, default_of(bound)) for bound in telling)

    @classmethod
    def distinct(cls) -> "Iterator[tuple[list[str], _StrOrPromise]]":
        """Yield fields in which no two rows may say the same, and what is said of the second."""
        line = cls._meta.model
        for constraint in line.sibling_constraints():
            names = [name for name in constraint.fields if name != line.owner]
            yield names, str(constraint.get_violation_error_message())

    def has_changed(self) -> bool:
        """Return whether it is to be checked and saved: an empty row is none."""
        return super().has_changed() and not self.is_empty()

    def clean(self) -> dict[str, Any]:
        """Ask for what is required: it comes here only when anything stands in the row.

        A number typed as 300余 ticks that it is.
        """
        cleaned = super().clean() or self.cleaned_data
        for name in self.required:
            if name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, self.fields[name].error_messages["required"])
        if "rounded" in cleaned and typed_roughly(self):
            cleaned["rounded"] = True
        return cleaned


class LineFormSet(_FormSet):
    """The lines of an entry. A row emptied or taken away is deleted with the save.

    `copied`: what the rows of a new entry start with.
    """

    form: type[LineForm]
    # It is the related name of the lines.
    prefix: str
    initial: list[Mapping[str, Any]]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        prefix: str,
        entry: Entry,
        user: User,
        copied: Iterable[Mapping[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        self.entry, self.user = entry, user
        self.lines: list[Line] = list(getattr(entry, prefix).all()) if entry.pk else []
        started: list[Mapping[str, Any]] = [*copied, *({} for _line in self.lines)]
        super().__init__(data, prefix=prefix, initial=started, **kwargs)

    # All rows of a page that was sent are new ones: `get_form_kwargs` finds the line of each.
    def initial_form_count(self) -> int:
        return 0 if self.is_bound else len(self.initial)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Return what the form of a row is made with: its line, where there is one.

        On a page that was sent the row's hidden key tells which: rows may have been taken away.
        """
        kwargs = super().get_form_kwargs(index) | {"user": self.user}
        if index is None:
            return kwargs
        if not self.is_bound:
            line = self.lines[index] if index < len(self.lines) else None
        else:
            key = str(self.data.get(f"{self.add_prefix(index)}-key", ""))
            line = next((line for line in self.lines if str(line.pk) == key), None)
        return kwargs | ({"instance": line} if line else {})

    def label(self) -> "_StrOrPromise":
        """Return what the lines are called."""
        return self.form._meta.model._meta.verbose_name_plural or ""

    def hint(self) -> "_StrOrPromise":
        """Return what is said above the rows."""
        return self.form.hint

    def wide(self) -> bool:
        """Return whether they stand in a table."""
        return self.form.wide

    def collapsed(self) -> bool:
        """Return whether it is folded away: it may be left out, and nothing stands in it."""
        return (
            self.form.optional and not self.initial and not (self.is_bound and self.filled_forms())
        )

    def filled_forms(self) -> list[LineForm]:
        """Return the rows in which anything stands."""
        return [form for form in self.forms if not form.is_empty()]

    def clean(self) -> None:
        """Refuse a row that says again what only one may say."""
        for names, message in self.form.distinct():
            columns = [self.form._meta.model.own_field(name).attname for name in names]
            seen = set()
            for form in self.filled_forms():
                values = tuple(getattr(form.instance, column) for column in columns)
                if form.errors or {None, ""}.intersection(values):
                    continue
                if values in seen:
                    form.add_error(names[-1], message)
                seen.add(values)

    def save(self) -> None:
        """Save rows found valid, delete lines without one. Only within `Entry.save_entry`.

        Raises ValidationError when a line that was taken away is still used.
        """
        saved_keys = []
        for form in self.filled_forms():
            if form.instance.pk is None or form.has_changed():
                setattr(form.instance, form.instance.owner, self.entry)
                form.instance.save()
            saved_keys.append(form.instance.pk)
        delete_lines(getattr(self.entry, self.prefix).exclude(pk__in=saved_keys))

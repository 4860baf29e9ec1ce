"""The lines of an entry: rows of a form within its form."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from redcross.formatting import trim_decimal
from redcross.models import Entry, Line, User

from .choices import SocietyChoicesMixin
from .typed_fields import TypedFieldsMixin

if TYPE_CHECKING:  # Django's own classes cannot be subscripted.
    from django.utils.functional import _StrOrPromise

    _ModelForm = forms.ModelForm[Line]
    _FormSet = forms.BaseFormSet["LineForm"]
else:
    _ModelForm, _FormSet = forms.ModelForm, forms.BaseFormSet


class LineForm(TypedFieldsMixin, SocietyChoicesMixin, _ModelForm):
    """One row of a `LineFormSet`. A row in which nothing but defaults stands is no row."""

    # Folded away while there are none.
    optional = False
    # Left empty in a copy.
    not_copied: tuple[str, ...] = ()

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
    def copied(cls, line: Line) -> dict[str, Any]:
        """Return what a row starts with that copies the line."""
        names = (name for name in cls.field_names() if name not in cls.not_copied)
        return {name: getattr(line, name) for name in names}

    def is_empty(self) -> bool:
        """Return whether nothing is typed: every field is as a new row has it."""
        return all(not bound.data or _is_default(bound) for bound in self.visible_fields())

    def clean(self) -> dict[str, Any]:
        """Ask for what is required, but of a row in which anything stands."""
        cleaned = super().clean() or self.cleaned_data
        for name in () if self.is_empty() else self.required:
            if name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def _post_clean(self) -> None:
        # Django's own hook, which validates the model: an empty row is none.
        if not self.is_empty():
            super()._post_clean()  # type: ignore[misc]  # not in the stubs


def _is_default(bound: forms.BoundField) -> bool:
    """Return whether the field holds what a new row has in it; 0 is a default, too."""
    default = bound.field.initial
    return not bound.field.has_changed(default() if callable(default) else default, bound.data)


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

    def collapsed(self) -> bool:
        """Return whether it is folded away: it may be left out, and nothing stands in it."""
        return (
            self.form.optional and not self.initial and not (self.is_bound and self.filled_forms())
        )

    def filled_forms(self) -> list[LineForm]:
        """Return the rows in which anything stands."""
        return [form for form in self.forms if not form.is_empty()]

    def save(self) -> None:
        """Save rows found valid, delete lines without one. Only within `Entry.save_entry`.

        Raises ValidationError when a line that was taken away is still used.
        """
        kept = []
        for form in self.filled_forms():
            if form.instance.pk is None or form.has_changed():
                setattr(form.instance, form.instance.owner, self.entry)
                form.instance.save()
            kept.append(form.instance.pk)
        try:
            getattr(self.entry, self.prefix).exclude(pk__in=kept).delete()
        except ProtectedError as error:
            raise ValidationError(
                _("A line that was taken away is still used elsewhere: %(used)s")
                % {"used": "; ".join(map(str, list(error.protected_objects)[:3]))}
            ) from error

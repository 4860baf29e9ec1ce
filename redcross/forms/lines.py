"""The lines of an entry: rows of a form within its form."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from redcross.formatting import trim_decimal
from redcross.models import Line

from .choices import SocietyChoicesMixin, default_of


class LineForm(SocietyChoicesMixin, forms.ModelForm):
    """One row of a `LineSet`. A row in which nothing but defaults stands is no row."""

    # Folded away while there are none.
    optional = False
    # Left empty in a copy.
    not_copied: tuple[str, ...] = ()

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user: Any, **kwargs):
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
    def copied(cls, line: Line) -> dict[str, Any]:
        """What a row starts with that copies the line."""
        names = (name for name in cls._meta.fields or () if name not in cls.not_copied)
        return {name: getattr(line, name) for name in names}

    def is_empty(self) -> bool:
        """Nothing typed: every field is as a new row has it."""
        return all(
            not bound.data or str(bound.data) == str(default_of(bound))
            for bound in self.visible_fields()
        )

    def clean(self):
        cleaned = super().clean()
        for name in () if self.is_empty() else self.required:
            if name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def _post_clean(self):
        if not self.is_empty():
            super()._post_clean()


class LineFormSet(forms.BaseFormSet):
    """The lines of an entry. A row emptied or taken away is deleted with the save.

    `copied`: what the rows of a new entry start with.
    """

    def __init__(self, data=None, *, prefix, entry, user, copied=(), **kwargs):
        self.entry, self.user = entry, user
        self.lines = list(getattr(entry, prefix).all()) if entry.pk else []
        started = [*copied, *({} for _line in self.lines)]
        super().__init__(data, prefix=prefix, initial=started, **kwargs)

    def initial_form_count(self):
        return 0 if self.is_bound else len(self.initial)

    def get_form_kwargs(self, index):
        kwargs = super().get_form_kwargs(index) | {"user": self.user}
        if index is None:
            return kwargs
        if not self.is_bound:
            found = self.lines[index] if index < len(self.lines) else None
        else:
            key = str(self.data.get(f"{self.add_prefix(index)}-key", ""))
            found = next((line for line in self.lines if str(line.pk) == key), None)
        return kwargs | ({"instance": found} if found else {})

    def label(self):
        return self.form._meta.model._meta.verbose_name_plural

    def collapsed(self) -> bool:
        return (
            self.form.optional and not self.initial and not (self.is_bound and self.filled_forms())
        )

    def filled_forms(self) -> list[Any]:
        return [form for form in self.forms if not form.is_empty()]

    def save(self) -> None:
        """Within `Entry.save_entry`, of rows found valid. Raises ValidationError."""
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

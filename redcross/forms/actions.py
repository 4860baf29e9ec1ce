"""What is asked before something is done with an entry."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from redcross.keys import read_key
from redcross.models import NamedEntry, User

from .choices import SocietyChoicesMixin, choices_of
from .entry import EntryForm
from .typed_fields import TypedDateField


class VoidForm(forms.Form):
    """Why an entry is voided, and the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("reason for voiding"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """Why something is done with several entries at once."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class MergeForm(SocietyChoicesMixin, forms.Form):
    """Which of its kind stays when `duplicate` goes, and why."""

    into: "forms.ModelChoiceField[NamedEntry]" = forms.ModelChoiceField(
        queryset=None, label=_("the one to keep")
    )
    reason = forms.CharField(
        label=_("reason for merging"), max_length=100, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, duplicate: NamedEntry, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        into = self._into()
        into.queryset = type(duplicate).objects.exclude(pk=duplicate.pk)
        self.limit_choices(duplicate.society)
        # Nothing new is made here, and those of the same name must be told apart.
        for name in ("data-add-url", "data-text-add"):
            into.widget.attrs.pop(name, None)
        into.widget.attrs["data-autocomplete"] += f"?duplicate={duplicate.pk}"
        into.widget.choices = [
            (key, chosen.label_with_id() if key and (chosen := self.chosen()) else "")
            for key, _text in into.widget.choices
        ]

    def chosen(self) -> NamedEntry | None:
        """Return the one to keep, as far as it is picked and may be."""
        key = read_key(self["into"].value())
        return None if key is None else choices_of(self._into()).filter(pk=key).first()

    def _into(self) -> "forms.ModelChoiceField[NamedEntry]":
        return cast("forms.ModelChoiceField[NamedEntry]", self.fields["into"])


class RevealForm(forms.Form):
    """Which sensitive field is shown in clear, and why."""

    field = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("why you need to see it"), max_length=200)


def lacks_value(bound: forms.BoundField) -> bool:
    """Return whether an entry needs the field and the empty page has no value for it.

    Or nearly every entry does: a ledger without such a column says too little.
    """
    usual: tuple[str, ...] = getattr(bound.form, "usual_fields", ())
    needed = bound.field.required or bound.name in usual
    return needed and bound.value() in (None, "", [])


class ImportForm(forms.Form):
    """The spreadsheet to import."""

    file = forms.FileField(
        label=_("spreadsheet"),
        help_text=_("All its sheets are read."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large to be read."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > settings.SPREADSHEET_MAX_BYTES:
            limit = settings.SPREADSHEET_MAX_BYTES // 1024**2
            raise ValidationError(_("The file is larger than %(mb)s MB.") % {"mb": limit})
        return file


class GivenForm(SocietyChoicesMixin, forms.Form):
    """What holds for all rows of a spreadsheet that do not say it themselves."""

    def __init__(self, *args: Any, entry_form: EntryForm, **kwargs: Any) -> None:
        """`entry_form`: an empty one, whose dates and choices are asked for here too."""
        super().__init__(*args, **kwargs)
        self.user = entry_form.user
        self.given = [b.name for b in entry_form if lacks_value(b) and _holds_for_all(b.field)]
        for name in self.given:
            field = entry_form.fields[name]
            field.required, field.help_text = False, ""
            self.fields[f"all_{name}"] = field
        self.limit_choices(self.user.society)

    def fields_for_all(self) -> list[forms.BoundField]:
        """Return the boxes of what holds for all rows."""
        return [self[f"all_{name}"] for name in self.given]

    def typed(self) -> dict[str, str]:
        """Return what was sent, by field of the entry."""
        return {
            name: value
            for name, bound in zip(self.given, self.fields_for_all(), strict=True)
            if (value := bound.value())
        }

    def given_values(self) -> dict[str, Any]:
        """Return what holds for all rows, by field of the entry; a date as it was typed.

        What is wrong is none.
        """
        if not self.is_valid():
            return {}
        values = {
            name: bound.value()
            if isinstance(bound.field, TypedDateField)
            else self.cleaned_data[bound.name]
            for name, bound in zip(self.given, self.fields_for_all(), strict=True)
        }
        return {name: value for name, value in values.items() if value}


def _holds_for_all(field: forms.Field) -> bool:
    """Return whether rows often share it: who gave, for what, when; not how much."""
    several = isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField)
    return not several and isinstance(field, forms.ChoiceField | TypedDateField)

"""What is asked before something is done with an entry."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from redcross.keys import read_key
from redcross.models import NamedEntry, User

from .choices import SocietyChoicesMixin, choices_of


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
        into.widget.attrs["data-autocomplete"] += f"?beside={duplicate.pk}"
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


class ImportForm(forms.Form):
    """The spreadsheet to import."""

    file = forms.FileField(
        label=_("spreadsheet (XLSX)"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )
    add_unknown = forms.BooleanField(
        label=_("Add whoever and whatever is named in it and not known here yet"), required=False
    )

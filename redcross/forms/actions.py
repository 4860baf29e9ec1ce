"""What is asked before something is done with an entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redcross.models import NamedEntry

from .choices import SocietyChoicesMixin


class VoidForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("reason for voiding"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class MergeForm(SocietyChoicesMixin, forms.Form):
    """Which of its kind stays when `duplicate` goes, and why."""

    into: Any = forms.ModelChoiceField(queryset=None, label=_("the one to keep"))
    reason = forms.CharField(
        label=_("reason for merging"), max_length=100, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, duplicate: NamedEntry, user: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        into: Any = self.fields["into"]
        into.queryset = type(duplicate).objects.exclude(pk=duplicate.pk)
        self.limit_choices(duplicate.society)
        # Nothing new is made here, and those of the same name must be told apart.
        for name in ("data-add-url", "data-text-add"):
            into.widget.attrs.pop(name, None)
        into.widget.attrs["data-autocomplete"] += f"?beside={duplicate.pk}"
        into.widget.choices = [
            (key, self.chosen().label_with_id() if key else "")
            for key, _text in into.widget.choices
        ]

    def chosen(self) -> NamedEntry | None:
        """The one to keep, as far as it is picked and may be."""
        key = str(self["into"].value() or "")
        return self.fields["into"].queryset.filter(pk=key).first() if key.isdigit() else None


class RevealForm(forms.Form):
    field = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("why you need to see it"), max_length=200)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("spreadsheet (XLSX)"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )
    add_unknown = forms.BooleanField(
        label=_("Add whoever and whatever is named in it and not known here yet"), required=False
    )

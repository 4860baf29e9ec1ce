"""The form of every entry: it saves through `Entry.keep` and nothing typed is lost."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .fields import EncryptedField
from .models import Entry, StaleVersion


def choose_by_search(field: Any, picked: Any) -> None:
    """Offers only what is picked already; the rest is searched, not sent with the page."""
    model = field.queryset.model
    shown = field.queryset.filter(pk=picked) if str(picked or "").isdigit() else []
    field.widget.choices = [("", ""), *((entry.pk, str(entry)) for entry in shown)]
    field.widget.attrs |= {
        "data-autocomplete": reverse(model.url_name("search")),
        "data-text-none": _("Nothing found."),
        "data-text-error": _("The search does not answer. Please try again."),
    }


class EntryForm(forms.ModelForm):
    """Needs the user. A stale version shows `conflicts`: field by field, theirs or mine."""

    # Rarely needed: shown when asked for, or when one of them is filled in or wrong.
    more: tuple[str, ...] = ()
    # Left empty in a copy, because it must be unique.
    not_copied: tuple[str, ...] = ()
    # Kept for the next one by "save and add another".
    carried: tuple[str, ...] = ()

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.conflicts: list[dict] = []
        self.fields["version"].initial = self.instance.version
        self.fields["submission"].initial = self.instance.submission
        if self.instance.society_id is None:
            self.instance.society = user.society
        if self.is_bound and self.instance.pk:
            self._take_theirs()
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.ModelChoiceField):
                self._narrow(name, field)
            if name == "rounded":
                self.fields[name] = forms.MultipleChoiceField(
                    label=field.label,
                    help_text=field.help_text,
                    choices=self._meta.model.number_choices(),
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for model_field in self._meta.model._meta.concrete_fields:
            if isinstance(model_field, EncryptedField) and model_field.name in self.fields:
                shown = str(getattr(self.instance, model_field.name) or "")
                self.initial[model_field.name] = ""
                self.fields[model_field.name].widget.attrs |= {
                    "placeholder": shown,
                    "autocomplete": "off",
                }

    def main_fields(self) -> list:
        return [bound for bound in self.visible_fields() if bound.name not in self.more]

    def more_fields(self) -> list:
        return [self[name] for name in self.more]

    def more_is_used(self) -> bool:
        def plain(bound):
            default = bound.field.initial
            default = default() if callable(default) else default
            return str(bound.value() or "") == str(default or "")

        return any(bound.errors or not plain(bound) for bound in self.more_fields())

    def _take_theirs(self) -> None:
        """The fields for which the second editor chose what the first one saved."""
        self.data = self.data.copy()
        for name in self._meta.fields:
            if self.data.get(f"choose_{name}") == "theirs":
                self.data[self.add_prefix(name)] = self.initial.get(name)

    def _narrow(self, name: str, field: Any) -> None:
        """Only this society's own, not voided; chosen from a search, never a list of thousands."""
        if not issubclass(field.queryset.model, Entry):
            return
        field.queryset = field.queryset.filter(society=self.instance.society_id, voided_at=None)
        picked = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        choose_by_search(field, getattr(picked, "pk", picked))
        model = field.queryset.model
        if self.user.has_perm(model.permission("add")):
            field.widget.attrs |= {
                "data-add-url": reverse(model.url_name("quick_add")),
                "data-text-add": _("Add"),
            }

    def clean(self):
        """Raises AlreadySaved before anything of the second sending is found wrong."""
        submission = self.cleaned_data.get("submission")
        if self.instance.pk is None and submission:
            self.instance.submission = submission
            self.instance.refuse_again()
        return super().clean()

    def _update_errors(self, errors):
        """A message about a field this form does not show goes above the form."""
        by_field = (
            errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors}
        )
        for field, messages in by_field.items():
            shown = field if field in self.fields else None
            self.add_error(shown, ValidationError(list(getattr(messages, "error_list", messages))))

    def save(self, commit=True) -> Any:
        """Raises AlreadySaved. Returns None, with errors on the form, when it is refused."""
        if self.instance.pk:
            self.instance.version = self.cleaned_data.get("version") or 0
        try:
            self.instance.keep(by=self.user)
        except StaleVersion as stale:
            self._offer_choice(stale.current)
            return None
        except ValidationError as error:
            self._update_errors(error)
            return None
        return self.instance

    def _offer_choice(self, current: Entry) -> None:
        """Their value beside mine for each field that they changed and that differs now."""
        seen = self.cleaned_data.get("version") or 0
        touched = {
            name
            for changes in current.history.filter(version__gt=seen).values_list(
                "changes", flat=True
            )
            for name in changes
        }
        self.conflicts = [
            {
                "name": name,
                "label": self[name].label,
                "theirs": display(current, name),
                "mine": display(self.instance, name),
            }
            for name in self._meta.fields
            if name in touched and getattr(current, name) != getattr(self.instance, name)
        ]
        self.data[self.add_prefix("version")] = str(current.version)
        self.add_error(
            None, _("Somebody else changed this record meanwhile. Nothing of yours is lost.")
        )


def display(instance: Any, name: str) -> str:
    """A field's value as a reader sees it; sensitive ones print as their mask."""
    chosen = getattr(instance, f"get_{name}_display", None)
    value = chosen() if chosen else getattr(instance, name)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "—" if value is None or value == "" else str(value)


class VoidForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("reason for voiding"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


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

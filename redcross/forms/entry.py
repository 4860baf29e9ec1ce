"""The form of every entry: it saves through `Entry.save_entry` and nothing typed is lost."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.fields import EncryptedField
from redcross.formatting import display_value
from redcross.models import Attachment, Entry, Record, StaleVersion

from .choices import SocietyChoicesMixin, default_of
from .lines import LineForm, LineFormSet


class FilesField(forms.FileField):
    """Several files."""

    widget = type("FilesInput", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


# The last fields of a record's form: how often, how long and how well it is known.
TIMING_FIELDS = ("end_date", "date_precision", "times", "rounded", "note")


class EntryForm(SocietyChoicesMixin, forms.ModelForm):
    """Needs the user. A stale version shows `conflicts`: field by field, theirs or mine."""

    # How many of its fields stand at once; the others, `advanced_fields`, when asked for, or when
    # one of them is filled in or wrong.
    main_field_count: int | None = None
    # Left empty in a copy, because it must be unique.
    not_copied: tuple[str, ...] = ()
    # Kept for the next one by "save and add another".
    kept_for_next: tuple[str, ...] = ()
    # Related name of its lines to the form of one.
    lines: dict[str, type[LineForm]] = {}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.conflicts: list[dict] = []
        self.advanced_fields = (
            self._meta.fields[self.main_field_count :] if self.main_field_count else ()
        )
        self.fields["version"].initial = self.instance.version
        self.fields["submission"].initial = self.instance.submission
        if self.instance.society_id is None:
            self.instance.society = user.society
        if self.is_bound and self.instance.pk:
            self._apply_chosen_values()
        if "rounded" in self.fields:
            field = self.fields["rounded"]
            self.fields["rounded"] = forms.MultipleChoiceField(
                label=field.label,
                help_text=field.help_text,
                choices=self._meta.model.roundable_choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.limit_choices(self.instance.society)
        if issubclass(self._meta.model, Record) and self.instance.pk is None:
            self.fields["files"] = FilesField(
                label=_("evidence"),
                help_text=_("Photos, scans or PDF; several at once."),
                required=False,
            )
            self.fields["files"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"
        self.linesets = [
            self._lineset(name, self.data if self.is_bound else None)
            for name in self.lines
            if not self.is_bound or f"{name}-TOTAL_FORMS" in self.data
        ]
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        for model_field in self._meta.model._meta.concrete_fields:
            if isinstance(model_field, EncryptedField) and model_field.name in self.fields:
                shown = str(getattr(self.instance, model_field.name) or "")
                self.initial[model_field.name] = ""
                self.fields[model_field.name].widget.attrs |= {
                    "placeholder": shown,
                    "autocomplete": "off",
                }

    def main_fields(self) -> list:
        return [bound for bound in self.visible_fields() if bound.name not in self.advanced_fields]

    def advanced_bound_fields(self) -> list:
        return [self[name] for name in self.advanced_fields]

    def advanced_is_used(self) -> bool:
        def plain(bound):
            return str(bound.value() or "") == str(default_of(bound))

        return any(bound.errors or not plain(bound) for bound in self.advanced_bound_fields())

    def is_valid(self):
        """Raises AlreadySaved when what a first sending saved makes the second one wrong."""
        valid = all([super().is_valid(), *(lineset.is_valid() for lineset in self.linesets)])
        if not valid and self.instance.pk is None:
            self.instance.check_not_resubmitted()
        return valid

    def _lineset(self, name: str, data: Any) -> LineFormSet:
        of: Any = forms.formset_factory(
            self.lines[name], LineFormSet, extra=1 if self.instance.pk else 3
        )
        copied = self.initial.get(name, ()) if data is None else ()
        return of(data, prefix=name, entry=self.instance, user=self.user, copied=copied)

    def _apply_chosen_values(self) -> None:
        """The fields for which the second editor chose what the first one saved."""
        self.data = self.data.copy()
        for name in (*self._meta.fields, *self.lines):
            if self.data.get(f"choose_{name}") != "theirs":
                continue
            if name in self.lines:
                stored = self._lineset(name, None)
                bound = [b for f in (stored.management_form, *stored.forms) for b in f]
                values = {b.html_name: b.value() for b in bound}
            else:
                values = {self.add_prefix(name): self.initial.get(name)}
            for key, value in values.items():
                several = value if isinstance(value, list) else [value]
                self.data.setlist(key, [getattr(one, "pk", one) for one in several])

    def clean(self):
        submission = self.cleaned_data.get("submission")
        if self.instance.pk is None and submission:
            self.instance.submission = submission
        for file in self.cleaned_data.get("files", ()):
            try:
                Attachment(file=file).clean()
            except ValidationError as error:
                self.add_error("files", [f"{file.name}: {text}" for text in error.messages])
        return super().clean()

    def _update_errors(self, errors):
        """A message about a field this form does not show goes above the form."""
        by_field = (
            errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors}
        )
        for field, messages in by_field.items():
            shown = field if field in self.fields else None
            self.add_error(shown, ValidationError(list(getattr(messages, "error_list", messages))))

    def ask_for_files_again(self) -> None:
        """A page shown again has lost the files that were chosen."""
        if "files" in self.fields and self.files.getlist(self.add_prefix("files")):
            self.add_error("files", _("Please choose the files again."))

    def save(self, commit=True) -> Any:
        """Raises AlreadySaved. Returns None, with errors on the form, when it is refused."""
        if self.instance.pk:
            self.instance.version = self.cleaned_data.get("version") or 0
        stored = self.instance.pk, self.instance.version
        try:
            with transaction.atomic():
                self.instance.save_entry(by=self.user, save_related=self._save_related)
                for file in self.cleaned_data.get("files", ()):
                    self.instance.attach(file, by=self.user)
        except StaleVersion as stale:
            self._offer_conflicts(stale.current)
            return None
        except ValidationError as error:
            self.instance.pk, self.instance.version = stored
            self._update_errors(error)
            return None
        return self.instance

    def _save_related(self) -> None:
        self._save_m2m()
        for lineset in self.linesets:
            lineset.save()

    def _offer_conflicts(self, current: Entry) -> None:
        """Their value beside mine for each field that they changed and that differs now."""
        seen = self.cleaned_data.get("version") or 0
        touched = {
            name
            for changes in current.history.filter(version__gt=seen).values_list(
                "changes", flat=True
            )
            for name in changes
        }
        mine = {
            name: (self[name].label, display_value(self.instance, name))
            for name in self._meta.fields
            if name in touched and getattr(current, name) != getattr(self.instance, name)
        }
        for name in touched.intersection(f.name for f in self._meta.model._meta.many_to_many):
            mine[name] = (self[name].label, gettext(", ").join(map(str, self.cleaned_data[name])))
        for lineset in self.linesets:
            if lineset.prefix in touched:
                typed = "; ".join(form.instance.describe() for form in lineset.filled_forms())
                mine[lineset.prefix] = (lineset.label(), typed)
        self.conflicts = [
            {"name": name, "label": label, "theirs": theirs, "mine": typed}
            for name, (label, typed) in mine.items()
            if (theirs := display_value(current, name)) != typed
        ]
        self.data[self.add_prefix("version")] = str(current.version)
        self.add_error(
            None, _("Somebody else changed this record meanwhile. Nothing of yours is lost.")
        )

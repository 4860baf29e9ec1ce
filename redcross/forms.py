"""The form of every entry: it saves through `Entry.keep` and nothing typed is lost."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Manager, ProtectedError, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .entries import Pages
from .fields import EncryptedField
from .models import Attachment, Entry, Line, NamedEntry, Record, StaleVersion


def choose_by_search(field: Any, picked: Any) -> None:
    """Offers only what is picked already; the rest is searched, not sent with the page."""
    model = field.queryset.model
    wanted = picked if isinstance(picked, list | tuple | QuerySet) else [picked]
    keys = [key for one in wanted if str(key := getattr(one, "pk", one) or "").isdigit()]
    shown = field.queryset.filter(pk__in=keys) if keys else []
    several = isinstance(field, forms.ModelMultipleChoiceField)
    empty = [] if several else [("", "")]
    field.widget.choices = [*empty, *((entry.pk, str(entry)) for entry in shown)]
    field.widget.attrs |= {
        "data-autocomplete": reverse(model.url_name("search")),
        "data-text-none": _("Nothing found."),
        "data-text-error": _("The search does not answer. Please try again."),
    }


class OwnChoices:
    """A form whose choices among entries are the society's own, not voided, and searched for."""

    user: Any

    def narrow(self: Any, society: Any) -> None:
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self._narrow(name, field, society)
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def _narrow(self: Any, name: str, field: Any, society: Any) -> None:
        model = field.queryset.model
        if not issubclass(model, Pages):
            return
        owner = f"{model.owner}__" if issubclass(model, Line) else ""
        field.queryset = field.queryset.filter(
            **{f"{owner}society": society, f"{owner}voided_at": None}
        )
        key = self.add_prefix(name)
        if self.is_bound:
            picked = field.widget.value_from_datadict(self.data, {}, key)
        else:
            picked = self.get_initial_for_field(field, name)
        choose_by_search(field, picked)
        if issubclass(model, NamedEntry) and self.user.has_perm(model.permission("add")):
            field.widget.attrs |= {
                "data-add-url": reverse(model.url_name("quick_add")),
                "data-text-add": _("Add"),
            }


class LineForm(OwnChoices, forms.ModelForm):
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
        self.initial.update({name: plain(number) for name, number in numbers.items()})
        self.narrow(user.society)
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
            not bound.data or str(bound.data) == str(_default(bound))
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


class LineSet(forms.BaseFormSet):
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

    def folded(self) -> bool:
        return self.form.optional and not self.initial and not (self.is_bound and self.filled())

    def filled(self) -> list[Any]:
        return [form for form in self.forms if not form.is_empty()]

    def save(self) -> None:
        """Within `Entry.keep`, of rows found valid. Raises ValidationError."""
        kept = []
        for form in self.filled():
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


def _default(bound: Any) -> Any:
    default = bound.field.initial
    return (default() if callable(default) else default) or ""


class FilesField(forms.FileField):
    """Several files."""

    widget = type("FilesInput", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


# The last fields of a record's form: how often, how long and how well it is known.
WHEN = ("end_date", "date_precision", "times", "rounded", "note")


class EntryForm(OwnChoices, forms.ModelForm):
    """Needs the user. A stale version shows `conflicts`: field by field, theirs or mine."""

    # How many of its fields stand at once; the others, `more`, when asked for, or when one of them
    # is filled in or wrong.
    shown: int | None = None
    # Left empty in a copy, because it must be unique.
    not_copied: tuple[str, ...] = ()
    # Kept for the next one by "save and add another".
    carried: tuple[str, ...] = ()
    # Related name of its lines to the form of one.
    lines: dict[str, type[LineForm]] = {}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.conflicts: list[dict] = []
        self.more = self._meta.fields[self.shown :] if self.shown else ()
        self.fields["version"].initial = self.instance.version
        self.fields["submission"].initial = self.instance.submission
        if self.instance.society_id is None:
            self.instance.society = user.society
        if self.is_bound and self.instance.pk:
            self._take_theirs()
        if "rounded" in self.fields:
            field = self.fields["rounded"]
            self.fields["rounded"] = forms.MultipleChoiceField(
                label=field.label,
                help_text=field.help_text,
                choices=self._meta.model.number_choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.narrow(self.instance.society)
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
        return [bound for bound in self.visible_fields() if bound.name not in self.more]

    def more_fields(self) -> list:
        return [self[name] for name in self.more]

    def more_is_used(self) -> bool:
        def plain(bound):
            return str(bound.value() or "") == str(_default(bound))

        return any(bound.errors or not plain(bound) for bound in self.more_fields())

    def is_valid(self):
        """Raises AlreadySaved when what a first sending saved makes the second one wrong."""
        valid = all([super().is_valid(), *(lineset.is_valid() for lineset in self.linesets)])
        if not valid and self.instance.pk is None:
            self.instance.refuse_again()
        return valid

    def _lineset(self, name: str, data: Any) -> LineSet:
        of: Any = forms.formset_factory(
            self.lines[name], LineSet, extra=1 if self.instance.pk else 3
        )
        copied = self.initial.get(name, ()) if data is None else ()
        return of(data, prefix=name, entry=self.instance, user=self.user, copied=copied)

    def _take_theirs(self) -> None:
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
                self.instance.keep(by=self.user, below=self._save_below)
                for file in self.cleaned_data.get("files", ()):
                    self.instance.attach(file, by=self.user)
        except StaleVersion as stale:
            self._offer_choice(stale.current)
            return None
        except ValidationError as error:
            self.instance.pk, self.instance.version = stored
            self._update_errors(error)
            return None
        return self.instance

    def _save_below(self) -> None:
        self._save_m2m()
        for lineset in self.linesets:
            lineset.save()

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
        mine = {
            name: (self[name].label, display(self.instance, name))
            for name in self._meta.fields
            if name in touched and getattr(current, name) != getattr(self.instance, name)
        }
        for name in touched.intersection(f.name for f in self._meta.model._meta.many_to_many):
            mine[name] = (self[name].label, gettext(", ").join(map(str, self.cleaned_data[name])))
        for lineset in self.linesets:
            if lineset.prefix in touched:
                typed = "; ".join(form.instance.in_words() for form in lineset.filled())
                mine[lineset.prefix] = (lineset.label(), typed)
        self.conflicts = [
            {"name": name, "label": label, "theirs": theirs, "mine": typed}
            for name, (label, typed) in mine.items()
            if (theirs := display(current, name)) != typed
        ]
        self.data[self.add_prefix("version")] = str(current.version)
        self.add_error(
            None, _("Somebody else changed this record meanwhile. Nothing of yours is lost.")
        )


def plain(number: Decimal) -> Decimal:
    """Without zeros after the point, unless it is money: that keeps its fen."""
    if number.as_tuple().exponent == -2:
        return number
    whole = number == number.to_integral_value()
    return Decimal(int(number)) if whole else number.normalize()


def display(instance: Any, name: str) -> str:
    """A field's value, or its lines, as a reader sees it; sensitive ones print as their mask."""
    if name in getattr(instance, "lines", ()):
        return "; ".join(line.in_words() for line in getattr(instance, name).all())
    chosen = getattr(instance, f"get_{name}_display", None)
    value = chosen() if chosen else getattr(instance, name)
    if isinstance(value, Manager):
        value = gettext(", ").join(map(str, value.all()))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Decimal):
        value = plain(value)
    return "—" if value is None or value == "" else str(value)


class VoidForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("reason for voiding"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class MergeForm(OwnChoices, forms.Form):
    """Which of its kind stays when `gone` goes, and why."""

    into: Any = forms.ModelChoiceField(queryset=None, label=_("the one to keep"))
    reason = forms.CharField(
        label=_("reason for merging"), max_length=100, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, gone: NamedEntry, user: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        into: Any = self.fields["into"]
        into.queryset = type(gone).objects.exclude(pk=gone.pk)
        self.narrow(gone.society)
        # Nothing new is made here, and those of the same name must be told apart.
        for name in ("data-add-url", "data-text-add"):
            into.widget.attrs.pop(name, None)
        into.widget.attrs["data-autocomplete"] += f"?beside={gone.pk}"
        into.widget.choices = [
            (key, self.chosen().told_apart() if key else "") for key, _text in into.widget.choices
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

"""The form of every entry: it saves through `Entry.save_entry` and nothing typed is lost."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.fields import EncryptedField, Secret
from redcross.formatting import display_value
from redcross.models import (
    Entry,
    NamedEntry,
    Record,
    Society,
    StaleVersion,
    User,
    closed_text,
    named_days,
)
from redcross.storage import stored_together
from redcross.typed_values import TypedAs

from .choices import SocietyChoicesMixin, default_of
from .doubts import (
    Doubt,
    confirmed_doubts,
    doubt_about_double,
    doubt_about_name,
    doubts_about_namesakes,
    doubts_of,
    questions_of,
)
from .faults import Fault, add_errors, form_faults, row_faults
from .files import FilesField, choose_again
from .lines import LineForm, LineFormSet
from .rosters import Roster
from .roundings import keep_typed_roundings, offer_roundings
from .typed_fields import TypedDateField, TypedFieldsMixin

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    from django.utils.functional import _StrOrPromise

    _ModelForm = forms.ModelForm[Entry]
else:
    _ModelForm = forms.ModelForm


class Conflict(TypedDict):
    """A field that somebody else changed meanwhile, and what either wrote into it."""

    name: str
    label: "_StrOrPromise"
    theirs: str
    mine: str


# A roster of 500 people, and rows taken away.
MAX_LINES = 600
# The last fields of a record's form: how often, how long and how well it is known.
TIMING_FIELDS = ("end_date", "date_precision", "times", "rounded", "note")


def initial_date(form_class: "type[EntryForm]") -> dict[str, Any]:
    """Return what the date of a new record starts with: today, for most kinds."""
    model = form_class._meta.model
    dated = issubclass(model, Record) and "date" in form_class.field_names()
    return {"date": cast(type[Record], model).usual_date(timezone.localdate())} if dated else {}


class EntryForm(TypedFieldsMixin, SocietyChoicesMixin, _ModelForm):
    """Needs the user. A stale version shows `conflicts`: field by field, theirs or mine.

    What looks odd is saved only once it is confirmed: see `doubts`.
    """

    # How many of its fields stand at once; the others, `advanced_fields`, when asked for, or when
    # one of them is filled in or wrong.
    main_field_count: int | None = None
    # Left empty in a copy, because it must be unique.
    not_copied: tuple[str, ...] = ()
    # What nearly every entry has, though it may do without: a ledger has a column of it.
    usual_fields: tuple[str, ...] = ()
    # Kept for the next one by "save and add another".
    kept_for_next: tuple[str, ...] = ()
    # Asked for when one is added in place, from within another form.
    quick_add_fields: tuple[str, ...] = ("name",)
    # Related name of its lines to the form of one.
    lines: dict[str, type[LineForm]] = {}
    # Related name of lines to the field that tells in words what no line can.
    line_description_fields: dict[str, str] = {}
    # What ledgers tell that is no field of it, and what it is typed as: it goes to the note.
    extra_columns: dict[str, TypedAs | None] = {}
    # Fields that point to a person, of whom ledgers tell ID number and telephone, and where the
    # name stands.
    people: dict[str, str] = {}
    # Fields that a ledger of its lines says of each entry if it has a column of them, and the field
    # that says why each may be empty.
    said_of_each: dict[str, str] = {}
    # How a list of people who were given something becomes entries, if it can.
    roster: Roster | None = None

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.conflicts: list[Conflict] = []
        self.doubts: list[Doubt] = []
        # Whether the page itself shows who has the name already, and so need not ask.
        self.shows_namesakes = False
        # Fields that a page of several rows has once for all of them.
        self.shared_fields: tuple[str, ...] = ()
        self.advanced_fields = (
            self.field_names()[self.main_field_count :] if self.main_field_count else ()
        )
        self.fields["version"].initial = self.instance.version
        self.fields["submission"].initial = self.instance.submission
        if self.instance.society_id is None:
            # Who has none, a superuser, comes no further than this: see `EntryView.has_permission`.
            self.instance.society = cast(Society, user.society)
        if self.is_bound and self.instance.pk:
            self._apply_chosen_values()
        offer_roundings(self)
        self.limit_choices(self.instance.society)
        self._hold_what_is_closed()
        if issubclass(self._meta.model, Record) and self.instance.pk is None:
            self.fields["files"] = FilesField(
                label=_("evidence"),
                help_text=_("Photos, scans or PDF; several at once."),
                required=False,
            )
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
                if not shown:
                    self.fields[model_field.name].help_text = _("Stored encrypted.")
                self.fields[model_field.name].widget.attrs |= {
                    "placeholder": shown,
                    "autocomplete": "off",
                    # The browser keeps what is typed until it is saved, but nothing of this.
                    "data-sensitive": "",
                }

    def _hold_what_is_closed(self) -> None:
        """Say before anybody types what is closed, and take nothing else where it counts by it."""
        entry, dated = self.instance, set[str]()
        closed = entry.society.locked_periods
        text = gettext("Closed: %(periods)s.") % {"periods": named_days(closed)}
        if isinstance(entry, Record) and entry.held_by_closing:
            dated = {"date"}
            if entry.carries_over and closed:
                last = max(period.end for period in closed)
                text = gettext("Closed up to %(day)s.") % {"day": last}
        elif isinstance(entry, NamedEntry):
            dated = {*entry.lasting_fields}
        for name in self.fields.keys() & dated if closed else ():
            self.fields[name].help_text = f"{self.fields[name].help_text} {text}".strip()
        if not isinstance(entry, NamedEntry):
            return
        for name, periods in entry.held_fields().items():
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = closed_text(periods)

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Return the fields of the model that it asks for."""
        return tuple(cls._meta.fields or ())

    def main_fields(self) -> list[forms.BoundField]:
        """Return the fields that stand at once."""
        return [bound for bound in self.visible_fields() if bound.name not in self.advanced_fields]

    def advanced_bound_fields(self) -> list[forms.BoundField]:
        """Return the fields that stand when asked for."""
        return [self[name] for name in self.advanced_fields]

    def advanced_is_used(self) -> bool:
        """Return whether one of these is filled in or wrong, and so must be seen."""
        return any(
            bound.errors or bound.field.has_changed(default_of(bound), bound.value())
            for bound in self.advanced_bound_fields()
        )

    def is_valid(self) -> bool:
        """Check it and its lines, and that what looks odd is confirmed.

        Raises AlreadySaved when what a first sending saved makes the second one wrong.
        """
        valid = all([super().is_valid(), *(lineset.is_valid() for lineset in self.linesets)])
        if self.is_bound:
            self.doubts = list(self._find_doubts())
            valid = valid and all(doubt.confirmed for doubt in self.doubts)
        if not valid and self.instance.pk is None:
            self.instance.check_not_resubmitted()
        return valid

    def own_doubts(self) -> list[Doubt]:
        """Return what looks odd, without what the whole page shares."""
        return [doubt for doubt in self.doubts if not doubt.shared]

    def _find_doubts(self) -> Iterator[Doubt]:
        """Yield what looks odd in it and in its lines."""
        confirmed = confirmed_doubts(self.data)
        yield from doubts_of(self, confirmed, shared=self.shared_fields)
        if double := doubt_about_double(self, self._typed_lines(), confirmed):
            yield double
        if not self.shows_namesakes and (name_doubt := doubt_about_name(self, confirmed)):
            yield name_doubt
        for lineset in self.linesets:
            forms_of_lines = lineset.filled_forms()
            text = gettext("%(lines)s, row %(row)s, ")
            rows = [
                text % {"lines": lineset.label(), "row": number}
                for number, _form in enumerate(forms_of_lines, start=1)
            ]
            for row, form in zip(rows, forms_of_lines, strict=True):
                yield from doubts_of(form, confirmed, row=row)
            yield from doubts_about_namesakes(forms_of_lines, confirmed, rows)
        yield from self._model_questions(confirmed)

    def _model_questions(self, confirmed: list[str]) -> Iterator[Doubt]:
        """Yield what its model asks; of what is stored only where more than words has changed."""
        if self.errors or not all(lineset.is_valid() for lineset in self.linesets):
            return
        words = (forms.CharField, forms.MultipleChoiceField)
        changed = any(not isinstance(self.fields[name], words) for name in self.changed_data)
        if self.instance.pk and not changed and not any(one.has_changed() for one in self.linesets):
            return
        lines = {
            lineset.prefix: [form.instance for form in lineset.filled_forms()]
            for lineset in self.linesets
        }
        prefix = self.add_prefix("asked")
        yield from questions_of(self.instance, lines, confirmed, prefix=prefix)

    def _typed_lines(self) -> dict[str, list[str]]:
        """Return by related name what its lines say, in no order."""
        return {
            lineset.prefix: sorted(form.instance.describe() for form in lineset.filled_forms())
            for lineset in self.linesets
            if lineset.is_valid()
        }

    def all_name_notices(self) -> list[str]:
        """Return what is to be said of names, its own and its lines', that led to another one."""
        forms_of_lines = (form for lineset in self.linesets for form in lineset.filled_forms())
        notices = (text for form in (self, *forms_of_lines) for text in form.name_notices())
        return list(dict.fromkeys(notices))

    def faults(self) -> list[Fault]:
        """Return all that is wrong with it and its lines."""
        faults = form_faults(self)
        for lineset in self.linesets:
            faults += row_faults(lineset.forms, lineset.label() if len(self.linesets) > 1 else "")
        return faults

    def _lineset(self, name: str, data: Mapping[str, Any] | None) -> LineFormSet:
        """Return the forms of the lines, of those stored where there is no data."""
        formset = cast(
            type[LineFormSet],
            forms.formset_factory(
                self.lines[name],
                LineFormSet,
                extra=1 if self.instance.pk else 3,
                max_num=MAX_LINES,
                absolute_max=MAX_LINES,
            ),
        )
        copied = self.initial.get(name, ()) if data is None else ()
        return formset(data, prefix=name, entry=self.instance, user=self.user, copied=copied)

    def _apply_chosen_values(self) -> None:
        """Take over the fields for which the second editor chose what the first one saved."""
        self.data = data = cast(QueryDict, self.data).copy()
        for name in (*self.field_names(), *self.lines):
            if self.data.get(f"choose_{self.add_prefix(name)}") != "theirs":
                continue
            if name in self.lines:
                stored = self._lineset(name, None)
                bound = [b for f in (stored.management_form, *stored.forms) for b in f]
                values: dict[str, Any] = {b.html_name: b.value() for b in bound}
            else:
                values = {self.add_prefix(name): self.initial.get(name)}
            for key, value in values.items():
                several: list[Any] = value if isinstance(value, list) else [value]
                # A secret is its mask here: an empty box leaves what is stored.
                keys: list[Any] = [
                    "" if isinstance(item, Secret) else getattr(item, "pk", item)
                    for item in several
                ]
                data.setlist(key, keys)

    def clean(self) -> dict[str, Any] | None:
        """Keep a new entry's number of submission, and how well a date was typed."""
        submission = self.cleaned_data.get("submission")
        if self.instance.pk is None and submission:
            self.instance.submission = submission
        typed, record = self.fields.get("date"), self.instance
        if isinstance(typed, TypedDateField) and "date" in self.changed_data:
            # A day typed anew is known; one that stands for its month was typed as the month.
            if "date_precision" not in self.fields and isinstance(record, Record):
                record.date_precision = typed.precision
            elif "date_precision" not in self.changed_data:
                self.cleaned_data["date_precision"] = typed.precision
        keep_typed_roundings(self)
        return super().clean()

    def _update_errors(self, errors: ValidationError) -> None:
        """Put a message about a field not shown above the form; of an unknown name all is said."""
        for name in self.unknown_names:
            getattr(errors, "error_dict", {}).pop(name, None)
        add_errors(self, errors)

    def ask_for_files_again(self) -> None:
        """Say that a page shown again has lost the files that were chosen."""
        if "files" in self.fields and self._uploads().getlist(self.add_prefix("files")):
            self.add_error("files", choose_again())

    def _uploads(self) -> MultiValueDict[str, UploadedFile]:
        return cast(MultiValueDict[str, UploadedFile], self.files)

    def save(self, commit: bool = True) -> Entry | None:  # type: ignore[override]  # gives None, too
        """Save the entry, its lines and its files; return None, with errors, when it is refused.

        What only the save finds out, with the society locked, is shown on it. Raises AlreadySaved.
        """
        if self.instance.pk:
            self.instance.version = self.cleaned_data.get("version") or 0
        stored = self.instance.pk, self.instance.version
        try:
            with transaction.atomic(), stored_together():
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
        self._save_m2m()  # type: ignore[attr-defined]  # Django's own, not in the stubs
        for lineset in self.linesets:
            lineset.save()

    def _offer_conflicts(self, current: Entry) -> None:
        """Show their value beside mine for each field that they changed and that differs now.

        Sent once more, the form carries their version and saves what is chosen.
        """
        version = self.cleaned_data.get("version") or 0
        touched = {
            name
            for changes in current.history.filter(version__gt=version).values_list(
                "changes", flat=True
            )
            for name in changes
        }
        mine: dict[str, tuple[_StrOrPromise, str]] = {
            name: (self[name].label, display_value(self.instance, name))
            for name in self.field_names()
            if name in touched and getattr(current, name) != getattr(self.instance, name)
        }
        for name in touched.intersection(f.name for f in self._meta.model._meta.many_to_many):
            mine[name] = (self[name].label, gettext(", ").join(map(str, self.cleaned_data[name])))
        for lineset in self.linesets:
            if lineset.prefix in touched:
                typed = "; ".join(form.instance.describe() for form in lineset.filled_forms())
                mine[lineset.prefix] = (lineset.label(), typed)
        self.conflicts = [
            {"name": self.add_prefix(name), "label": label, "theirs": theirs, "mine": typed}
            for name, (label, typed) in mine.items()
            if (theirs := display_value(current, name)) != typed
        ]
        cast(QueryDict, self.data)[self.add_prefix("version")] = str(current.version)
        self.add_error(
            None, _("Somebody else changed this record meanwhile. Nothing of yours is lost.")
        )

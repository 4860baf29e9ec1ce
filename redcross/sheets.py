"""Several records typed on one page, each saved through its own form."""

from typing import Any

from django.forms import BaseForm
from django.utils.datastructures import MultiValueDict

from .forms import EntryForm
from .models import AlreadySaved

EMPTY_ROWS = 3
MAX_ROWS = 200


def as_started(form: EntryForm) -> dict[str, list]:
    """What the page of an empty form would send: the values that its fields start with."""
    values = {b.name: v for b in form.visible_fields() if (v := b.value()) not in (None, False, "")}
    return {name: v if isinstance(v, list) else [v] for name, v in values.items()}


class Sheet:
    """Rows of one kind of record. `top`: the form of what they share; `rows`: a form for each."""

    def __init__(
        self,
        form_class: type[EntryForm],
        common: tuple[str, ...],
        row: tuple[str, ...],
        preset: tuple[dict[str, Any], ...],
        user: Any,
        data: Any = None,
        files: Any = None,
        *,
        initial: dict[str, Any],
    ):
        self.form_class, self.common, self.names, self.user = form_class, common, row, user
        self.preset, self.prefix = preset, form_class._meta.model._meta.model_name
        self.data, self.files = data, files
        self.top = form_class(data, files, user=user, initial=None if data else initial)
        # The rows' forms say what is wrong with a row; of the top only shared fields are asked.
        self.refused = False
        if data is None:
            count = len(preset) + (0 if preset else EMPTY_ROWS)
            self.rows = [self._row(index) for index in range(count)]
        else:
            count = min(int(data.get(f"{self.prefix}-rows") or 0), MAX_ROWS)
            self.rows = [self._row(index) for index in range(count)]

    def label(self) -> Any:
        return self.form_class._meta.model._meta.verbose_name_plural

    def empty_form(self) -> BaseForm:
        return self.form_class(prefix=f"{self.prefix}-__prefix__", user=self.user)

    def cells(self) -> list[tuple[BaseForm, list]]:
        """Each row's form and its fields."""
        return [(form, [form[name] for name in self.names]) for form in self.rows]

    def empty_cells(self) -> list:
        form = self.empty_form()
        return [form[name] for name in ("submission", *self.names)]

    def _row(self, index: int) -> EntryForm:
        prefix = f"{self.prefix}-{index}"
        preset = self.preset[index] if index < len(self.preset) else {}
        if self.data is None:
            return self.form_class(prefix=prefix, user=self.user, initial=preset)
        sent = MultiValueDict(
            {f"{prefix}-{k}": v for k, v in as_started(self.form_class(user=self.user)).items()}
        )
        for name in self.common:
            sent.setlist(f"{prefix}-{name}", self.data.getlist(name))
        for name in ("submission", *self.names):
            sent.setlist(f"{prefix}-{name}", self.data.getlist(f"{prefix}-{name}"))
        files = MultiValueDict({f"{prefix}-files": self.files.getlist("files")})
        return self.form_class(sent, files, prefix=prefix, user=self.user, initial=preset)

    def _is_empty(self, index: int, form: EntryForm) -> bool:
        """Nothing typed but what the row started with."""
        preset = self.preset[index] if index < len(self.preset) else {}
        return all(
            not form[name].data or str(form[name].data) == str(preset.get(name, form[name].initial))
            for name in self.names
        )

    def save(self) -> list[Any]:
        """The entries saved, within the caller's transaction; `refused` when a row was."""
        saved = []
        for index, form in enumerate(self.rows):
            if self._is_empty(index, form):
                form.errors.clear()
                continue
            try:
                entry = form.save() if form.is_valid() else None
            except AlreadySaved as again:
                entry = again.entry
            if entry is None:
                self.refused = True
                self._tell_top(form)
            else:
                saved.append(entry)
        return saved

    def _tell_top(self, form: EntryForm) -> None:
        """What is wrong with a shared field is said once, beside it."""
        for name in self.common:
            if name in form.errors:
                self.top.errors[name] = form.errors.pop(name)

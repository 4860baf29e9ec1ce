"""The form of a reference list, within the admin."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from redcross.forms import EntryForm
from redcross.forms.typed_fields import DateInput, TypedInput
from redcross.models import AlreadySaved

if TYPE_CHECKING:
    _EntryForm = EntryForm
else:
    _EntryForm = object


class AdminFormMixin(_EntryForm):
    """The form of a kind as the admin uses it: without the scripts of our own pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, DateInput):
                # Beside it stands a button that needs them.
                field.widget = TypedInput(field.widget.attrs)
            if isinstance(field, forms.ModelChoiceField):
                # What our pages search for is offered here as a list.
                field.widget.choices = field.choices
            attributes = field.widget.attrs.items()
            field.widget.attrs = {n: v for n, v in attributes if not n.startswith("data-")}

    def is_valid(self) -> bool:
        """Check it and save it: some rules hold only at the save, and the admin asks only here.

        The same form sent twice is answered as the first time.
        """
        try:
            return super().is_valid() and self.save() is not None
        except AlreadySaved as again:
            self.instance = again.entry
            return True
        except PermissionDenied:
            self.add_error(None, _("This belongs to another society."))
            return False


@cache
def admin_form_of(entry_form: type[EntryForm]) -> type[EntryForm]:
    """Return the form of a kind for its pages in the admin."""
    return type(f"Admin{entry_form.__name__}", (AdminFormMixin, entry_form), {})

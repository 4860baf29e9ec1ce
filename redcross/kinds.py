"""Every kind of entry, and the list page of each, where its form, filter and table are named."""

from functools import cache

from django.apps import apps

from .models import Entry
from .views import EntryList
from .views.list_settings import list_class


def entry_kinds() -> list[type[Entry]]:
    """Return the models of all kinds of entry."""
    return [model for model in apps.get_models() if issubclass(model, Entry)]


@cache
def list_page_of(model: type[Entry]) -> type[EntryList]:
    """Return the list page of the kind: `entry_form`, `filterset_class` and `table_class` of it.

    It is found by its address, as every kind's: an app names a form once, in its `views.py`.
    """
    name = model.url_name("list")
    found = list_class(name)
    if found is None:
        raise LookupError(f"No list page has the address {name}.")
    return found

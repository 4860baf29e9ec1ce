from .actions import ImportForm, MergeForm, RevealForm, VoidForm
from .bulk_entry import BulkEntry, initial_data
from .choices import choose_by_search
from .entry import TIMING_FIELDS, EntryForm
from .lines import LineForm
from .typed_fields import TypedDateField

__all__ = [
    "TIMING_FIELDS",
    "BulkEntry",
    "EntryForm",
    "ImportForm",
    "LineForm",
    "MergeForm",
    "RevealForm",
    "TypedDateField",
    "VoidForm",
    "choose_by_search",
    "initial_data",
]

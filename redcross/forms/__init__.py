from .actions import ImportForm, MergeForm, ReasonForm, RevealForm, VoidForm
from .bulk_entry import BulkEntry, initial_data
from .choices import choose_by_search
from .entry import TIMING_FIELDS, EntryForm
from .lines import LineForm

__all__ = [
    "TIMING_FIELDS",
    "BulkEntry",
    "EntryForm",
    "ImportForm",
    "LineForm",
    "MergeForm",
    "ReasonForm",
    "RevealForm",
    "VoidForm",
    "choose_by_search",
    "initial_data",
]

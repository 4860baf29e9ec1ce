from .actions import ImportForm, MergeForm, RevealForm, VoidForm
from .bulk_entry import BulkEntry, initial_data
from .choices import choose_by_search
from .entry import TIMING_FIELDS, EntryForm, initial_date
from .faults import Fault, form_faults
from .lines import LineForm

__all__ = [
    "TIMING_FIELDS",
    "BulkEntry",
    "EntryForm",
    "Fault",
    "ImportForm",
    "LineForm",
    "MergeForm",
    "RevealForm",
    "VoidForm",
    "choose_by_search",
    "form_faults",
    "initial_data",
    "initial_date",
]

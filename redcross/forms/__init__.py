from .actions import GivenForm, ImportForm, MergeForm, ReasonForm, RevealForm, VoidForm
from .bulk_entry import BulkEntry, initial_data
from .choices import ListedChoiceField, choose_by_search
from .entry import TIMING_FIELDS, EntryForm, initial_date
from .faults import Fault, add_errors, form_faults
from .files import EvidenceForm, FilesField, clean_upload
from .lines import LineForm, LineFormSet
from .rosters import Grouping, Roster
from .typed_fields import TypedDateField, TypedDecimalField, TypedIntegerField

__all__ = [
    "TIMING_FIELDS",
    "BulkEntry",
    "EntryForm",
    "EvidenceForm",
    "Fault",
    "FilesField",
    "GivenForm",
    "Grouping",
    "ImportForm",
    "LineForm",
    "LineFormSet",
    "ListedChoiceField",
    "MergeForm",
    "ReasonForm",
    "RevealForm",
    "Roster",
    "TypedDateField",
    "TypedDecimalField",
    "TypedIntegerField",
    "VoidForm",
    "add_errors",
    "choose_by_search",
    "clean_upload",
    "form_faults",
    "initial_data",
    "initial_date",
]

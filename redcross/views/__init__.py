from .attachments import EntryAttach
from .base import EntryPages, EntryView, SameSocietyMixin, UnprocessableFormMixin
from .bulk import EntryBulkAdd
from .bulk_actions import EntryBulkChange, EntryBulkVoid
from .detail import DetailRow, EntryDetail, Fact, LineTable
from .duplicates import EntryDuplicates
from .edit import EntryAdd, EntryChange, EntryVoid
from .import_faults import EntryImportFaults
from .import_review import EntryImportReview
from .list import EntryList
from .listing import Listing, list_of
from .merge import EntryMerge, EntryUnmerge
from .papers import ChosenRowsMixin, EntryBulkPrint, EntryPaper
from .quick_add import EntryQuickAdd
from .reveal import EntryReveal
from .search import EntrySearch
from .spreadsheets import EntryImport

__all__ = [
    "ChosenRowsMixin",
    "DetailRow",
    "EntryAdd",
    "EntryAttach",
    "EntryBulkAdd",
    "EntryBulkChange",
    "EntryBulkPrint",
    "EntryBulkVoid",
    "EntryChange",
    "EntryDetail",
    "EntryDuplicates",
    "EntryImport",
    "EntryImportFaults",
    "EntryImportReview",
    "EntryList",
    "EntryMerge",
    "EntryPages",
    "EntryPaper",
    "EntryQuickAdd",
    "EntryReveal",
    "EntrySearch",
    "EntryUnmerge",
    "EntryView",
    "EntryVoid",
    "Fact",
    "LineTable",
    "Listing",
    "SameSocietyMixin",
    "UnprocessableFormMixin",
    "list_of",
]

from .attachments import EntryAttach
from .base import EntryPages, EntryView, SameSocietyMixin, UnprocessableFormMixin
from .bulk import EntryBulkAdd
from .detail import EntryDetail
from .edit import EntryAdd, EntryChange, EntryVoid
from .list import EntryList
from .merge import EntryMerge, EntryUnmerge
from .quick_add import EntryQuickAdd
from .reveal import EntryReveal
from .search import EntrySearch
from .spreadsheets import EntryImport

__all__ = [
    "EntryAdd",
    "EntryAttach",
    "EntryBulkAdd",
    "EntryChange",
    "EntryDetail",
    "EntryImport",
    "EntryList",
    "EntryMerge",
    "EntryPages",
    "EntryQuickAdd",
    "EntryReveal",
    "EntrySearch",
    "EntryUnmerge",
    "EntryView",
    "EntryVoid",
    "SameSocietyMixin",
    "UnprocessableFormMixin",
]

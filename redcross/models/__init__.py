from .attachment import Attachment, has_evidence
from .audit_log import LogEntry, client_address
from .closed_year import ClosedYear
from .directory import Partner, Person, Place, StandingNumber
from .entry import AlreadySaved, Entry, EntryQuerySet, EntryUrlsMixin, StaleVersion
from .line import Line, LineQuerySet
from .list_settings import ColumnChoice, SavedFilter
from .merge import Merge, MergeQuerySet, label_with_number
from .named_entry import NamedEntry
from .record import Activity, Record
from .society import Society
from .user import User

__all__ = [
    "Activity",
    "AlreadySaved",
    "Attachment",
    "ClosedYear",
    "ColumnChoice",
    "Entry",
    "EntryQuerySet",
    "EntryUrlsMixin",
    "Line",
    "LineQuerySet",
    "LogEntry",
    "Merge",
    "MergeQuerySet",
    "NamedEntry",
    "Partner",
    "Person",
    "Place",
    "Record",
    "SavedFilter",
    "Society",
    "StaleVersion",
    "StandingNumber",
    "User",
    "client_address",
    "has_evidence",
    "label_with_number",
]

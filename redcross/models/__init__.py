from .attachment import Attachment, has_evidence
from .audit_log import LogEntry, client_address
from .closed_year import ClosedYear
from .directory import Partner, Person, Place, StandingNumber
from .entry import AlreadySaved, Entry, EntryQuerySet, EntryUrlsMixin, StaleVersion
from .line import Line, LineQuerySet
from .merge import Merge, MergeQuerySet, label_with_number
from .named_entry import NamedEntry
from .record import Activity, Record
from .society import Society
from .user import Role, User, generate_password

__all__ = [
    "Activity",
    "AlreadySaved",
    "Attachment",
    "ClosedYear",
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
    "Role",
    "Society",
    "StaleVersion",
    "StandingNumber",
    "User",
    "client_address",
    "generate_password",
    "has_evidence",
    "label_with_number",
]

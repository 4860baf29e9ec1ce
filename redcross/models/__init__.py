from .account_act import AccountAct, AccountNotice
from .alike import AlikeRows
from .attachment import Attachment, has_evidence, may_reveal
from .audit_log import LogEntry, client_address
from .background_work import (
    BackgroundWork,
    Cancelled,
    NotWaiting,
    Stopped,
    worker_is_alive,
)
from .closed_period import ClosedPeriod, closed_text, named_days
from .directory import Partner, Person, Place, StandingNumber
from .distinction import Distinction
from .entry import Entry, EntryQuerySet, Question
from .entry_urls import EntryUrlsMixin
from .evidence_file import PDF_TYPE, EvidenceFile, evidence_file
from .export_file import ExportFile
from .file_work import FileWork
from .import_work import ImportWork
from .line import Line, LineQuerySet, delete_lines
from .list_settings import ColumnChoice, SavedFilter
from .log_seal import LogSeal
from .many import (
    EntriesRefused,
    EntryToSave,
    check_entries,
    save_entries,
    saved_before,
    void_entries,
    wrong_values,
)
from .merge import Merge, MergeQuerySet, label_with_number
from .named_entry import NamedEntry
from .open_business import is_closed_to, people_of
from .organisation import Board, BoardTerm, BoardTermQuerySet, Member
from .paper_wording import PaperWording
from .printout import Printout, PrintoutQuerySet
from .record import Activity, Record, any_rounded, coarsest_precision, rounded_as
from .refusals import AlreadySaved, StaleVersion
from .reminder import Reminder, RemindingQuerySet, reminders_of
from .role import DECIDING, TRUSTED, Role
from .scanned_page import ScannedPage, ScannedPageQuerySet
from .society import Society
from .spreadsheet_import import HeadingChoice, ImportedEntry, ImportedRow, SpreadsheetImport
from .used_password import UsedPassword
from .user import User, generate_password

__all__ = [
    "DECIDING",
    "PDF_TYPE",
    "TRUSTED",
    "AccountAct",
    "AccountNotice",
    "Activity",
    "AlikeRows",
    "AlreadySaved",
    "Attachment",
    "BackgroundWork",
    "Board",
    "BoardTerm",
    "BoardTermQuerySet",
    "Cancelled",
    "ClosedPeriod",
    "ColumnChoice",
    "Distinction",
    "EntriesRefused",
    "Entry",
    "EntryQuerySet",
    "EntryToSave",
    "EntryUrlsMixin",
    "EvidenceFile",
    "ExportFile",
    "FileWork",
    "HeadingChoice",
    "ImportWork",
    "ImportedEntry",
    "ImportedRow",
    "Line",
    "LineQuerySet",
    "LogEntry",
    "LogSeal",
    "Member",
    "Merge",
    "MergeQuerySet",
    "NamedEntry",
    "NotWaiting",
    "PaperWording",
    "Partner",
    "Person",
    "Place",
    "Printout",
    "PrintoutQuerySet",
    "Question",
    "Record",
    "Reminder",
    "RemindingQuerySet",
    "Role",
    "SavedFilter",
    "ScannedPage",
    "ScannedPageQuerySet",
    "Society",
    "SpreadsheetImport",
    "StaleVersion",
    "StandingNumber",
    "Stopped",
    "UsedPassword",
    "User",
    "any_rounded",
    "check_entries",
    "client_address",
    "closed_text",
    "coarsest_precision",
    "delete_lines",
    "evidence_file",
    "generate_password",
    "has_evidence",
    "is_closed_to",
    "label_with_number",
    "may_reveal",
    "named_days",
    "people_of",
    "reminders_of",
    "rounded_as",
    "save_entries",
    "saved_before",
    "void_entries",
    "worker_is_alive",
    "wrong_values",
]

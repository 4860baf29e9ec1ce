"""What is printed of relief. Fields and their order are those of the forms in use."""

from .application_form import ApplicationFormPaper, BlankApplicationForm, MissingPapersNotice
from .issue_note import AidIssueNote, DisbursementIssueNote
from .postings import AidPosting, ApplicationPosting
from .rosters import AidRoster, ApplicationRoster

papers = [
    ApplicationFormPaper(),
    BlankApplicationForm(),
    MissingPapersNotice(),
    ApplicationPosting(),
    ApplicationRoster(),
    AidRoster(),
    AidPosting(),
    AidIssueNote(),
    DisbursementIssueNote(),
]

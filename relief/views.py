"""The pages of relief."""

from django.utils.translation import gettext_lazy as _

from redcross.views import EntryBulkAdd, EntryPages

from .filters import (
    AidFilter,
    ApplicationFilter,
    DisbursementFilter,
    ProgrammeFilter,
    ResponseFilter,
)
from .forms import AidForm, ApplicationForm, DisbursementForm, ProgrammeForm, ResponseForm
from .models import Aid, Application, Disbursement, Programme, Response
from .tables import AidTable, ApplicationTable, DisbursementTable, ProgrammeTable, ResponseTable


class ProgrammePages(EntryPages):
    model = Programme
    entry_form = ProgrammeForm
    filterset_class = ProgrammeFilter
    table_class = ProgrammeTable


class ProgrammeBulkAdd(ProgrammePages, EntryBulkAdd):
    heading = _("Programmes")
    row_fields = ("name", "kind")
    proposals = (
        {"name": "博爱送万家", "kind": Programme.Kind.VISITS},
        {"name": "大病救助", "kind": Programme.Kind.ILLNESS},
        {"name": "博爱助学", "kind": Programme.Kind.EDUCATION},
        {"name": "救灾救助", "kind": Programme.Kind.DISASTER},
    )


class ApplicationPages(EntryPages):
    model = Application
    entry_form = ApplicationForm
    filterset_class = ApplicationFilter
    table_class = ApplicationTable


class AidPages(EntryPages):
    model = Aid
    entry_form = AidForm
    filterset_class = AidFilter
    table_class = AidTable


class DisbursementPages(EntryPages):
    model = Disbursement
    entry_form = DisbursementForm
    filterset_class = DisbursementFilter
    table_class = DisbursementTable


class ResponsePages(EntryPages):
    model = Response
    entry_form = ResponseForm
    filterset_class = ResponseFilter
    table_class = ResponseTable


class AidBulkAdd(AidPages, EntryBulkAdd):
    """One row a village or unit."""

    heading = _("Give help")
    shared_fields = ("date", "programme", "fund")
    row_fields = ("place", "households", "packages", "amount")
    advanced_fields = ("occasion", "contents", "partners", "files")

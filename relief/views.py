"""The pages of relief."""

from typing import cast

from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from redcross.figures import Period
from redcross.views import EntryBulkAdd, EntryDetail, EntryPages, Fact, list_of

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


class ProgrammeDetail(ProgrammePages, EntryDetail):
    """A programme with what each year used of its budget."""

    def facts(self) -> list[Fact]:
        programme = cast(Programme, self.object)
        if programme.budget is None or not self.user.has_perm(Aid.permission("view")):
            return []
        # What others paid is not of this budget.
        given = programme.aid.countable().filter(paid=Aid.Paid.OWN, amount__isnull=False)
        years = given.order_by().values(year=ExtractYear("date")).annotate(sum=Sum("amount"))
        facts = [Fact(_("budget of a year (yuan)"), programme.budget)]
        for row in years.order_by("-year"):
            year = Period.year(row["year"])
            url = list_of(
                Aid,
                programme=programme.pk,
                paid=Aid.Paid.OWN.value,
                date_from=year.start,
                date_to=year.end,
            )
            facts.append(
                Fact(_("used in %(year)s (yuan)") % {"year": row["year"]}, row["sum"], url)
            )
        return facts


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

"""The pages of relief."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib.postgres.aggregates import BitOr
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from donations.bank.record_pages import MovementAdd, MovementDetail
from donations.models import GoodsGift
from donations.views import GoodsGiftPages, LotMovementList
from redcross.figures import Period, rounding_bits, rounding_read
from redcross.forms import EntryForm
from redcross.models import Entry, LineQuerySet, StaleVersion
from redcross.views import (
    EntryAdd,
    EntryBulkAdd,
    EntryChange,
    EntryDetail,
    EntryPages,
    Fact,
    list_of,
)

from .filters import (
    AidFilter,
    AidGoodsFilter,
    AllocationFilter,
    ApplicationFilter,
    DisbursedGoodsFilter,
    DisbursementFilter,
    GoodsReturnFilter,
    ProgrammeFilter,
    RecoveryFilter,
    ResponseFilter,
    ReturnedGoodsFilter,
)
from .forms import (
    AidForm,
    AllocationForm,
    ApplicationForm,
    DisbursementForm,
    FeedbackForm,
    GoodsReturnForm,
    ProgrammeForm,
    RecoveryForm,
    ResponseForm,
)
from .models import (
    Aid,
    AidGoods,
    Allocation,
    Application,
    DisbursedGoods,
    Disbursement,
    GoodsReturn,
    Programme,
    Recovery,
    Response,
    ReturnedGoods,
)
from .tables import (
    AidGoodsTable,
    AidTable,
    AllocationTable,
    ApplicationTable,
    DisbursedGoodsTable,
    DisbursementTable,
    GoodsReturnTable,
    ProgrammeTable,
    RecoveryTable,
    ResponseTable,
    ReturnedGoodsTable,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ISSUES_SHOWN = 20


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


class ProgrammeDetail(ProgrammePages, EntryDetail):
    """A programme with what each year used of its budget."""

    def facts(self) -> list[Fact]:
        programme = cast(Programme, self.object)
        if programme.budget is None or not self.user.has_perm(Aid.permission("view")):
            return []
        # What others paid is not of this budget.
        aid = programme.aid.countable().filter(paid=Aid.Paid.OWN, amount__isnull=False)
        years = (
            aid.order_by()
            .values(year=ExtractYear("date"))
            .annotate(sum=Sum("amount"), known=BitOr(rounding_bits(Aid, "amount")))
        )
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
            label, known = _("used in %(year)s (yuan)"), rounding_read(row["known"])
            facts.append(Fact(label % {"year": row["year"]}, row["sum"], url, known))
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


class AidAdd(AidPages, MovementAdd):
    pass


class AidDetail(AidPages, MovementDetail):
    def follow_ups(self) -> list[tuple[type[Entry], str]]:
        aid = cast(Aid, self.object)
        money = [(Recovery, "aid")] if aid.fund_id and aid.amount else []
        return [*money, *([(GoodsReturn, "aid")] if aid.goods.exists() else [])]


class DisbursementPages(EntryPages):
    model = Disbursement
    entry_form = DisbursementForm
    filterset_class = DisbursementFilter
    table_class = DisbursementTable


class DisbursementAdd(DisbursementPages, MovementAdd):
    pass


class DisbursementDetail(DisbursementPages, MovementDetail):
    def follow_ups(self) -> list[tuple[type[Entry], str]]:
        paid = cast(Disbursement, self.object)
        money = [(Recovery, "disbursement")] if paid.amount else []
        return [*money, *([(GoodsReturn, "disbursement")] if paid.goods.exists() else [])]


class RecoveryPages(EntryPages):
    model = Recovery
    entry_form = RecoveryForm
    filterset_class = RecoveryFilter
    table_class = RecoveryTable


class RecoveryAdd(RecoveryPages, MovementAdd):
    pass


class RecoveryDetail(RecoveryPages, MovementDetail):
    pass


class GoodsReturnPages(EntryPages):
    model = GoodsReturn
    entry_form = GoodsReturnForm
    filterset_class = GoodsReturnFilter
    table_class = GoodsReturnTable


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


class AllocationPages(EntryPages):
    model = Allocation
    entry_form: type[EntryForm] = AllocationForm
    filterset_class = AllocationFilter
    table_class = AllocationTable


class AllocationDetail(AllocationPages, EntryDetail):
    """A notice with its three steps, what came and what is left of it."""

    template_name = "relief/allocation_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        allocation: Allocation = self.object
        lots = list(allocation.lots())
        issues = allocation.issues(ISSUES_SHOWN + 1)
        return super().get_context_data(
            lots=lots,
            issues=issues[:ISSUES_SHOWN],
            more_issues=len(issues) > ISSUES_SHOWN,
            may_receive=self.user.has_perm(GoodsGift.permission("add")),
            may_hand_on=self.user.has_perm(Disbursement.permission("add")),
            may_aid=self.user.has_perm(Aid.permission("add")),
            receipt_state=allocation.state_of_step(allocation.gift_id),
            use_state=allocation.state_of_step(lots and not any(lot.remaining for lot in lots)),
            feedback_state=allocation.state_of_step(allocation.fed_back_on),
            **kwargs,
        )


class AllocationStep(EntryAdd):
    """The form of another record, started from an allocation, to whose page it leads back."""

    template_name = "relief/allocation_step.html"
    step: "_StrOrPromise"

    @cached_property
    def allocation(self) -> Allocation:
        """The allocation of the address, among those that the user may see."""
        found = Allocation.objects.visible_to(self.user).countable()
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def has_permission(self) -> bool:
        """Ask besides for the permission to work on allocations, and for one's own society."""
        may = super().has_permission() and self.user.has_perm(Allocation.permission("change"))
        return may and self.allocation.society_id == self.user.society_id

    def page_after(self, saved: Entry) -> Entry:
        return self.allocation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.allocation.get_absolute_url()
        return super().get_context_data(
            step=self.step, allocation=self.allocation, cancel=back, **kwargs
        )


class AllocationReceive(GoodsGiftPages, AllocationStep):
    """Receipt: the form of goods received, whose record the allocation then points to."""

    page = "receive"
    route = "<int:pk>/receive/"
    step = _("Confirm receipt")

    def get_initial(self) -> dict[str, Any]:
        return {
            "date": timezone.localdate(),
            "donor": self.allocation.donor_id,
            "source": GoodsGift.Source.ABOVE,
            "times": self.allocation.times,
            "rounded": self.allocation.rounded,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.allocation.gift_id:
            return redirect(self.allocation)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: EntryForm) -> HttpResponse:
        """Save both or nothing: goods received, and the allocation that points to them."""
        saved = None
        try:
            with transaction.atomic():
                saved = form.save()
                if isinstance(saved, GoodsGift):
                    self._confirm(saved)
        except ValidationError as error:
            saved = None
            form.instance.pk = None
            form.add_error(None, error.messages)
        return self.saved(saved) if saved else self.form_invalid(form)

    def _confirm(self, gift: GoodsGift) -> None:
        """Point to the goods received. Raises ValidationError when it has been done already."""
        if self.allocation.gift_id:
            raise ValidationError(_("Receipt has been confirmed already."))
        try:
            self.allocation.confirm_receipt(gift, by=self.user)
        except StaleVersion as stale:
            raise ValidationError(
                _("Somebody else changed this record meanwhile: please look again.")
            ) from stale


class AllocationIssue(AllocationStep):
    """The form of goods that leave, started with all that is left of the lots."""

    def get_initial(self) -> dict[str, Any]:
        lots = self.allocation.lots().filter(remaining__gt=0)
        gift = self.allocation.gift
        return {
            "date": timezone.localdate(),
            "fund": gift and gift.fund_id,
            "goods": [{"lot": lot, "quantity": lot.remaining} for lot in lots],
        }


class AllocationHandOn(DisbursementPages, AllocationIssue):
    """What is left goes to an institution."""

    page = "hand_on"
    route = "<int:pk>/hand-on/"
    step = _("Give out to an institution")


class AllocationGiveInAid(AidPages, AllocationIssue):
    """What is left is given in aid."""

    page = "give_in_aid"
    route = "<int:pk>/aid/"
    step = _("Give out in aid")


class AllocationFeedback(AllocationPages, EntryChange):
    """Feedback to the society above: when, to whom and by what."""

    page = "feedback"
    route = "<int:pk>/feedback/"
    entry_form = FeedbackForm
    template_name = "relief/allocation_step.html"

    def get_initial(self) -> dict[str, Any]:
        allocation: Allocation = self.object
        proposed = {"fed_back_on": timezone.localdate(), "fed_back_to": str(allocation.donor)}
        return {} if allocation.fed_back_on else proposed

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(step=_("Feedback"), allocation=self.object, **kwargs)


class AidGoodsPages(EntryPages):
    model = AidGoods
    filterset_class = AidGoodsFilter
    table_class = AidGoodsTable


class AidGoodsList(AidGoodsPages, LotMovementList):
    """What was given out of lots, with what each aid is called by."""

    def get_queryset(self) -> LineQuerySet:
        return super().get_queryset().select_related("aid__programme", "aid__person", "aid__place")


class DisbursedGoodsPages(EntryPages):
    model = DisbursedGoods
    filterset_class = DisbursedGoodsFilter
    table_class = DisbursedGoodsTable


class DisbursedGoodsList(DisbursedGoodsPages, LotMovementList):
    pass


class ReturnedGoodsPages(EntryPages):
    model = ReturnedGoods
    filterset_class = ReturnedGoodsFilter
    table_class = ReturnedGoodsTable


class ReturnedGoodsList(ReturnedGoodsPages, LotMovementList):
    def get_queryset(self) -> LineQuerySet:
        relations = (f"goods_return__{name}" for name in ReturnedGoods.owner_model().named_by)
        return super().get_queryset().select_related(*relations)

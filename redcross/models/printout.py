"""A paper that was printed, until it comes back signed."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, NotRequired, TypedDict, Unpack, cast

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import PermissionDenied
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import audit_log
from .audit_log import LogEntry
from .society import Society

if TYPE_CHECKING:
    from .entry import Entry
    from .user import User

# Digits of the number on a paper: with twenty nobody guesses one, and its code stays small.
CODE_LENGTH = 20
# Asked for again within it by the same user, it was a double click or a lost answer.
AT_ONCE = timedelta(seconds=20)
DETAIL_LENGTH, CHOICE_LENGTH = 60, 16


def new_code() -> str:
    """Return a random number that no paper has yet."""
    return f"{secrets.randbelow(9 * 10 ** (CODE_LENGTH - 1)) + 10 ** (CODE_LENGTH - 1)}"


class PrintoutDetails(TypedDict):
    """What is printed: which paper, and what the log calls it. `sensitive`: see the field."""

    society: Society
    paper: str
    title: str
    by: "User"
    returns: bool
    sensitive: bool
    detail: NotRequired[str]
    choice: NotRequired[str]


class PrintoutQuerySet(models.QuerySet["Printout"]):
    def of(self, entry: "Entry") -> "PrintoutQuerySet":
        """Return what was printed of the entry, alone or with others, the latest first."""
        of_kind = self.filter(model=entry._meta.label_lower, society=entry.society_id)
        return of_kind.filter(object_ids__contains=[entry.pk]).order_by("-pk")

    def outstanding(self) -> "PrintoutQuerySet":
        """Return what is to come back signed and has not, as far as it is awaited."""
        return self.filter(returns=True, returned_at=None, given_up_at=None)


class Printout(models.Model):
    """One printing of a paper: of which entries, by whom, which copy. `code` stands on it."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    paper = models.CharField(_("paper"), max_length=40, editable=False)
    model = models.CharField(max_length=60, editable=False)
    object_ids = ArrayField(models.BigIntegerField(), editable=False)
    society = models.ForeignKey(Society, models.PROTECT, related_name="+", editable=False)
    # What tells it from others of this paper of these entries: for whom, of which month.
    detail = models.CharField(max_length=DETAIL_LENGTH, default="", editable=False)
    # What was chosen and as which file it left, as a digest: another choice is another paper.
    choice = models.CharField(max_length=CHOICE_LENGTH, default="", editable=False)
    # The how manieth of this paper of these entries: from the second on it is marked 补打.
    copy = models.PositiveSmallIntegerField(_("copy"), default=1, editable=False)
    returns = models.BooleanField(default=True, editable=False)
    # Whether what comes back shows sensitive values, and is seen by who may see those.
    sensitive = models.BooleanField(default=False, editable=False)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("printed by"),
    )
    printed_at = models.DateTimeField(_("printed on"), auto_now_add=True)
    # How many it has; not known of what was edited on, in Word.
    pages = models.PositiveSmallIntegerField(null=True, editable=False)
    # The numbers of the pages that are back while others are not.
    pages_back = ArrayField(models.PositiveSmallIntegerField(), default=list, editable=False)
    # When the last of them came.
    returned_at = models.DateTimeField(_("came back on"), null=True, editable=False)
    # Somebody said that it will not come back: replaced by another, or not used.
    given_up_at = models.DateTimeField(null=True, editable=False)
    give_up_reason = models.CharField(
        _("reason why it does not come back"),
        max_length=100,
        blank=True,
        editable=False,
        validators=[ProhibitNullCharactersValidator()],
    )

    objects: ClassVar[PrintoutQuerySet] = PrintoutQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("printed paper")
        verbose_name_plural = _("printed papers")
        # Whoever may see the entry and may print at all may print it.
        default_permissions = ()
        permissions = [("print_paper", "Can print papers")]
        ordering = ["-pk"]
        indexes = [
            GinIndex(fields=["object_ids"], name="printout_of_objects"),
            models.Index(
                fields=["society"],
                condition=models.Q(returns=True, returned_at=None, given_up_at=None),
                name="printout_that_is_out",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(given_up_at=None, give_up_reason="")
                | models.Q(given_up_at__isnull=False) & ~models.Q(give_up_reason=""),
                name="printout_is_given_up_with_a_reason",
                violation_error_message=_("Say why it does not come back."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.code}"

    @property
    def kind(self) -> "type[Entry]":
        """The kind of entry that it was printed of."""
        return cast("type[Entry]", apps.get_model(self.model))

    @property
    def is_of_society(self) -> bool:
        """Whether it was printed of the society itself, of no entry."""
        return self.model == Society._meta.label_lower

    @classmethod
    def record(cls, entries: "Sequence[Entry]", **rest: Unpack[PrintoutDetails]) -> "Printout":
        """Return the printing of these entries together. See `record_each()`."""
        [printout] = cls.record_each([entries], **rest)
        return printout

    @classmethod
    def record_each(
        cls, sheets: "Sequence[Sequence[Entry]]", **rest: Unpack[PrintoutDetails]
    ) -> "list[Printout]":
        """Return the printing of each sheet, written down and logged, in a fixed number of queries.

        A sheet is of its entries; without any it is of the society. Asked for twice at once, as by
        a double click, it is the same one.
        """
        society, by, paper = rest["society"], rest["by"], rest["paper"]
        detail, choice = rest.get("detail", ""), rest.get("choice", "")
        model = (sheets[0][0] if sheets[0] else society)._meta.label_lower
        keys = [sorted(entry.pk for entry in entries) for entries in sheets]
        with transaction.atomic():
            Society.lock(society.pk)
            of_paper = cls.objects.filter(society=society, paper=paper, model=model, detail=detail)
            of_paper = of_paper.filter(choice=choice)
            before: dict[tuple[int, ...], list[Printout]] = {}
            for printout in of_paper.filter(object_ids__in=keys).order_by("-pk"):
                before.setdefault(tuple(printout.object_ids), []).append(printout)
            found: list[Printout] = []
            new: list[Printout] = []
            logged: list[models.Model] = []
            for entries, of_sheet in zip(sheets, keys, strict=True):
                earlier = before.get(tuple(of_sheet), [])
                if same := next((one for one in earlier if one.is_at_once(by)), None):
                    found.append(same)
                    continue
                printout = cls(
                    paper=paper,
                    model=model,
                    object_ids=of_sheet,
                    society=society,
                    detail=detail,
                    choice=choice,
                    copy=len(earlier) + 1,
                    returns=rest["returns"],
                    sensitive=rest["sensitive"],
                    printed_by=by,
                )
                new.append(printout)
                found.append(printout)
                logged += entries or [society]
            cls.objects.bulk_create(new)
            audit_log.write_many(
                LogEntry.Action.PRINT,
                by=by,
                changes=[(one, {}) for one in logged],
                reason=rest["title"],
            )
        return found

    @classmethod
    def count_pages(cls, printouts: "Sequence[Printout]", pages: Sequence[int]) -> None:
        """Keep how many pages each has; a query for all."""
        for printout, number in zip(printouts, pages, strict=True):
            printout.pages = number
        cls.objects.bulk_update(printouts, ["pages"])

    def is_at_once(self, by: "User") -> bool:
        """Return whether the user has just printed it."""
        return self.printed_by_id == by.pk and self.printed_at > timezone.now() - AT_ONCE

    def entries(self) -> "list[Entry]":
        """Return the entries that it was printed of, as they are now."""
        return list(self.kind._base_manager.filter(pk__in=self.object_ids).order_by("pk"))

    def evidence_owners(self) -> "Sequence[Entry | Printout]":
        """Return whose evidence it becomes when it comes back: of no entry, its own."""
        return [self] if self.is_of_society else self.entries()

    def check_attachable(self, current: "Printout") -> None:
        """Take evidence whenever it comes: what is of no entry is of no year that is closed."""

    @property
    def outstanding_pages(self) -> list[int]:
        """The numbers of the pages that are not back; nothing where all are, or none is."""
        if self.returned_at or not self.pages_back:
            return []
        return [page for page in range(1, (self.pages or 0) + 1) if page not in self.pages_back]

    def come_back(self, pages: Iterable[int] | None = None) -> None:
        """Say that these pages are back, None: all. Within the transaction that keeps them.

        With the last of them the paper is back: the first time counts, and other copies of the
        same paper of the same entries are awaited no more.
        """
        stored = type(self).objects.select_for_update().get(pk=self.pk)
        self.returned_at, self.pages = stored.returned_at, stored.pages
        self.pages_back = sorted({*stored.pages_back, *(pages or ())})
        self.given_up_at, self.give_up_reason = None, ""
        if pages is None or not self.pages or len(self.pages_back) >= self.pages:
            self.returned_at = stored.returned_at or timezone.now()
        self.save(update_fields=["pages_back", "returned_at", "given_up_at", "give_up_reason"])
        if not self.returned_at:
            return
        copies = (
            type(self)
            .objects.outstanding()
            .filter(
                society=self.society_id,
                paper=self.paper,
                model=self.model,
                object_ids=self.object_ids,
                detail=self.detail,
            )
        )
        reason = gettext("Another copy is back.")
        copies.update(given_up_at=timezone.now(), give_up_reason=reason)

    def give_up(self, *, by: "User", reason: str) -> None:
        """Say that it does not come back. What is back or given up already stays so.

        Raises ValidationError without a reason, and PermissionDenied.
        """
        if by.society_id != self.society_id:
            raise PermissionDenied
        with transaction.atomic():
            stored = type(self).objects.select_for_update().get(pk=self.pk)
            if stored.returned_at or stored.given_up_at:
                return
            self.given_up_at, self.give_up_reason = timezone.now(), reason.strip()
            self.full_clean()
            self.save(update_fields=["given_up_at", "give_up_reason"])
            on: list[tuple[models.Model, audit_log.Changes]]
            on = [(entry, {}) for entry in self.evidence_owners()]
            action = LogEntry.Action.GIVE_UP_PAPER
            audit_log.write_many(action, by=by, changes=on, reason=self.give_up_reason)

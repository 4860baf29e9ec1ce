"""Who belongs to the society, and who sits on its council and supervisory board."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redcross.fields import EncryptedField
from redcross.typed_values import TypedAs

from .directory import Person
from .entry import Entry
from .named_entry import NamedEntry
from .reminder import Reminder, RemindingQuerySet


class Member(NamedEntry):
    """A person or an organisation that is a member (会员). The telephone is sensitive."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("individual member")
        ORGANISATION = "organisation", _("organisation as a member")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.INDIVIDUAL)
    card_number = models.CharField(_("number of the member's card"), max_length=30, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    contact = models.CharField(
        _("contact person"), max_length=30, blank=True, help_text=_("Of an organisation.")
    )
    phone = EncryptedField(_("telephone"), blank=True)
    note = models.TextField(_("note"), blank=True)

    distinguishing_fields = ("card_number",)
    is_about_people = True
    archived_by = ("left_on",)
    personal_fields = ("contact", "card_number", "note")
    name_of_people = Q(kind=Kind.INDIVIDUAL)

    class Meta(NamedEntry.Meta):
        verbose_name = _("member")
        verbose_name_plural = pgettext_lazy("list", "members")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(joined_on=None) | Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="member_left_after_joining",
                violation_error_message=_("It ends before it starts."),
            ),
            models.UniqueConstraint(
                fields=["society", "card_number"],
                condition=~Q(card_number="") & Q(voided_at=None),
                name="member_card_number_unique",
                violation_error_message=_("A member with this card number is already recorded."),
            ),
        ]

    @classmethod
    def is_open_business(cls) -> Q:
        """Return the condition for still being a member."""
        return Q(left_on=None)

    def clean(self) -> None:
        super().clean()
        self.card_number = self.card_number.strip()


class Board(models.TextChoices):
    """What somebody sits on."""

    COUNCIL = "council", _("council")
    SUPERVISORS = "supervisors", _("supervisory board")


class BoardTermQuerySet(RemindingQuerySet["BoardTerm"]):
    """Terms on the council and the supervisory board."""

    def with_sitting(self, today: date) -> Self:
        """Add `sits_today`: whether the person sits on that day."""
        sits = ExpressionWrapper(BoardTerm.sitting(today), output_field=models.BooleanField())
        return self.annotate(sits_today=sits)

    def reminders(self, today: date, most: int) -> list[Reminder]:
        """Return the latest term of each board, if it ends within TERM_NOTICE_DAYS or has ended."""
        soon = today + timedelta(days=settings.TERM_NOTICE_DAYS)
        found = []
        for board in Board:
            held = self.filter(BoardTerm.of_board(board), left_on=None)
            last = held.order_by("-term", "-ends_on").first()
            if last is None or last.ends_on > soon:
                continue
            label = gettext("%(board)s, term no. %(term)s")
            url = f"{reverse(last.url_name('list'))}?board={board.value}&term={last.term}"
            found.append(
                Reminder(
                    last.ends_on,
                    label % {"board": board.label, "term": last.term},
                    _("The term ends: a new election"),
                    url,
                )
            )
        return found


class BoardTerm(Entry):
    """One person's post on the council (理事会) or supervisory board (监事会) for a term (届)."""

    class Post(models.TextChoices):
        HONORARY_PRESIDENT = "honorary_president", _("honorary president")
        PRESIDENT = "president", _("president")
        EXECUTIVE_VICE_PRESIDENT = "executive_vice_president", _("executive vice president")
        VICE_PRESIDENT = "vice_president", _("vice president")
        SECRETARY_GENERAL = "secretary_general", _("secretary general")
        STANDING_COUNCIL = "standing_council", _("member of the standing council")
        COUNCIL = "council", _("member of the council")
        CHIEF_SUPERVISOR = "chief_supervisor", _("chief supervisor")
        DEPUTY_CHIEF_SUPERVISOR = "deputy_chief_supervisor", _("deputy chief supervisor")
        SUPERVISOR = "supervisor", _("supervisor")

    SUPERVISING: ClassVar = (
        Post.CHIEF_SUPERVISOR,
        Post.DEPUTY_CHIEF_SUPERVISOR,
        Post.SUPERVISOR,
    )

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="board_terms", verbose_name=_("person")
    )
    post = models.CharField(_("post"), max_length=30, choices=Post, default=Post.COUNCIL)
    term = models.PositiveSmallIntegerField(
        _("term no."), default=1, help_text=_("3 is the third council or board.")
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("term ends on"))
    left_on = models.DateField(
        _("left the post on"), null=True, blank=True, help_text=_("When before the term's end.")
    )
    unit = models.CharField(_("unit and position"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    # What `BoardTermQuerySet.with_sitting` adds.
    sits_today: bool

    archived_by = ("ends_on", "left_on")
    personal_fields = ("unit", "note")
    typed_as: ClassVar = {"starts_on": TypedAs.OPEN_DATE, "ends_on": TypedAs.END_DATE}

    objects: ClassVar = BoardTermQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("term on council or board")
        verbose_name_plural = _("council and supervisory board")
        ordering = ["-term", "pk"]
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="board_term_ends_after_start",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("starts_on")),
                name="board_term_left_after_start",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(term__gte=1),
                name="board_term_number_positive",
                violation_error_message=_("The number must be above zero."),
            ),
            models.UniqueConstraint(
                fields=["society", "person", "post", "term"],
                condition=Q(voided_at=None),
                name="board_term_once",
                violation_error_message=_("This person already has this post in this term."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_post_display()}"

    @classmethod
    def of_board(cls, board: str) -> Q:
        """Return the condition for a post on the board."""
        supervises = Q(post__in=cls.SUPERVISING)
        return supervises if board == Board.SUPERVISORS else ~supervises

    @classmethod
    def sitting(cls, day: date) -> Q:
        """Return the condition for sitting on that day, within the term and before leaving."""
        return Q(starts_on__lte=day, ends_on__gte=day) & (Q(left_on=None) | Q(left_on__gt=day))

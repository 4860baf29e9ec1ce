"""Publicity, service, meetings and other events, surveys, and projects in villages."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.fields import ChoiceArrayField
from redcross.models import Activity, BoardTerm, Line, Place, Record
from redcross.typed_values import TypedAs


class Event(Activity):
    """Something the society held or took part in. Only the kind publicity counts as publicity."""

    class Kind(models.TextChoices):
        PUBLICITY = "publicity", _("publicity")
        CLINIC = "clinic", _("free clinic")
        SERVICE = "service", _("volunteer service")
        MEETING = "meeting", _("meeting")
        OTHER = "other", pgettext_lazy("event", "other")

    class Content(models.TextChoices):
        TALKS = "talks", _("publicity on the spot")
        CLINIC = "clinic", _("free clinic")
        ADVICE = "advice", _("health advice")
        DRILL = "drill", _("demonstration of first aid")
        LEAFLETS = "leaflets", _("handing out material")
        CLEANING = "cleaning", _("cleaning up")
        VISITS = "visits", _("going from door to door")

    class ThemeDay(models.TextChoices):
        RED_CROSS_WEEK = "red_cross_week", _("Red Cross Week")
        RED_CROSS_DAY = "red_cross_day", _("World Red Cross Day")
        DISASTERS = "disasters", _("Disaster Prevention Day")
        BLOOD_DONORS = "blood_donors", _("World Blood Donor Day")
        FIRST_AID = "first_aid", _("World First Aid Day")
        MARROW_DONORS = "marrow_donors", _("World Marrow Donor Day")
        AIDS = "aids", _("World AIDS Day")
        LAW = "law", _("Legal Publicity Day")

    class Topic(models.TextChoices):
        BLOOD = "blood", _("giving blood")
        STEM_CELLS = "stem_cells", _("donation of stem cells")
        BODY = "body", _("donation of body and organs")
        FIRST_AID = "first_aid", _("first aid")
        ILLNESS = "illness", _("prevention of infectious diseases")
        SPIRIT = "spirit", _("spirit of the Red Cross")
        PROGRAMMES = "programmes", _("programmes of help")
        CIVIC = "civic", _("civilised town")

    class Channel(models.TextChoices):
        BOARDS = "boards", _("display boards")
        OUTDOOR = "outdoor", _("outdoor advertising")
        WECHAT = "wechat", _("WeChat")
        ONLINE = "online", _("online media")
        PRESS = "press", _("newspapers")
        BROADCAST = "broadcast", _("radio and television")

    title = models.CharField(_("title"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PUBLICITY)
    contents = ChoiceArrayField(_("contents"), choices=Content)
    theme_day = models.CharField(
        _("theme day"),
        max_length=20,
        choices=ThemeDay,
        blank=True,
        default="",
        help_text=_("The day it was held for."),
    )
    topics = ChoiceArrayField(_("topics"), choices=Topic)
    channels = ChoiceArrayField(_("channels"), choices=Channel)
    programme = models.CharField(
        _("programme it serves"), max_length=100, blank=True, help_text=_("By its name.")
    )
    spot = models.CharField(
        _("exact spot"), max_length=60, blank=True, help_text=_("A grid, lane, square.")
    )
    chair = models.CharField(
        _("headed by"), max_length=60, blank=True, help_text=_("Of a meeting or leading group.")
    )
    people = models.PositiveIntegerField(
        _("people reached"),
        null=True,
        blank=True,
        help_text=_("Who was reached; rough numbers are marked under “More”."),
    )
    volunteers = models.PositiveIntegerField(_("volunteers"), null=True, blank=True)
    hours = models.DecimalField(
        _("hours of service"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Of all volunteers together."),
    )

    # What papers read along: who sat on a board on its day, and how many photos there are.
    seats: list[BoardTerm]
    photos: int

    lines = ("materials",)
    roundable_fields = ("people", "volunteers", "hours", "times")
    alike_fields = ("date", "kind", "title", "place")

    personal_fields = ("note", "chair")

    class Meta(Activity.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *Activity.Meta.constraints,
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0),
                name="event_hours_positive",
                violation_error_message=_("The number must be above zero, or empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Material(Line):
    """One kind of material handed out at an event."""

    class Kind(models.TextChoices):
        PRINTED = "printed", _("printed matter")
        ARTICLE = "article", _("articles")

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="materials", verbose_name=_("event")
    )
    item = models.CharField(_("item"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PRINTED)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit of quantity"), max_length=10, default="份")
    rounded = models.BooleanField(_("rounded"), default=False)

    owner = "event"
    # Each is in the unit beside it.
    not_summed = frozenset({"quantity"})
    roundable_fields = ("quantity",)

    class Meta(Line.Meta):
        verbose_name = _("material handed out")
        verbose_name_plural = _("materials handed out")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="material_quantity_positive",
                violation_error_message=_("The quantity must be above zero."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}{self.unit}"


class Survey(Record):
    """People asked how satisfied they are (群众满意度调查), as counts. The sheets are evidence."""

    subject = models.CharField(
        _("about what"), max_length=100, help_text=_("A service, a programme, the year's work.")
    )
    asked = models.PositiveIntegerField(
        _("people asked"), null=True, blank=True, help_text=_("Sheets handed out.")
    )
    answered = models.PositiveIntegerField(
        _("answered"), help_text=_("Sheets that came back and can be used.")
    )
    satisfied = models.PositiveIntegerField(
        _("satisfied"), help_text=_("Of those who answered; very satisfied among them.")
    )

    roundable_fields = ()
    alike_fields = ("date", "subject", "answered", "satisfied")
    recommended_fields = ("asked",)

    class Meta(Record.Meta):
        verbose_name = _("survey of satisfaction")
        verbose_name_plural = _("surveys of satisfaction")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answered__gt=0),
                name="survey_answered_positive",
                violation_error_message=_("The number must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(asked=None) | Q(asked__gte=F("answered")),
                name="survey_answered_of_those_asked",
                violation_error_message=_("No more answered than were asked."),
            ),
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("answered")),
                name="survey_satisfied_of_those_who_answered",
                violation_error_message=_("No more are satisfied than answered."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class CommunityProject(Record):
    """A 博爱家园, 博爱广场 or 博爱卫生站 as it stood on the date of its stage. Amount in yuan."""

    class Kind(models.TextChoices):
        HOME = "home", _("Fraternity Home")
        SQUARE = "square", _("Fraternity Square")
        CLINIC = "clinic", _("Fraternity Clinic")
        OTHER = "other", pgettext_lazy("community project", "other")

    class Stage(models.TextChoices):
        PLANNED = "planned", _("planned")
        BUILDING = "building", _("being built")
        ACCEPTED = "accepted", _("accepted")
        STOPPED = "stopped", _("given up")

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.HOME)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.PLANNED)
    funder = models.CharField(
        _("paid for by"), max_length=60, blank=True, help_text=_("Who pays for it.")
    )
    amount = models.DecimalField(
        _("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    roundable_fields = ("amount", "times")
    alike_fields = ("date", "place", "kind", "stage", "funder")
    recommended_fields = ("amount",)
    typed_as = {"amount": TypedAs.YUAN}

    class Meta(Record.Meta):
        verbose_name = _("community project")
        verbose_name_plural = _("community projects")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0),
                name="community_project_amount_positive",
                violation_error_message=_("The amount must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.get_kind_display()}"

"""First-aid training: courses, sessions, and who took part."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import MAXYEAR, date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.fields import SearchKeyField
from redcross.models import Activity, Entry, Line, NamedEntry, Partner, Person, named_days
from redcross.typed_values import DatePrecision, TypedAs, compact, first_day


class Course(NamedEntry):
    """A kind of training. Awareness and certified training are never added up."""

    class Kind(models.TextChoices):
        AWARENESS = "awareness", _("awareness training")
        CPR_AED = "cpr_aed", _("CPR and AED")
        CERTIFIED = "certified", _("first-aider training with certificate")
        TRAINER = "trainer", _("trainer training")
        CARE = "care", _("care of the old")
        OTHER = "other", pgettext_lazy("course", "other")

    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.AWARENESS,
        help_text=_("Awareness and certified training are never added up."),
    )
    hours = models.DecimalField(
        _("hours"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Of one session."),
    )
    note = models.TextField(_("note"), blank=True)

    has_proper_name = False
    counted_by = ("kind",)
    counts_what_came_before = True
    not_summed = frozenset({"hours"})

    class Meta(NamedEntry.Meta):
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="course_name_unique",
                violation_error_message=_("There is already a course of this name."),
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0),
                name="course_hours_positive",
                violation_error_message=_("The number must be above zero, or empty."),
            ),
        ]


class Session(Activity):
    """A course held once, or several times as `times` says. A roster replaces the headcounts.

    `attended`, `passed_counted` and `certified_counted` are what counts: of the roster where there
    is one, else the headcount.
    """

    course = models.ForeignKey(
        Course, models.PROTECT, related_name="sessions", verbose_name=_("course")
    )
    title = models.CharField(
        _("title"), max_length=100, blank=True, help_text=_("When it had a name of its own.")
    )
    hosts = models.ManyToManyField(
        Partner,
        blank=True,
        related_name="+",
        verbose_name=_("hosts"),
        help_text=_("Who called it, this society included."),
    )
    audience = models.CharField(
        _("audience"),
        max_length=60,
        blank=True,
        help_text=_("For instance villagers, pupils, officials."),
    )
    topics = models.CharField(_("topics"), max_length=200, blank=True)
    trainers = models.CharField(_("trainers"), max_length=100, blank=True)
    attendance = models.PositiveIntegerField(
        _("attendance"), null=True, blank=True, help_text=_("Leave empty where a roster is kept.")
    )
    passed = models.PositiveIntegerField(
        _("passed"), null=True, blank=True, help_text=_("Leave empty where a roster is kept.")
    )
    certified = models.PositiveIntegerField(
        _("certified"), null=True, blank=True, help_text=_("Leave empty where a roster is kept.")
    )
    attended = models.PositiveIntegerField(_("attended"), default=0, editable=False)
    passed_counted = models.PositiveIntegerField(_("passed"), default=0, editable=False)
    certified_counted = models.PositiveIntegerField(_("certified"), default=0, editable=False)

    lines = ("roster",)
    roundable_fields = ("attendance", "passed", "certified", "times")
    counted_for = {
        "attended": "attendance",
        "passed_counted": "passed",
        "certified_counted": "certified",
    }
    alike_fields = ("date", "course", "title", "place", "audience")
    carries_over = True

    personal_fields = ("note", "trainers")

    class Meta(Activity.Meta):
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        constraints = [
            *Activity.Meta.constraints,
            models.CheckConstraint(
                condition=Q(passed=None) | Q(attendance=None) | Q(passed__lte=F("attendance")),
                name="session_passed_of_those_who_came",
                violation_error_message=_("No more than came."),
            ),
            models.CheckConstraint(
                condition=Q(certified=None)
                | Q(attendance=None)
                | Q(certified__lte=F("attendance")),
                name="session_certified_of_those_who_came",
                violation_error_message=_("No more than came."),
            ),
        ]

    # What closed periods count of the roster as it is stored.
    _closed_certificates: set[tuple[object, ...]] | None = None

    def __str__(self) -> str:
        return str(self.title or self.course)

    @staticmethod
    def without_headcount() -> Q:
        """Return the condition for nobody having said how many came: 0 stands in `attended`."""
        return Q(attendance=None, attended=0)

    def on_roster(self) -> dict[str, int]:
        """Return how many stand on the roster, how many of them passed and have a certificate.

        By the names of the headcounts: `attendance`, `passed`, `certified`.
        """
        return self.roster.aggregate(
            attendance=Count("pk"),
            passed=Count("pk", filter=Q(passed=True)),
            certified=Count("pk", filter=~Q(certificate_number="")),
        )

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        listed = self.on_roster()
        # A roster without marks or numbers leaves those headcounts standing.
        counted = {name: number or getattr(self, name) or 0 for name, number in listed.items()}
        for name, number in counted.items():
            if listed["attendance"] and number > listed["attendance"]:
                raise ValidationError({name: _("No more than came.")})
        self.attended = counted["attendance"]
        self.passed_counted, self.certified_counted = counted["passed"], counted["certified"]
        # What the roster counts is exact.
        self.rounded = [one for one in self.rounded if not listed.get(one.partition(":")[0])]
        self.save(update_fields=["attended", "passed_counted", "certified_counted", "rounded"])
        self._check_certificates_unique()
        self._check_people_once()

    def check_changeable(self, current: Self) -> None:
        super().check_changeable(current)
        if self.society.locked_periods:
            self._closed_certificates = current.certificates_of_closed(current.roster.all())

    def certificates_of_closed(self, roster: "Iterable[Enrolment]") -> set[tuple[object, ...]]:
        """Return what closed periods count of the roster: certificates that were valid in them."""
        periods = self.society.locked_periods if self.voided_at is None else ()
        return {
            (line.person_id or line.pk, line.certificate_number, line.issued_on, line.expires_on)
            for line in roster
            if line.certificate_number and line.issued_on
            for period in periods
            if line.issued_on <= period.end and (line.expires_on or period.end) >= period.start
        }

    @classmethod
    def validate_together(
        cls, saved: Sequence[tuple[Self, Self | None]]
    ) -> Iterator[tuple[Self, ValidationError]]:
        yield from super().validate_together(saved)
        if not saved or not saved[0][0].society.locked_periods:
            return
        # What a merge moves and takes back is held by the figures of closed periods themselves.
        sessions = [
            row for row, stored in saved if stored is None or row._closed_certificates is not None
        ]
        rosters: dict[int, list[Enrolment]] = {}
        for line in Enrolment.objects.filter(session__in=[row.pk for row in sessions]):
            rosters.setdefault(line.session_id, []).append(line)
        for row in sessions:
            before = row._closed_certificates or set()
            if changed := before ^ row.certificates_of_closed(rosters.get(row.pk, [])):
                text = _(
                    "Certificate %(number)s counts in what is closed with a final evaluation:"
                    " %(period)s. Have it reopened, or leave the certificate as it was."
                )
                number = min(str(number) for _holder, number, *_days in changed)
                period = named_days(row.society.locked_periods)
                yield row, ValidationError(text % {"number": number, "period": period})

    def _check_people_once(self) -> None:
        """Raise ValidationError for a person who stands on the roster twice."""
        lines = self.roster.exclude(person=None).order_by().values("person", "person__name")
        twice = lines.annotate(lines=Count("pk")).filter(lines__gt=1).order_by("person__name")
        if found := twice.values_list("person__name", flat=True).first():
            raise ValidationError(_("“%(person)s” stands on the roster twice.") % {"person": found})

    def missing(self) -> list[str | Promise]:
        found = super().missing()
        if not self.attended and self.attendance is None and self.date <= timezone.localdate():
            found.append(self.own_field("attendance").verbose_name)
        if self.roster.filter(Enrolment.without_day()).exists():
            found.append(Enrolment.own_field("issued_on").verbose_name)
        return found

    @classmethod
    def incomplete(cls) -> Q:
        """Return the condition for something being still to be completed, as `missing` has it."""
        lacking = Enrolment.objects.filter(Enrolment.without_day(), session=OuterRef("pk"))
        held = Q(date__lte=timezone.localdate())
        return super().incomplete() | held & cls.without_headcount() | Q(Exists(lacking))

    def _check_certificates_unique(self) -> None:
        """Raise ValidationError for a number given twice, on this roster or within the society."""
        plain = Replace("certificate_number", Value("-"), Value(""))
        with_number = Enrolment.objects.exclude(certificate_number="").annotate(plain=plain)
        numbers = list(with_number.filter(session=self.pk).values_list("plain", flat=True))
        others = with_number.filter(
            session__society=self.society_id, session__voided_at=None, plain__in=numbers
        )
        used = others.exclude(session=self.pk).values_list("certificate_number", flat=True).first()
        used = used or next((number for number in numbers if numbers.count(number) > 1), None)
        if used and self.voided_at is None:
            raise ValidationError(
                _("The certificate number %(number)s is already used.") % {"number": used}
            )

    def warnings(self) -> list[tuple[str | Promise, Entry | None]]:
        text = _("%(number)s: the headcount is %(typed)s, the roster has %(listed)s and counts.")
        found: list[tuple[str | Promise, Entry | None]] = []
        for name, listed in self.on_roster().items():
            typed = getattr(self, name)
            if listed and typed not in (None, listed):
                label = self.own_field(name).verbose_name
                found.append((text % {"number": label, "typed": typed, "listed": listed}, None))
        start = first_day(self.date, DatePrecision(self.date_precision))
        if early := self.roster.filter(issued_on__lt=start).order_by("pk").first():
            text = _("“%(person)s”: the certificate was issued before the course began.")
            found.append((text % {"person": early.name}, None))
        return found


class Enrolment(Line):
    """One person on the roster of a session, with scores and certificate."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="roster", verbose_name=_("training session")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=30)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("person"),
    )
    theory = models.DecimalField(_("theory"), max_digits=4, decimal_places=1, null=True, blank=True)
    practice = models.DecimalField(
        _("practice"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    passed = models.BooleanField(_("passed"), default=False)
    certificate_number = models.CharField(_("certificate number"), max_length=40, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    search_key = SearchKeyField(of="name")

    owner = "session"
    not_summed = frozenset({"theory", "practice"})
    typed_as = {"expires_on": TypedAs.END_DATE}

    personal_fields = ("certificate_number",)
    name_of_people = Q()

    class Meta(Line.Meta):
        verbose_name = _("roster line")
        verbose_name_plural = _("roster")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="enrolment_of_a_person_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("This person stands in another row."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None)
                | Q(issued_on=None)
                | Q(expires_on__gte=F("issued_on")),
                name="enrolment_expires_after_issue",
                violation_error_message=_("It expires before it was issued."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100}),
                    name=f"enrolment_{name}_within_a_hundred",
                    violation_error_message=_("A score lies between 0 and 100."),
                )
                for name in ("theory", "practice")
            ),
            models.CheckConstraint(
                condition=Q(certificate_number="") | Q(passed=True),
                name="enrolment_certificate_of_who_passed",
                violation_error_message=_("Only who passed gets a certificate."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.certificate_number}".strip()

    @classmethod
    def without_day(cls) -> Q:
        """Return the condition for a certificate of which nobody knows when it was issued."""
        return ~Q(certificate_number="") & Q(issued_on=None)

    def clean(self) -> None:
        super().clean()
        self.certificate_number = compact(self.certificate_number)
        if self.issued_on and not self.expires_on:
            self.expires_on = three_years_after(self.issued_on)


def three_years_after(day: date) -> date:
    """Return until when a first-aider's certificate issued on that day is valid."""
    year = min(day.year + 3, MAXYEAR)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)

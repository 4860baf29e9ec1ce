"""What entries of every app point to, and the basic numbers of the society."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redcross.fields import DigestField, EncryptedField, EncryptedNumberField, mask_id
from redcross.resident_id import is_under
from redcross.validators import validate_resident_id

from .entry import Question
from .named_entry import NamedEntry
from .record import Record

if TYPE_CHECKING:
    from .line import Line

# 个人信息保护法 28, 31.
CONSENTING_AGE = 14


class Place(NamedEntry):
    """A town, village or other place where things happen."""

    code = models.CharField(
        _("administrative division code"),
        max_length=12,
        blank=True,
        help_text=_("For instance 430212, as in GB/T 2260. May be left empty."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
        help_text=_("Of a village: its town."),
    )

    distinguishing_fields = ("code", "parent_id")

    class Meta(NamedEntry.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "parent", "name"],
                condition=Q(voided_at=None),
                name="place_name_unique",
                nulls_distinct=False,
                violation_error_message=_("There is already a place of this name."),
            ),
        ]

    @classmethod
    def details_of(cls, entries: Sequence[Self]) -> dict[int, list[str]]:
        """Add where each lies: villages of several towns have one name."""
        lying = cls.objects.filter(pk__in=[entry.pk for entry in entries])
        within = dict(lying.values_list("pk", "parent__name"))
        details = super().details_of(entries)
        return {key: [within.get(key) or "", *texts] for key, texts in details.items()}

    def clean(self) -> None:
        super().clean()
        self.validate_no_cycle("parent", _("A place cannot lie in itself."))


class Partner(NamedEntry):
    """An organisation that hosts or helps."""

    class Meta(NamedEntry.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "name"],
                condition=Q(voided_at=None),
                name="partner_name_unique",
                violation_error_message=_("There is already a partner of this name."),
            ),
        ]


class Person(NamedEntry):
    """Someone helped, trained, volunteering or on a board."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=100)
    id_number = EncryptedNumberField(
        _("ID number"),
        blank=True,
        mask=mask_id,
        validators=[validate_resident_id],
        help_text=_("Stored encrypted and shown in part."),
    )
    id_number_digest = DigestField(of="id_number")
    phone = EncryptedField(_("telephone"), blank=True)
    not_published = models.BooleanField(
        _("does not want to be published"),
        default=False,
        help_text=_("Left out of every list that is posted or published."),
    )

    consent_paper = models.CharField(
        _("consent to keeping the data"),
        max_length=100,
        blank=True,
        help_text=_("Paper by which the person agreed: what for, and that it is sensitive."),
    )
    # Consents of gifts have a day, too.
    consent_on = models.DateField(
        pgettext_lazy("person", "consent given on"), null=True, blank=True
    )
    consent_guardian = models.CharField(
        _("guardian who consented"),
        max_length=30,
        blank=True,
        help_text=_("Of a child under fourteen a parent or other guardian."),
    )

    distinguishing_fields = ("id_number_digest",)
    strictest_on_merge = {"not_published": (True, False)}
    taken_over_on_merge = ("consent_paper", "consent_on", "consent_guardian")
    is_about_people = True
    archived_by = ("entered_at",)
    emptied_fields = taken_over_on_merge
    name_of_people = Q()

    class Meta(NamedEntry.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            *NamedEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "id_number_digest"],
                condition=~Q(id_number_digest="") & Q(voided_at=None),
                name="person_id_number_unique",
                violation_error_message=_("This ID number is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(consent_paper="", consent_on=None, consent_guardian="")
                | (~Q(consent_paper="") & Q(consent_on__isnull=False)),
                name="person_consent_paper_and_day",
                violation_error_message=_("Name both the paper of the consent and its day."),
            ),
        ]

    def clean(self) -> None:
        """Ask for the guardian of a child: 个人信息保护法 31. Raises ValidationError."""
        super().clean()
        self.check_not_ahead("consent_on")
        if not self.consent_on or self.consent_guardian.strip():
            return
        if is_under(CONSENTING_AGE, self.id_number, self.consent_on):
            text = _("Under fourteen on that day: name the guardian who consented.")
            raise ValidationError({"consent_guardian": text})

    def missing(self) -> list[str | Promise]:
        """Return also the consent, where there is a number of identity or an application."""
        lacks = super().missing()
        if not self.consent_paper and (self.id_number or self._asks_for_consent()):
            lacks.append(self.own_field("consent_paper").verbose_name)
        return lacks

    def _asks_for_consent(self) -> bool:
        own = type(self).objects.filter(pk=self.pk)
        return any(own.filter(condition).exists() for condition in self.asking_for_consent())

    @classmethod
    def asking_for_consent(cls) -> Iterator[Q]:
        """Yield the conditions for records that name the person and ask for consent."""
        for model, name in cls.referencing_fields():
            if model.asks_for_consent:
                rows = model.objects.countable().filter(**{name: OuterRef("pk")})
                yield Q(Exists(rows))

    @classmethod
    def incomplete(cls) -> Q:
        """Return the condition for something being still to be completed, as `missing` has it."""
        with_id_number = ~Q(id_number_digest="")
        for condition in cls.asking_for_consent():
            with_id_number |= condition
        return super().incomplete() | (Q(consent_paper="") & with_id_number)


class StandingNumber(Record):
    """What the society is and has (基本情况) as of its date, or what was counted before records."""

    class Kind(models.TextChoices):
        ESTABLISHED = "established", _("posts established")
        STAFF = "staff", _("posts filled")
        MEMBERS = "members", _("members")
        VOLUNTEERS = "volunteers", _("Red Cross volunteers")
        BRANCHES = "branches", _("grass-roots organisations")
        AED = "aed", _("AEDs in public places")
        TRAINING_BASES = "training_bases", _("first-aid training bases in towns")
        POPULATION = "population", _("resident population")
        # Opening values, to which what is recorded here is added.
        BLOOD = "blood", _("blood given before records")
        SAMPLED = "sampled", _("stem cells sampled before records")
        STORED = "stored", _("stem cells stored before records")
        STEM_CELLS = "stem_cells", _("stem cells donated before records")
        BODY_REGISTERED = "body_registered", _("bodies registered before records")
        BODY = "body", _("bodies donated before records")
        ORGAN_REGISTERED = "organ_registered", _("organs registered before records")
        ORGAN = "organ", _("organs donated before records")
        TOGETHER_REGISTERED = (
            "together_registered",
            _("bodies and organs registered before records, not told apart"),
        )
        TOGETHER = "together", _("bodies and organs donated before records, not told apart")
        TRAINED = "trained", _("people trained before records")
        CERTIFIED = "certified", _("people certified before records")

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=Kind,
        default=Kind.MEMBERS,
        help_text=_(
            "“Before records”: the total up to the date, to which later records are added."
        ),
    )
    number = models.PositiveIntegerField(_("number"))
    slip = models.CharField(
        _("slip"), max_length=100, blank=True, help_text=_("From whom the number comes.")
    )

    roundable_fields = ("number",)
    recommended_fields = ("slip",)
    # Figures of every later year begin with it.
    carries_over = True
    not_summed = frozenset({"number"})

    class Meta(Record.Meta):
        verbose_name = _("standing number")
        verbose_name_plural = _("standing numbers")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["society", "kind", "date"],
                condition=Q(voided_at=None),
                name="standing_number_once_a_day",
                violation_error_message=_("This number is already recorded for that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def counts_before_records(self) -> bool:
        """Whether records are added to it, rather than it standing for itself."""
        kind = self.Kind
        return self.kind not in (
            *(kind.ESTABLISHED, kind.STAFF, kind.MEMBERS, kind.VOLUNTEERS),
            *(kind.BRANCHES, kind.AED, kind.TRAINING_BASES, kind.POPULATION),
        )

    def questions(self, lines: Mapping[str, Sequence["Line"]]) -> Iterator[Question]:
        yield from super().questions(lines)
        day = self.date
        if day and (day.month, day.day) != (12, 31) and self.counts_before_records:
            text = gettext(
                "Within a year, what is known only to that year or month counts as contained in it."
                " Is it the total up to this very day?"
            )
            yield Question("within_year", text, None)

    @classmethod
    def before_it(cls) -> Q:
        """Return the condition, within a subquery, for a number of the same kind before the row."""
        same = {name: OuterRef(name) for name in ("society", "kind")}
        return Q(**same, date__lt=OuterRef("date"))

    @classmethod
    def not_within(cls, kind: "str | OuterRef", on: date) -> Q:
        """Return the condition for a record lying after the latest opening number of this kind.

        Up to the day; that number holds the records of its own day and before, and what is known
        only to its own month or year. Without a number all records lie after it.
        """
        numbers = cls.objects.countable().filter(
            society=OuterRef("society"), kind=kind, date__lte=on
        )
        of_year = numbers.filter(date__year__gte=OuterRef("date__year"))
        of_month = of_year.filter(
            Q(date__year__gt=OuterRef("date__year")) | Q(date__month__gte=OuterRef("date__month"))
        )
        return (
            Q(date__lte=on)
            & ~Q(Exists(numbers.filter(date__gte=OuterRef("date"))))
            # Few are known to no day, and only these are to be looked for: so that comes first.
            & (~Q(date_precision=cls.Precision.YEAR) | ~Q(Exists(of_year)))
            & (~Q(date_precision=cls.Precision.MONTH) | ~Q(Exists(of_month)))
        )

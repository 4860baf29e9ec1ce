"""Lists of people who were each given something, and signed for it (发放花名册)."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Grouping(models.TextChoices):
    """What a row of such a list is."""

    PERSON = "person", _("a record of its own, of this person")
    TOGETHER = "together", _("counted with the others of its village, without names")


@dataclass(frozen=True)
class Roster:
    """The fields of an entry that such a list fills."""

    # Who was given something.
    person: str
    # How many people and households were.
    people: str
    households: str
    # Where they live, and the village in words.
    place: str
    recipients: str
    # What is added up over a village.
    summed: tuple[str, ...]

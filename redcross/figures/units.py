"""What numbers are counted in: a line for each measure word (量词)."""

from functools import cache

from django.db import models
from django.utils.translation import override, pgettext_lazy


class Unit(models.TextChoices):
    """What a number counts; the label is its measure word in the language of the page."""

    YUAN = "yuan", pgettext_lazy("unit", "yuan")
    PERCENT = "percent", pgettext_lazy("unit", "percent")
    GIFTS = "gifts", pgettext_lazy("unit", "gifts")
    DONORS = "donors", pgettext_lazy("unit", "donors")
    FUNDS = "funds", pgettext_lazy("unit", "funds")
    BATCHES = "batches", pgettext_lazy("unit", "batches")
    LOTS = "lots", pgettext_lazy("unit", "lots")
    PEOPLE = "people", pgettext_lazy("unit", "people")
    PERSON_TIMES = "person_times", pgettext_lazy("unit", "person-times")
    SAMPLES = "samples", pgettext_lazy("unit", "samples")
    CASES = "cases", pgettext_lazy("unit", "cases")
    MILLILITRES = "millilitres", pgettext_lazy("unit", "millilitres")
    HOUSEHOLDS = "households", pgettext_lazy("unit", "households")
    PACKAGES = "packages", pgettext_lazy("unit", "packages")
    APPLICATIONS = "applications", pgettext_lazy("unit", "applications")
    TIMES = "times", pgettext_lazy("unit", "times")
    SESSIONS = "sessions", pgettext_lazy("unit", "sessions")
    CLASSES = "classes", pgettext_lazy("unit", "classes")
    COPIES = "copies", pgettext_lazy("unit", "copies")
    ARTICLES = "articles", pgettext_lazy("unit", "articles")
    HOURS = "hours", pgettext_lazy("unit", "hours")
    PROJECTS = "projects", pgettext_lazy("unit", "projects")
    POSTS = "posts", pgettext_lazy("unit", "posts")
    BRANCHES = "branches", pgettext_lazy("unit", "organisations")
    DEVICES = "devices", pgettext_lazy("unit", "devices")
    HONOURS = "honours", pgettext_lazy("unit", "honours")
    BASES = "bases", pgettext_lazy("unit", "bases")
    DAYS = "days", pgettext_lazy("unit", "days")
    CERTIFICATES = "certificates", pgettext_lazy("unit", "certificates")
    DEVICES_PER_10000 = "devices_10000", pgettext_lazy("unit", "devices per 10,000 people")
    RECEIPTS = "receipts", pgettext_lazy("unit", "receipts")

    @property
    def measure_word(self) -> str:
        """The Chinese measure word (量词), whatever the language of the page."""
        return _measure_word(self)


@cache
def _measure_word(unit: Unit) -> str:
    with override("zh-hans"):
        return str(unit.label)

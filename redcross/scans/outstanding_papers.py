"""Papers that were printed, as pages show them, and those that are out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redcross.models import Attachment, Entry, Printout, PrintoutQuerySet, User

from .placing import may_place, paper_title, visible_printouts

# Records and pages that a message or a row names; the others are counted.
NAMED, PAGES_NAMED = 3, 10


@dataclass(frozen=True)
class ShownPaper:
    """A printed paper with what it is called and the first records that it was printed of."""

    printout: Printout
    title: str
    entries: Sequence[Entry]
    more: int
    may_place: bool
    # The scans of a paper that is of no record.
    scans: Sequence[Attachment] = ()

    @property
    def missing(self) -> str:
        """Return which pages are not back, where others are."""
        return listed_outstanding_pages(self.printout)

    @property
    def label(self) -> str:
        """Return it in a line, for a choice."""
        names = ", ".join(map(str, self.entries)) + (" …" if self.more else "")
        return f"{self.title} · {names}" if names else self.title


def listed_outstanding_pages(printout: Printout) -> str:
    """Return which of its pages are not back, in words; "" where all are, or none is."""
    numbers = printout.outstanding_pages
    if not numbers:
        return ""
    shown = _(", ").join(map(str, numbers[:PAGES_NAMED]))
    more = " …" if len(numbers) > PAGES_NAMED else ""
    text = ngettext("page %(numbers)s of %(pages)s", "pages %(numbers)s of %(pages)s", len(numbers))
    return text % {"numbers": f"{shown}{more}", "pages": printout.pages}


def shown_papers(printouts: Iterable[Printout], user: User) -> list[ShownPaper]:
    """Return them with what they are of, in a query a kind."""
    printouts = list(printouts)
    keys_of_models: dict[str, set[int]] = defaultdict(set)
    for one in printouts:
        if not one.is_of_society:
            keys_of_models[one.model].update(one.object_ids[:NAMED])
    entries: dict[str, dict[int, Entry]] = {}
    for one in printouts:
        if one.model in keys_of_models and one.model not in entries:
            entries[one.model] = one.kind._base_manager.in_bulk(keys_of_models[one.model])
    placed = Attachment.objects.kept().filter(
        model=Printout._meta.label_lower, object_id__in=[p.pk for p in printouts if p.is_of_society]
    )
    scans: dict[int, list[Attachment]] = defaultdict(list)
    for scan in placed:
        scans[scan.object_id].append(scan)
    return [
        ShownPaper(
            one,
            paper_title(one),
            [found for key in one.object_ids[:NAMED] if (found := of_kind.get(key))],
            max(0, len(one.object_ids) - NAMED),
            may_place(user, one),
            scans[one.pk],
        )
        for one in printouts
        for of_kind in [entries.get(one.model, {})]
    ]


def outstanding_papers(user: User) -> PrintoutQuerySet:
    """Return the papers that are out and that the user may see."""
    return visible_printouts(user).outstanding()

"""Files of evidence that was taken out, as far as they need not be kept any longer."""

from collections import defaultdict
from collections.abc import Iterator
from typing import cast

from django.apps import apps
from django.utils import timezone

from redcross.models import Attachment, Entry, Society
from reports.models import ArchiveRules

from .disposal import has_ended


def erasable_files() -> Iterator[Attachment]:
    """Yield what was taken out so long ago, and belongs to what the archive need not keep.

    Of an entry without a period of its own, as of a fund, each file is of the year in which it was
    added.
    """
    today = timezone.localdate()
    by_kind: defaultdict[tuple[int, str], list[Attachment]] = defaultdict(list)
    for attachment in Attachment.objects.past_retention().order_by("pk"):
        by_kind[attachment.society_id, attachment.model].append(attachment)
    rules = {key: ArchiveRules.of(Society.objects.get(pk=key)) for key, _label in by_kind}
    for (society, label), attachments in by_kind.items():
        kind = cast("type[Entry]", apps.get_model(label))
        if getattr(kind, "archived_by", ()):
            entries = {one.object_id for one in attachments}
            rows = kind._base_manager.filter(has_ended(kind, rules[society], today), pk__in=entries)
            ended = set(rows.values_list("pk", flat=True))
            yield from (one for one in attachments if one.object_id in ended)
            continue
        years = rules[society].retention_of(label).years
        if years is not None:
            last = today.year - 1 - years
            added = ((one, timezone.localtime(one.added_at).year) for one in attachments)
            yield from (one for one, year in added if year <= last)

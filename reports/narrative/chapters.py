"""The year told in chapters. A sentence whose records do not exist is not written."""

from collections.abc import Callable

from .data import NarrativeData
from .foundations import blood, community, organisation, service
from .humanitarian_aid import aid, emergency, gifts, use_of_gifts
from .opening import opening
from .outreach import bodies, publicity, training
from .phrases import Paragraph

# What is told below a heading, by the name that an outline gives it.
CHAPTERS: dict[str, Callable[[NarrativeData], list[Paragraph]]] = {
    chapter.__name__: chapter
    for chapter in (
        opening,
        blood,
        community,
        service,
        organisation,
        gifts,
        use_of_gifts,
        aid,
        emergency,
        training,
        publicity,
        bodies,
    )
}

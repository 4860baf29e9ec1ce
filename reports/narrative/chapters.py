"""The year told in chapters. A sentence whose records do not exist is not written."""

from collections.abc import Callable

from .data import NarrativeData
from .foundations import blood, community, organisation, service, staffing
from .handed_on import use_of_gifts
from .humanitarian_aid import aid, emergency
from .money import balance, gifts
from .opening import closing, opening
from .outreach import bodies, publicity, satisfaction, training
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
        staffing,
        gifts,
        use_of_gifts,
        balance,
        aid,
        emergency,
        training,
        publicity,
        bodies,
        satisfaction,
        closing,
    )
}
# They are in the society's own words as it is.
_OWN_WORDS = ("opening", "closing")


def tell_chapter(source: str, data: NarrativeData) -> list[Paragraph]:
    """Return the paragraphs of a chapter, with what the society says of its effects at the end.

    Of what nothing is recorded nothing had an effect.
    """
    chapter = CHAPTERS[source](data)
    effects = data.kept_texts.get(source, [])
    if not chapter or not effects or source in _OWN_WORDS:
        return chapter
    return [*chapter[:-1], [*chapter[-1], *effects[0]], *effects[1:]]

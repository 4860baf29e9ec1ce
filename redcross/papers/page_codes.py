"""What the code on a page says: the number of the paper, and which of its pages it is."""

import re
from typing import NamedTuple

# The number of a paper, as `new_code` makes it, and of a page, from 001.
PAGE_CODE = re.compile(r"([0-9]{20})([0-9]{3})?")
LAST_PAGE = 999


class PageCode(NamedTuple):
    """A page that came back: of which paper. `page` is None where its code does not tell it."""

    paper: str
    page: int | None


def page_code(paper: str, page: int) -> str:
    """Return what the code on that page of the paper says; pages count from 1."""
    return f"{paper}{page:03}" if page <= LAST_PAGE else paper


def read_page_code(text: str) -> PageCode | None:
    """Return of which page the code is, None where it is none of ours."""
    found = PAGE_CODE.fullmatch(text)
    if not found:
        return None
    return PageCode(found[1], int(found[2]) or None if found[2] else None)

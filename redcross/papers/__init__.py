"""Papers: what is printed from a record, signed, and comes back as its evidence.

An app declares its own in `papers.py`; here is what a paper is, how it is set and how it leaves.
"""

from .definitions import CLOSING_NAMES, LETTER_CLOSING, NAMED, Paper, PrintContext
from .registry import paper_by_key, papers_of, registered_papers
from .sheet import Column, Fields, Opinion, Opinions, Part, RoundedNumber, Sheet, Table, Text

__all__ = [
    "CLOSING_NAMES",
    "LETTER_CLOSING",
    "NAMED",
    "Column",
    "Fields",
    "Opinion",
    "Opinions",
    "Paper",
    "Part",
    "PrintContext",
    "RoundedNumber",
    "Sheet",
    "Table",
    "Text",
    "paper_by_key",
    "papers_of",
    "registered_papers",
]

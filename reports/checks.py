"""What is looked at when the server starts: every figure that the reports name exists."""

import re
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, FunctionType
from typing import Any

from django.apps import AppConfig
from django.core import checks

from redcross.figures import figures_by_key, registered_derived_figures

from .evaluation.number_checks import PARTS_OF_WHOLES
from .narrative.chapters import CHAPTERS
from .text.figure_references import reference_fault, references_in
from .text.outlines import BUILTIN_OUTLINES
from .views.overview import KEY_FIGURES

KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")


def strings_in(constant: object) -> Iterator[str]:
    """Yield every string constant of a function's code, of functions and tuples within it too."""
    if isinstance(constant, str):
        yield constant
    elif isinstance(constant, CodeType):
        yield from strings_in(constant.co_consts)
    elif isinstance(constant, tuple):
        for member in constant:
            yield from strings_in(member)


def named_figures() -> Iterator[tuple[str, str]]:
    """Yield (where, key of a figure that is named there).

    A narrative names its figures in its functions: whatever in them looks like a key is one.
    """
    for module in {sys.modules[chapter.__module__] for chapter in CHAPTERS.values()}:
        for function in vars(module).values():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                for text in strings_in(function.__code__):
                    if KEY.fullmatch(text):
                        yield module.__name__, text
    for key in KEY_FIGURES:
        yield "home page", key
    for whole, parts in PARTS_OF_WHOLES.items():
        for key in (whole, *parts):
            yield "consistency check", key
    for figure in registered_derived_figures():
        for key in figure.parts:
            yield figure.key, key


def check_named_figures(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Return an error for every figure that is named somewhere and does not exist.

    In narrative, outlines, home page, consistency checks and derived figures.
    """
    known = figures_by_key()
    faults = [f"{where}: no figure {key}" for where, key in named_figures() if key not in known]
    for name, (_label, sections) in BUILTIN_OUTLINES.items():
        for section in sections:
            for reference in references_in(section.text):
                if fault := reference_fault(reference):
                    faults.append(f"outline {name}: {reference}: {fault}")
    return [checks.Error(fault, id="reports.E001") for fault in faults]

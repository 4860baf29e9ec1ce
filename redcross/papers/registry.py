"""All papers that the installed apps declare: `papers = [GiftCertificate(), …]` in `papers.py`."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks

from redcross.models import Entry

from .definitions import Paper

# Of the kernel's own kinds; what is called as those of an app is this package.
OWN_PAPERS = "redcross.directory.papers"


@cache
def registered_papers() -> tuple[Paper[Any], ...]:
    """Return the papers of all apps, in their order."""
    names = [f"{config.name}.papers" for config in apps.get_app_configs()]
    names += [OWN_PAPERS]
    modules = [import_module(name) for name in names if find_spec(name)]
    return tuple(paper for module in modules for paper in getattr(module, "papers", []))


@cache
def papers_of(model: type[Entry]) -> tuple[Paper[Any], ...]:
    """Return the papers of a kind of entry."""
    return tuple(paper for paper in registered_papers() if paper.model is model)


@cache
def paper_by_key() -> dict[str, Paper[Any]]:
    """Return every paper by its key."""
    return {paper.key: paper for paper in registered_papers()}


def check_papers(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Return what is wrong: a key twice, or one that no address can hold."""
    keys = [paper.key for paper in registered_papers()]
    twice = {key for key in keys if keys.count(key) > 1}
    unfit = {key for key in keys if not key.replace("-", "").isalnum() or key != key.lower()}
    return [
        checks.Error(f"{key}: no name of one paper.", id="redcross.E002")
        for key in sorted(twice | unfit)
    ]

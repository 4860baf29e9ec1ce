"""All figures that the installed apps define, and the check of their definitions.

An app's `figures.py` holds `figures = [Flow(…), Stock(…), Distinct(…)]`, and `derived`.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks

from .definitions import CountedFigure, Derived, Period


def definition_faults(figure: CountedFigure) -> list[str]:
    """Return what is wrong with a figure: its parameters, or a join that multiplies rows.

    Whatever is raised is a fault to be told: the check at start names all of them.
    """
    try:
        q = figure.condition({**figure.where, **figure.dates(Period.year(2000))})
        value = figure.aggregate(Period.year(2000))
        query = figure.model.objects.filter(q).annotate(_figure=value).query
    except Exception as error:
        return [str(error)]
    joins = (getattr(join, "join_field", None) for join in query.alias_map.values())
    if any(getattr(join, "multiple", False) for join in joins):
        return [f"{figure.key}: a join over children multiplies rows; use Exists or Subquery."]
    return []


@cache
def _figure_modules() -> list[ModuleType]:
    modules = (f"{config.name}.figures" for config in apps.get_app_configs())
    return [import_module(m) for m in modules if find_spec(m)]


def registered_figures() -> list[CountedFigure]:
    """Return the figures that the installed apps define, in their order."""
    return [figure for module in _figure_modules() for figure in getattr(module, "figures", [])]


def registered_derived_figures() -> list[Derived]:
    """Return the figures over other figures, in the order of the apps."""
    return [figure for module in _figure_modules() for figure in getattr(module, "derived", [])]


@cache
def figures_by_key() -> dict[str, CountedFigure | Derived]:
    """Return every figure, counted and derived."""
    figures: list[CountedFigure | Derived] = [*registered_figures(), *registered_derived_figures()]
    return {figure.key: figure for figure in figures}


def check_figures(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Return what is wrong: parameters unknown to a list page, keys twice, joins over children."""
    figures = registered_figures()
    keys = [figure.key for figure in figures]
    messages = [fault for figure in figures for fault in definition_faults(figure)]
    messages += [f"{key}: defined twice." for key in sorted({k for k in keys if keys.count(k) > 1})]
    return [checks.Error(message, id="redcross.E001") for message in messages]

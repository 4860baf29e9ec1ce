"""All figures that the installed apps define, and the check of their definitions.

An app's `figures.py` holds `figures = [Flow(…), Stock(…), Distinct(…)]`, and `derived`.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core import checks

from .definitions import CountedFigure, Derived, Period


def definition_faults(figure: CountedFigure) -> list[str]:
    """What is wrong with a figure's definition: its parameters, or a join that multiplies rows."""
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
def _figure_modules() -> list[Any]:
    modules = (f"{config.name}.figures" for config in apps.get_app_configs())
    return [import_module(m) for m in modules if find_spec(m)]


def registered_figures() -> list[CountedFigure]:
    """The figures that the installed apps define, in their order."""
    return [figure for module in _figure_modules() for figure in getattr(module, "figures", [])]


def registered_derived_figures() -> list[Derived]:
    """The figures over other figures, in the order of the apps."""
    return [figure for module in _figure_modules() for figure in getattr(module, "derived", [])]


@cache
def figures_by_key() -> dict[str, Any]:
    """Every figure, counted and derived."""
    figures: list[Any] = [*registered_figures(), *registered_derived_figures()]
    return {figure.key: figure for figure in figures}


def check_figures(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every figure's parameters are known to its list page; no key twice, no join over children."""
    figures = registered_figures()
    keys = [figure.key for figure in figures]
    messages = [fault for figure in figures for fault in definition_faults(figure)]
    messages += [f"{key}: defined twice." for key in sorted({k for k in keys if keys.count(k) > 1})]
    return [checks.Error(message, id="redcross.E001") for message in messages]

"""What is looked at when the server starts."""

from reports.checks import check_named_figures, named_figures
from reports.narrative.chapters import CHAPTERS
from reports.text import outlines


def with_a_wrong_key(data):
    return [data.get("donations.cash.amount"), [data.get("donations.cash.nothing")]]


def test_the_figures_that_are_named_exist():
    named = {key for _where, key in named_figures()}
    assert {"donations.cash.amount", "relief.aid.households", "standing.staff"} <= named
    assert check_named_figures(None) == []


def test_a_chapter_that_names_no_figure_fails_at_start(monkeypatch):
    monkeypatch.setitem(CHAPTERS, "wrong", with_a_wrong_key)
    errors = check_named_figures(None)
    assert {error.msg for error in errors} == {f"{__name__}: no figure donations.cash.nothing"}


def test_an_outline_that_refers_to_nothing_fails_at_start(monkeypatch):
    section = outlines.BuiltinSection(1, "H1", text="[[donations.cash.nothing]]")
    monkeypatch.setitem(outlines.BUILTIN_OUTLINES, "wrong", ("O1", (section,)))
    [error] = check_named_figures(None)
    assert "donations.cash.nothing" in error.msg

"""Rows with a position go up and down."""

import pytest

pytestmark = pytest.mark.browser
SCRIPTS = (
    "elements.js",
    "requests.js",
    "quick_add.js",
    "search_box.js",
    "lines.js",
    "row_order.js",
)
ROW = """<div class=line><input name=sections-{0}-heading value="{1}">
<input type=number name=sections-{0}-position value={2}>
<button type=button data-remove-line>Remove</button></div>"""
EMPTY = ROW.format("__prefix__", "new", "")
ROWS = f"""<fieldset data-lines=sections data-counter=TOTAL_FORMS>
<input type=hidden name=sections-TOTAL_FORMS value=3>
{ROW.format(0, "A", 10)}{ROW.format(1, "B", 20)}{ROW.format(2, "C", 30)}
<template>{EMPTY}</template><button type=button data-add-line>Add</button></fieldset>
<div hidden data-order=sections data-text-up=Up data-text-down=Down></div>"""


@pytest.fixture
def rows(load_scripts):
    return load_scripts(*SCRIPTS, html=ROWS)


def move(page, heading, text):
    row = page.locator(".line").filter(has=page.locator(f"[value='{heading}']"))
    row.get_by_role("button", name=text).click()


def order(page):
    return page.locator(".line").evaluate_all(
        "rows => rows.map((row) => [...row.querySelectorAll('input')].map((one) => one.value))"
    )


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([("C", "Up")], "ACB"),
        ([("A", "Down")], "BAC"),
        ([("C", "Up"), ("C", "Up"), ("C", "Up")], "CAB"),
        ([("A", "Down"), ("A", "Down"), ("A", "Down")], "BCA"),
        ([("B", "Up"), ("B", "Down")], "ABC"),
    ],
)
def test_a_row_changes_places_with_its_neighbour_and_positions_count_by_ten(rows, moves, expected):
    for heading, text in moves:
        move(rows, heading, text)
    assert order(rows) == [[heading, str(n * 10)] for n, heading in enumerate(expected, start=1)]


@pytest.mark.parametrize(("heading", "text"), [("A", "Up"), ("C", "Down")])
def test_a_row_at_the_end_stays_and_positions_are_left_as_typed(rows, heading, text):
    rows.fill("[name=sections-1-position]", "15")
    move(rows, heading, text)
    assert order(rows) == [["A", "10"], ["B", "15"], ["C", "30"]]


def test_the_button_keeps_the_focus_so_that_it_can_be_pressed_again(rows):
    move(rows, "A", "Down")
    rows.keyboard.press("Enter")
    assert [heading for heading, _position in order(rows)] == ["B", "C", "A"]


def test_a_row_that_is_added_later_moves_too(rows):
    rows.click("[data-add-line]")
    move(rows, "new", "Up")
    assert order(rows) == [["A", "10"], ["B", "20"], ["new", "30"], ["C", "40"]]


def test_the_buttons_to_move_stand_once_in_each_row_before_the_one_to_remove(rows):
    rows.click("[data-add-line]")
    texts = rows.locator(".line").evaluate_all(
        "rows => rows.map((row) => [...row.querySelectorAll('button')].map((b) => b.textContent))"
    )
    assert texts == [["Up", "Down", "Remove"]] * 4

"""Changes of a text are taken back and made again."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def page(load_scripts):
    page = load_scripts("text_history.js")
    page.clock.install()
    page.evaluate("edits = new redcross.TextHistory({ limit: 3, pause: 1000 })")
    return page


def record(page, *states, typing=False):
    for state in states:
        page.evaluate("([s, typing]) => edits.record(s, { typing })", [state, typing])


def undo(page, state):
    return page.evaluate("(state) => edits.undo(state)", state)


def redo(page, state):
    return page.evaluate("(state) => edits.redo(state)", state)


def test_changes_are_taken_back_and_made_again_in_order(page):
    record(page, "一", "二")
    assert [undo(page, "三"), undo(page, "二"), undo(page, "一")] == ["二", "一", None]
    assert [redo(page, "一"), redo(page, "二"), redo(page, "三")] == ["二", "三", None]
    assert undo(page, "三") == "二"


def test_a_new_change_ends_what_could_be_made_again(page):
    record(page, "一")
    undo(page, "二")
    record(page, "一")
    assert redo(page, "三") is None


def test_typing_without_a_pause_is_one_change(page):
    record(page, "", "一", "一二", typing=True)
    page.clock.run_for(1100)
    record(page, "一二三", typing=True)
    assert [undo(page, "一二三四"), undo(page, "一二三"), undo(page, "")] == ["一二三", "", None]


def test_typing_after_a_change_or_after_taking_one_back_is_a_change_of_its_own(page):
    record(page, "一", typing=True)
    record(page, "二")
    record(page, "三", typing=True)
    assert undo(page, "四") == "三"
    record(page, "五", typing=True)
    assert [undo(page, "六"), undo(page, "五")] == ["五", "二"]


def test_only_the_latest_changes_are_kept(page):
    record(page, "一", "二", "三", "四")
    assert [undo(page, "五"), undo(page, "四"), undo(page, "三")] == ["四", "三", "二"]
    assert undo(page, "二") is None

"""The store of what was typed: each person's own, the newest first, for seven days."""

import pytest

pytestmark = pytest.mark.browser
# What is stored stays.
OWN_PAGE = True
DAY = 24 * 3600 * 1000


@pytest.fixture
def store(server, load_scripts):
    """A function that calls one of the store's; the browser's store is empty at first."""
    page = load_scripts("draft_store.js")

    def call(name, *values):
        return page.evaluate(
            "async ([name, values]) => await redcross[name](...values)", [name, list(values)]
        )

    call.now = page.evaluate("Date.now()")
    return call


def draft(number, user="1", time=0):
    return {"id": f"d{number}", "user": user, "time": time, "state": [["note", f"{number}"]]}


def test_what_is_kept_is_found_and_kept_anew_under_its_name(store):
    store("keepDraft", draft(1))
    assert store("findDraft", "d1") == draft(1)
    store("keepDraft", draft(1) | {"state": []})
    assert store("findDraft", "d1")["state"] == []
    assert store("findDraft", "d2") is None


def test_each_finds_their_own_the_newest_first(store):
    for number, user, time in ((1, "1", 5), (2, "2", 6), (3, "1", 7)):
        store("keepDraft", draft(number, user, time))
    assert [one["id"] for one in store("findDrafts", "1")] == ["d3", "d1"]
    assert [one["id"] for one in store("findDrafts", "2")] == ["d2"]


def test_files_are_forgotten_with_what_they_belong_to(store):
    store("keepDraft", draft(1))
    store("keepFiles", "d1", [{"name": "files", "files": []}])
    assert store("findFiles", "d1")["inputs"] == [{"name": "files", "files": []}]
    store("forgetDraft", "d1")
    assert (store("findDraft", "d1"), store("findFiles", "d1")) == (None, None)


def test_what_is_older_than_seven_days_is_forgotten_whoever_typed_it(store):
    store("keepDraft", draft(1, "1", store.now - 8 * DAY))
    store("keepFiles", "d1", [])
    store("keepDraft", draft(2, "2", store.now - 8 * DAY))
    store("keepDraft", draft(3, "1", store.now - 6 * DAY))
    store("forgetOldDrafts")
    kept = [store("findDraft", f"d{number}") is not None for number in (1, 2, 3)]
    assert kept == [False, False, True]
    assert store("findFiles", "d1") is None

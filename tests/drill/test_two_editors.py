"""Two editors save the same record at the same moment, two hundred times."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.drill.clusters import Embedded
from tests.drill.people import ADD_GIFT, Browser
from tests.drill.sites import site_on
from tests.pages import form_data

ROUNDS = int(os.environ.get("DRILL_EDITS", "200"))


def shown_amount(browser, record):
    return form_data(browser.open(f"{record}change/"))["amount"].removesuffix(".00")


def save_at_once(editors, url, amounts):
    """Have both open the form, then both send it; return what each was answered."""
    together = Barrier(len(editors))

    def save(editor, amount):
        page = editor.open(url)
        together.wait(60)
        return editor.send(url, page, form_data(page) | {"amount": str(amount)})

    with ThreadPoolExecutor(len(editors)) as pool:
        return list(pool.map(save, editors, amounts))


def test_one_wins_the_other_is_told_and_the_log_has_each(folder, count):
    expected, resolved = [], 0
    with site_on(Embedded, folder) as (site, cast):
        editors = [Browser(site.address, name) for name in ("staff", "colleague")]
        page = editors[0].open(ADD_GIFT)
        added = editors[0].send(ADD_GIFT, page, form_data(page) | cast | {"amount": "1"})
        record, before = added.headers["Location"], 1
        editors[1].open(record)
        for number in range(ROUNDS):
            amounts = [1000 + 10 * number, 1001 + 10 * number]
            answers = save_at_once(editors, f"{record}change/", amounts)
            assert sorted(answer.status for answer in answers) == [302, 422], number
            winner = 0 if answers[0].status == 302 else 1
            loser, told = editors[1 - winner], answers[1 - winner]
            assert 'id="conflicts"' in told.text, number
            assert str(amounts[winner]) in told.text.replace(",", "")
            # What was typed still stands in the form.
            typed = form_data(told)
            assert typed["amount"] == str(amounts[1 - winner])
            assert shown_amount(loser, record) == str(amounts[winner])
            expected.append([editors[winner].username, before, amounts[winner]])
            before = amounts[winner]
            if number % 2:
                choice = typed | {"choose_amount": "mine"}
                assert loser.send(f"{record}change/", told, choice).status == 302
                assert shown_amount(loser, record) == str(amounts[1 - winner])
                expected.append([loser.username, before, amounts[1 - winner]])
                before, resolved = amounts[1 - winner], resolved + 1
        logged = site.answer("log_of_gifts")
        there = site.answer("found")
    said = [[who, *(int(float(value)) for value in values)] for _key, who, values in logged]
    assert said == expected
    assert there["faults"] == [] and there["sealed"] == [] and there["gifts"] == [before]
    wins = [sum(who == editor.username for who, *_ in expected) for editor in editors]
    count(
        f"{ROUNDS} times two saved at once: {ROUNDS} won, {ROUNDS} told of the conflict,"
        f" {resolved} then saved what they had typed; {len(said)} changes in the log {wins}"
    )

"""Who leaves a page with something typed or ticked and not sent is asked first."""

import pytest

pytestmark = pytest.mark.browser
FORM = """<form data-leave-guard><input type=text name=amount value=5>
<input type=checkbox name=ticked><input type=text id=unnamed><button>Send</button></form>
<form><input type=text name=other></form>"""
ASKED = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"


@pytest.fixture
def form(load_scripts):
    return load_scripts("leave_guard.js", html=FORM)


def test_nobody_is_asked_about_what_was_not_touched_or_typed_back(form):
    assert form.evaluate(ASKED) is False
    form.fill("[name=amount]", "6")
    assert form.evaluate(ASKED) is True
    form.fill("[name=amount]", "5")
    assert form.evaluate(ASKED) is False


def test_what_is_ticked_counts_and_what_is_not_sent_along_does_not(form):
    form.fill("#unnamed", "x")
    form.fill("[name=other]", "x")
    assert form.evaluate(ASKED) is False
    form.check("[name=ticked]")
    assert form.evaluate(ASKED) is True


def test_nobody_is_asked_about_what_was_sent(form):
    form.evaluate("addEventListener('submit', (event) => event.preventDefault())")
    form.fill("[name=amount]", "6")
    form.click("button")
    assert form.evaluate(ASKED) is False

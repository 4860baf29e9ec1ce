"""Scripts by themselves, where they ask a server: one that answers what a test says."""

import re

import pytest

SITE = "http://society.test/"


@pytest.fixture(scope="module")
def module_page(browser, browser_context_args):
    """The page that the tests of a module have one after another."""
    page = browser.new_page(**browser_context_args)
    yield page
    page.close()


@pytest.fixture
def page(request):
    """An empty page; of the test's own where its module says that something stays: OWN_PAGE."""
    if getattr(request.module, "OWN_PAGE", False) or "sign_in" in request.fixturenames:
        yield request.getfixturevalue("context").new_page()
        return
    page = request.getfixturevalue("module_page")
    page.goto("about:blank")
    yield page
    page.unroute_all()


@pytest.fixture
def server(page):
    """A function that has an address answer, and gives the list of what it was asked since.

    Answers come in turn, the last of them from then on: JSON, a status and JSON, or none at all.
    """
    page.route(f"{SITE}**", lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(SITE)

    def serve(path, *answers):
        left, asked = list(answers), []

        def answer(route):
            request = route.request
            asked.append((request.url.removeprefix(SITE), request.post_data))
            now = left.pop(0) if len(left) > 1 else left[0]
            if now is None:
                route.abort()
            else:
                status, body = now if isinstance(now, tuple) else (200, now)
                route.fulfill(status=status, json=body)

        page.route(re.compile(re.escape(SITE + path) + r"(\?.*)?$"), answer)
        return asked

    return serve

"""Scripts by themselves, where they ask a server: one that answers what a test says."""

import re

import pytest

SITE = "http://society.test/"


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

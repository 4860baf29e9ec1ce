"""The scripts of the pages, loaded as they are shipped on a page that has nothing else."""

import pytest
from django.contrib.staticfiles import finders


@pytest.fixture
def load_scripts(page):
    """A function that shows the HTML with the scripts after it and gives the browser's page."""

    def load(*names, html=""):
        page.set_content(html)
        for name in names:
            page.add_script_tag(path=finders.find(name))
        return page

    return load


@pytest.fixture(scope="module")
def call(request, browser):
    """A function that calls one of `redcross`, of the SCRIPTS that the test's module names."""
    page = browser.new_page()
    for name in request.module.SCRIPTS:
        page.add_script_tag(path=finders.find(name))

    def call(name, *values):
        return page.evaluate("([name, values]) => redcross[name](...values)", [name, list(values)])

    yield call
    page.close()

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests import factories
from tests.depth import part_of
from tests.kinds import pages_of

ROOT = Path(__file__).parent.parent
CATALOGUE = "redcross/locale/zh_Hans/LC_MESSAGES/django.po"
SOURCES = (
    "redcross",
    "donations",
    "relief",
    "training",
    "campaigns",
    "reports",
    "templates",
)


def msgids(path, *options):
    listing = subprocess.run(
        ["msgattrib", "--no-wrap", *options, path], capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"^(?:msgctxt .*\n)?msgid .+$", listing, re.M)) - {'msgid ""'}


def test_every_message_is_translated_and_none_is_a_guess():
    assert msgids(ROOT / CATALOGUE, "--untranslated") == set()
    assert msgids(ROOT / CATALOGUE, "--only-fuzzy") == set()


def test_the_catalogue_holds_every_message_of_the_sources(tmp_path):
    for name in (*SOURCES, "manage.py"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    command = "makemessages -l zh_Hans --no-location --no-obsolete -v0"
    # By file: Django is not started in the copy, which has no keys and no database.
    script = (
        "from django.conf import settings; from django.core.management import call_command;"
        "settings.configure(LOCALE_PATHS=['redcross/locale'], USE_I18N=True, DEBUG=False);"
        "import django; django.setup();"
        f"call_command(*{command.split()!r})"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    assert msgids(tmp_path / CATALOGUE) == msgids(ROOT / CATALOGUE)


class Visible(HTMLParser):
    """The text a reader sees, without what stands in elements marked with another language."""

    def __init__(self, html):
        super().__init__()
        self.skip, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        other = "lang" in attributes and tag != "html"
        if tag not in ("meta", "link", "input", "br", "img", "hr") and (
            self.skip or tag in ("script", "style") or other
        ):
            self.skip.append(tag)

    def handle_endtag(self, tag):
        if self.skip and self.skip[-1] == tag:
            self.skip.pop()

    def handle_data(self, data):
        if not self.skip:
            self.text.append(data)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("language", "wrong"),
    [("zh-hans", r"[A-Za-z]{3,}"), ("en", r"[\u4e00-\u9fff]+")],
)
def test_pages_speak_one_language(language, wrong, signed_in, roles, settings, media):
    society = factories.make_society("S1")
    user = factories.make_user("u1", society, roles["administrator"])
    client = signed_in(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    states = ("waiting", "working", "done", "failed", "cancelled")
    exports = [factories.make_export_file(user, state=state) for state in states]
    found = {}
    for path in (
        *part_of(pages_of(user), language),
        "/exports/",
        *(export.get_absolute_url() for export in exports),
        "/",
        "/?year=2021",
        "/figures/2021/?all=yes",
        "/evaluations/2021/",
        "/help/",
        "/set-up/",
        "/set-up/society/",
        "/users/",
        "/users/acts/",
        "/log/",
        "/users/add/",
        f"/users/{user.pk}/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/logout/",
    ):
        # A title's place for the year is data.
        text = " ".join(Visible(client.get(path).content.decode()).text).replace("{year}", "")
        allowed = {"PDF", "XLSX", "CSV", "Excel", "Word", "AED", "English", "简体中文"}
        if words := set(re.findall(wrong, text)) - allowed:
            found[path] = words
    assert found == {}

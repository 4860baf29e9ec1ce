"""A code on a print: what it belongs to, and whether a file is the one that was signed."""

import re

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext, override

from reports import workflow
from tests.factories import make_cash_gift
from tests.signed import make_signed, waive

URL = "/verify/"


@pytest.fixture(autouse=True)
def fresh(db, media):
    cache.clear()


@pytest.fixture
def signed_copy(staff, leader):
    make_cash_gift(staff, amount="1234.56")
    return make_signed(staff, leader, title="2021年部门整体绩效评价报告", prints_code=True)


def ask(client, code, **rest):
    page = client.post(URL, {"code": code, **rest})
    return page.status_code, page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        *(str, str.lower, lambda c: c.replace("-", ""), lambda c: f" {c.replace('-', ' ')} "),
        lambda c: "".join(chr(ord(letter) + 0xFEE0) for letter in c),
    ],
    ids=["as printed", "lower case", "without dashes", "with blanks", "full width"],
)
def test_a_code_is_known_however_it_is_typed(typed, signed_copy, client):
    status, page = ask(client, typed(signed_copy.code))
    assert status == 200
    assert 'id="verified"' in page
    assert str(signed_copy.evaluation.society) in page and signed_copy.evaluation.title in page
    assert signed_copy.sha256 in page


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "", "%", "' OR 1=1 --", "甲" * 40, "A" * 99])
def test_any_other_code_belongs_to_nothing(code, signed_copy, client):
    status, page = ask(client, code)
    assert status == 422
    assert 'id="verified"' not in page
    assert str(signed_copy.evaluation.society) not in page


def test_the_code_stands_on_the_print_and_is_hard_to_guess(signed_copy):
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", signed_copy.code)
    assert signed_copy.code in signed_copy.text["html"]


def test_the_address_on_the_print_fills_the_code_in_and_tells_nothing_yet(signed_copy, client):
    page = client.get(URL, {"code": signed_copy.code}).content.decode()
    assert f'value="{signed_copy.code}"' in page
    assert str(signed_copy.evaluation.society) not in page
    hostile = client.get(URL, {"code": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in hostile


def test_only_where_the_society_wants_it_the_code_stands_on_the_report(staff, leader):
    plain = make_signed(staff, leader, year=2019)
    assert plain.code not in plain.text["html"]


def test_the_file_is_compared_byte_for_byte(signed_copy, client):
    content = signed_copy.content()
    same = ask(client, signed_copy.code, file=ContentFile(content, name="a.pdf"))[1]
    other = ask(client, signed_copy.code, file=ContentFile(content + b"\n", name="a.pdf"))[1]
    assert ("alert-danger" in same, "alert-danger" in other) == (False, True)


def test_it_says_when_a_later_revision_has_been_approved(signed_copy, staff, leader, client):
    assert "alert-warning" not in ask(client, signed_copy.code)[1]
    revision = workflow.revise(signed_copy.evaluation, by=staff, reason="x")
    waive(revision, staff)
    workflow.submit(revision, by=staff)
    assert "alert-warning" not in ask(client, signed_copy.code)[1]
    later = workflow.approve(revision, by=leader)
    assert "alert-warning" in ask(client, signed_copy.code)[1]
    assert "alert-warning" not in ask(client, later.code)[1]


def test_nothing_else_of_the_society_is_told(signed_copy, client):
    page = ask(client, signed_copy.code)[1]
    for hidden in ("1234.56", "1,234.56", "leader", "staff", "/drafts/"):
        assert hidden not in page, hidden


def test_guessing_is_stopped_by_address(signed_copy, client, monkeypatch):
    # However long they take here, all are tried within one minute.
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    for _number in range(30):
        assert ask(client, "AAAA-BBBB-CCCC")[0] == 422
    status, page = ask(client, signed_copy.code)
    assert status == 429
    with override("zh-hans"):
        assert gettext("Too many codes were tried from here. Please wait a minute.") in page
    assert 'id="verified"' not in page
    elsewhere = client.post(URL, {"code": signed_copy.code}, REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 200
    assert client.get(URL).status_code == 200

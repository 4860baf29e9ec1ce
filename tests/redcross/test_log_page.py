"""The log as administrator, leader and auditor read it, and that every kind of act is in it."""

import csv
import io
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from redcross.log_rows import GROUPS
from redcross.models import LogEntry, Society, User, audit_log
from redcross.views.log import ON_A_PAGE
from tests.factories import PASSWORD, VALID_ID, make_cash_gift, make_donor, make_person, make_user
from tests.redcross.log_changes import as_owner

SIGN_IN = "/accounts/login/"


@pytest.fixture
def reader(signed_in, leader):
    return signed_in(leader)


def acts(page):
    return [row.entry.action for row in page.context["rows"]]


def test_each_act_is_of_one_kind_and_failed_ones_are_of_two():
    found = [
        action
        for name, (_label, actions) in GROUPS.items()
        for action in actions
        if name != "failed"
    ]
    assert sorted(found) == sorted(LogEntry.Action.values)
    assert set(GROUPS["failed"][1]) <= set(found)


def test_failed_sign_ins_are_of_the_society_of_the_account(client, staff, outsider):
    for name in ("staff", "STAFF", "outsider"):
        client.post(SIGN_IN, {"login": name, "password": "wrong"}, REMOTE_ADDR="10.1.2.3")
    failed = LogEntry.objects.filter(action="sign_in_failed").order_by("pk")
    assert [(entry.society_id, entry.reason) for entry in failed] == [
        (staff.society_id, "staff"),
        (staff.society_id, "staff"),
        (outsider.society_id, "outsider"),
    ]


def test_the_page_of_failed_sign_ins_names_account_and_address(client, signed_in, staff, leader):
    client.post(SIGN_IN, {"login": "staff", "password": "wrong"}, REMOTE_ADDR="10.1.2.3")
    page = signed_in(leader).get("/log/?act=failed")
    assert acts(page) == ["sign_in_failed"]
    text = page.content.decode()
    assert "10.1.2.3" in text and f"/users/{staff.pk}/" in text
    assert "10.1.2.3" in signed_in(leader).get("/").content.decode()


def test_a_name_that_no_account_has_is_counted_and_not_kept(client, signed_in, leader):
    client.post(SIGN_IN, {"login": "Boai-2021-secret", "password": "leader"})
    assert "Boai-2021-secret" not in str(list(LogEntry.objects.values()))
    page = signed_in(leader).get("/log/")
    assert page.context["unknown_failures"] == 1
    assert "sign_in_failed" not in acts(page)


def test_attempts_that_are_not_even_tried_are_on_the_page_of_failed_ones(
    client, signed_in, staff, leader
):
    cache.clear()
    for _number in range(6):
        client.post(SIGN_IN, {"login": "staff", "password": "wrong"}, REMOTE_ADDR="10.1.2.3")
        client.post(SIGN_IN, {"login": "nobody", "password": "wrong"}, REMOTE_ADDR="10.1.2.4")
    page = signed_in(leader).get("/log/?act=failed")
    assert acts(page) == ["sign_in_refused", *["sign_in_failed"] * 5]
    assert page.context["rows"][0].about == "staff" and "10.1.2.3" in page.content.decode()
    assert page.context["unknown_failures"] == 6
    cache.clear()


def test_it_is_of_the_own_society_and_those_below(signed_in, staff, outsider, province, roles):
    for user in (staff, outsider):
        make_donor(user)
    own = make_user("above", province, roles["leader"])
    assert acts(signed_in(own).get("/log/?act=records")) == ["add", "add"]
    one = make_user("own", staff.society, roles["leader"])
    assert acts(signed_in(one).get("/log/?act=records")) == ["add"]
    root = User.objects.create_superuser("root")
    assert acts(signed_in(root).get("/log/?act=records")) == ["add", "add"]


def test_it_is_searched_by_who_what_when_and_record(reader, staff, administrator, leader):
    mine, other = make_donor(staff), make_donor(administrator)
    make_cash_gift(staff, donor=mine)

    def found(query):
        return [
            (row.entry.user.username, row.entry.model)
            for row in reader.get(f"/log/?{query}").context["rows"]
        ]

    assert found("who=administrator&act=records") == [("administrator", "donations.donor")]
    assert found(f"kind=donations.donor&number={mine.pk}") == [("staff", "donations.donor")]
    assert len(found("kind=donations.donor")) == 2
    today = timezone.localdate()
    assert len(found(f"date_from={today}&date_to={today}&kind=donations.donor")) == 2
    assert found(f"date_to={today - timedelta(days=1)}") == []
    assert other.pk != mine.pk
    for nonsense in ("date_from=x", "act=x", "kind=x", "number=x"):
        page = reader.get(f"/log/?{nonsense}")
        assert (page.status_code, page.context["rows"]) == (422, [])
    for harmless in ("before=x", "after=²", "before=" + "9" * 40, "who=%00"):
        assert reader.get(f"/log/?{harmless}").status_code in (200, 400, 422)


def test_pages_follow_each_other_without_a_gap(reader, staff):
    for number in range(ON_A_PAGE * 2 + 7):
        audit_log.write("export", by=staff, reason=str(number))
    seen, url = [], "/log/?act=left"
    while url:
        page = reader.get(url)
        seen += [row.reason for row in page.context["rows"]]
        older = page.context["older"]
        url = f"/log/?{older}" if older else ""
    assert seen == [str(number) for number in reversed(range(ON_A_PAGE * 2 + 7))]
    back = reader.get(f"/log/?{page.context['newer']}")
    assert [row.reason for row in back.context["rows"]] == seen[ON_A_PAGE : 2 * ON_A_PAGE]


def test_the_number_of_queries_does_not_grow(reader, staff, administrator):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert reader.get("/log/").status_code == 200
        return len(counted)

    make_donor(staff)
    few = queries()
    for _number in range(12):
        make_cash_gift(staff)
        make_person(administrator)
    assert queries() == few


def test_protected_values_and_names_of_evidence_are_masked(reader, signed_in, staff, auditor):
    donor = make_donor(staff, name="甲", id_number=VALID_ID, phone="13812345678")
    audit_log.write("attach", by=staff, on=donor, reason="王五身份证.jpg")
    for user in (auditor, staff):
        page = signed_in(user).get("/log/")
        if user == staff:
            assert page.status_code == 403
            continue
        text = page.content.decode()
        assert "digest" not in text and "13812345678" not in text and "王五" not in text
        assert "••••" not in text  # of a record, which fields alone


def test_who_opened_a_page_with_protected_values_is_in_the_log_but_not_in_its_history(
    signed_in, staff, auditor, administrator
):
    plain, donor = make_donor(staff), make_donor(staff, phone="13812345678")
    client = signed_in(auditor)
    for one in (plain, donor):
        assert client.get(one.get_absolute_url()).status_code == 200
    viewed = LogEntry.objects.filter(action="view")
    assert [(entry.user, entry.object_id) for entry in viewed] == [(auditor, donor.pk)]
    history = client.get(donor.get_absolute_url()).context["history"]
    assert [row["entry"].action for row in history] == ["add"]
    signed_in(administrator).get(f"/admin/donations/donor/{donor.pk}/change/")
    assert LogEntry.objects.filter(action="view", user=administrator).exists()


def test_it_leaves_as_a_spreadsheet_and_that_is_logged(reader, staff, settings):
    make_donor(staff, name="=1+1")
    for file_format in ("xlsx", "csv"):
        answer = reader.get(f"/log/?act=records&format={file_format}")
        content = answer.getvalue()
        assert answer.status_code == 200 and content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert any("staff" in row for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]
    logged = LogEntry.objects.filter(action="export", model="redcross.logentry")
    assert [entry.changes["rows"] for entry in logged] == [[None, 1]] * 2
    settings.EXPORT_ROWS_AT_ONCE = 1
    answer = reader.get("/log/?format=csv")
    assert answer.status_code == 302
    assert logged.count() == 2


def test_what_was_looked_for_is_in_the_log_without_numbers_of_people(signed_in, staff):
    client = signed_in(staff)
    client.get(f"/donations/donors/?q={VALID_ID}&format=csv").getvalue()
    [entry] = LogEntry.objects.filter(action="export")
    assert VALID_ID not in entry.reason and "••••" in entry.reason


def test_second_factors_are_logged_when_set_up_wrong_and_taken_away(
    client, staff, django_capture_on_commit_callbacks
):
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    client.post(SIGN_IN, {"login": "staff", "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    [failed] = LogEntry.objects.filter(action="factor_failed")
    assert (failed.user, failed.reason, failed.society) == (None, "staff", staff.society)
    counter = int(timezone.now().timestamp()) // 30
    client.post("/accounts/2fa/authenticate/", {"code": f"{hotp_value(secret, counter):06}"})
    assert client.get("/").status_code == 200
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type="totp").exists()
    assert LogEntry.objects.filter(action="remove_factor", user=staff).exists()
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    counter = int(timezone.now().timestamp()) // 30
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": f"{hotp_value(secret, counter):06}"})
    assert LogEntry.objects.filter(action="add_factor", user=staff).exists()


def test_societies_are_logged_when_a_superuser_adds_and_changes_them(client, society):
    client.force_login(User.objects.create_superuser("root"))
    sent = {"name": "S1", "short_name": "S1", "code": "430213", "parent": society.pk}
    assert client.post("/admin/redcross/society/add/", sent).status_code == 302
    added = Society.objects.get(code="430213")
    assert added.path.startswith(society.path)
    url = f"/admin/redcross/society/{added.pk}/change/"
    assert client.post(url, sent | {"second_factor_required": "on"}).status_code == 302
    changed, added_act = LogEntry.objects.filter(model="redcross.society", society=added)[:2]
    assert (added_act.action, changed.action) == ("add", "change")
    assert changed.changes == {"second_factor_required": [False, True]}


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
@pytest.mark.parametrize("name", ["date_from", "date_to"])
def test_any_day_may_be_asked_for(name, day, reader, staff):
    audit_log.write("export", by=staff)
    assert reader.get("/log/", {name: day}).status_code == 200


def test_days_of_the_filter_hold_midnight(reader, staff):
    # The database dates what anybody else writes.
    as_owner(
        "INSERT INTO redcross_logentry"
        " (at, user_id, society_id, action, model, changes, reason)"
        " VALUES ('2021-12-31 15:59:59+00', %s, %s, 'export', '', '{}', '')",
        staff.pk,
        staff.society_id,
    )
    last = date(2021, 12, 31)
    assert acts(reader.get(f"/log/?date_from={last}&date_to={last}")) == ["export"]
    assert acts(reader.get("/log/?date_from=2022-01-01&date_to=2022-01-01")) == []
    assert acts(reader.get("/log/?date_to=2021-12-30")) == []

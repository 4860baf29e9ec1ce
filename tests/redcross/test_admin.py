"""The admin's pages of every kind of entry: who may, what leaves, and that the one save serves."""

import csv
import io
from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donations.models import CashGift, Donor, Fund
from redcross.kinds import entry_kinds, list_page_of
from redcross.models import LogEntry, NamedEntry, User
from reports.models import Outline
from tests.factories import (
    VALID_ID,
    make_cash_gift,
    make_donor,
    make_fund,
    make_goods_gift,
    make_outline,
    make_place,
)
from tests.kinds import KINDS, model_of
from tests.spreadsheets.exported import FORMULAS, sheets_of, table_of

XLSX, CSV = "0", "1"
SCRIPT = "<script>alert(1)</script>"


NAMED = [kind for kind in KINDS if issubclass(model_of(kind), NamedEntry)]


def page(model, action, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def posted(answer):
    """Return what a browser sends back of the form on the page."""
    values = {}
    for bound in answer.context["adminform"].form:
        value = bound.value()
        value = bound.field.widget.format_value(value) if value is not None else ""
        values[bound.html_name] = "" if value is None else value
    return {n: v[0] if isinstance(v, list) and len(v) == 1 else v for n, v in values.items()}


@pytest.fixture
def superuser(roles):
    return User.objects.create_superuser("root")


@pytest.fixture
def client(administrator, signed_in):
    return signed_in(administrator)


def test_every_kind_of_entry_is_there_and_has_pages_of_its_own():
    assert {model_of(kind) for kind in KINDS} == set(entry_kinds())
    assert all(admin.site.is_registered(model) for model in entry_kinds())
    assert all(list_page_of(model).entry_form._meta.model is model for model in entry_kinds())


@pytest.mark.alike
@pytest.mark.parametrize("kind", KINDS)
def test_its_pages_answer_administrators_and_superusers_and_refuse_staff(
    kind, staff, administrator, superuser, client
):
    model, entry = model_of(kind), KINDS[kind][1](staff)
    export = page(model, "export")
    pages = [page(model, "changelist"), page(model, "change", entry.pk), export]
    for user in (administrator, superuser):
        client.force_login(user)
        assert [client.get(url).status_code for url in pages] == [200] * len(pages)
        if kind in NAMED:  # a superuser has no society of which it could be
            added = 200 if user == administrator else 403
            assert client.get(page(model, "add")).status_code == added
        for file_format in (XLSX, CSV):
            answer = client.post(export, {"format": file_format, "resource": "0"})
            assert (answer.status_code, len(answer.getvalue()) > 0) == (200, True)
        if kind not in NAMED:
            assert client.get(page(model, "add")).status_code == 403
            assert client.post(page(model, "change", entry.pk)).status_code == 403
        assert client.get(page(model, "delete", entry.pk)).status_code == 403
        history = client.get(page(model, "history", entry.pk))
        assert history.url == entry.get_absolute_url()
    client.force_login(staff)
    assert {client.get(url).status_code for url in pages} == {302}
    assert client.post(export, {"format": XLSX, "resource": "0"}).status_code == 302


@pytest.mark.alike
@pytest.mark.parametrize("kind", KINDS)
def test_what_leaves_here_is_what_leaves_the_list_page_with_all_columns(kind, staff, client):
    model, make = model_of(kind), KINDS[kind][1]
    for day in (1, 2):
        make(staff, **({"date": date(2020, 1, day)} if kind == "redcross:standing_number" else {}))
    here = sheets_of(client.post(page(model, "export"), {"format": XLSX, "resource": "0"}))
    there = sheets_of(client.get(reverse(f"{kind}_list"), {"format": "xlsx", "columns": "all"}))
    assert here.keys() == there.keys()
    for name, rows in there.items():
        head = 4 if rows[0][1:] == [""] * len(rows[0][1:]) else 0
        assert here[name][head:] == rows[head:]
    log = LogEntry.objects.filter(action="export", model=model._meta.label_lower)
    assert [entry.changes["rows"] for entry in log] == [[None, 2]] * 2


def test_lines_leave_with_their_records(staff, client):
    gift = make_goods_gift(staff, lots=[{"item": "大米", "quantity": 3}])
    answer = client.post(page(type(gift), "export"), {"format": XLSX, "resource": "0"})
    lots, _above = table_of(sheets_of(answer)["物资明细"])
    assert (lots[0]["所属记录编号"], lots[0]["品名"]) == (gift.pk, "大米")


def test_the_list_leaves_as_it_is_filtered_and_chosen_rows_by_an_action(staff, client):
    gifts = [make_cash_gift(staff, amount) for amount in ("1", "2", "3")]
    gifts[0].void(by=staff, reason="重复")
    export = f"{page(CashGift, 'export')}?voided_at__isempty=1"
    text = client.post(export, {"format": CSV, "resource": "0"}).getvalue().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 3
    chosen = {"action": "export_admin_action", "_selected_action": [gifts[1].pk]}
    [rows] = sheets_of(client.post(page(CashGift, "changelist"), chosen)).values()
    table, _above = table_of(rows)
    assert [row["记录编号"] for row in table[:-1]] == [gifts[1].pk]
    sent = {"format": CSV, "resource": "0", "export_items": [gifts[2].pk]}
    text = client.post(page(CashGift, "export"), sent).getvalue().decode()
    assert f"\r\n{gifts[2].pk}," in text and f"\r\n{gifts[1].pk}," not in text


@pytest.mark.parametrize("kind", KINDS)
def test_another_societys_rows_are_nowhere(kind, staff, outsider, client):
    model, make = model_of(kind), KINDS[kind][1]
    theirs = make(outsider)
    listed = client.get(page(model, "changelist"))
    assert listed.context["cl"].result_count == 0
    assert client.get(page(model, "change", theirs.pk)).status_code == 302
    refused = 302 if kind in NAMED else 403
    assert client.post(page(model, "change", theirs.pk)).status_code == refused
    for url in (page(model, "export"), f"{page(model, 'export')}?id={theirs.pk}"):
        sent = {"format": CSV, "resource": "0", "export_items": [theirs.pk]}
        shown = client.post(url, sent)
        assert shown.status_code == 200 and not shown.has_header("Content-Disposition")
        answer = client.post(url, {"format": CSV, "resource": "0"})
        assert answer.getvalue().count(b"\r\n") == 1
    chosen = {"action": "export_admin_action", "_selected_action": [theirs.pk]}
    answer = client.post(page(model, "changelist"), chosen)
    assert str(theirs.pk) not in [
        str(row[0]) for rows in sheets_of(answer).values() for row in rows[5:]
    ]


def test_those_above_only_read_and_the_search_stays_within(staff, roles, province, client):
    donor, above = make_donor(staff, name="下级的人"), User(username="up", society=province)
    above.is_staff = True
    above.save()
    above.groups.set([roles["administrator"]])
    client.force_login(above)
    url = page(Donor, "change", donor.pk)
    assert "下级的人" in client.get(f"{page(Donor, 'changelist')}?q=下级").content.decode()
    assert 'name="name"' not in client.get(url).content.decode()
    assert client.post(url, {"name": "乙"}).status_code == 403


@pytest.mark.alike
@pytest.mark.parametrize("kind", KINDS)
def test_a_list_takes_a_fixed_number_of_queries(kind, staff, client):
    model, make, counts = model_of(kind), KINDS[kind][1], []
    for day in (1, 2, 3):
        make(staff, **({"date": date(2020, 1, day)} if kind == "redcross:standing_number" else {}))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(model, "changelist")).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("kind", NAMED)
def test_a_reference_list_is_changed_with_the_one_save(kind, staff, administrator, client):
    entry = KINDS[kind][1](staff)
    url = page(type(entry), "change", entry.pk)
    sent = posted(client.get(url)) | {"name": "改名"}
    assert client.post(url, sent).status_code == 302
    entry.refresh_from_db()
    assert (entry.name, entry.version) == ("改名", 2)
    log = entry.history.first()
    assert (log.action, log.user, log.changes["name"][1]) == ("change", administrator, "改名")
    # Nothing else of it was touched.
    assert set(log.changes) <= {"name", "initials", "search_key"}


@pytest.mark.parametrize("kind", NAMED)
def test_a_reference_list_is_added_to_once(kind, staff, administrator, client):
    model = type(KINDS[kind][1](staff))
    sent = posted(client.get(page(model, "add"))) | {"name": "新的"}
    for name in ("installed_on", "opens_on"):
        sent |= {name: "2021年8月4日"} if name in sent else {}
    for _time in (1, 2):
        assert client.post(page(model, "add"), sent).status_code == 302
    entry = model.objects.get(name="新的")
    assert (entry.society, entry.entered_by) == (administrator.society, administrator)
    assert entry.history.get().action == "add"


def test_what_was_changed_meanwhile_is_shown_and_not_overwritten(staff, client):
    donor = make_donor(staff, name="甲")
    url = page(Donor, "change", donor.pk)
    sent = posted(client.get(url)) | {"name": "我的"}
    donor.name = "他人的"
    donor.save_entry(by=staff)
    answer = client.post(url, sent)
    text = answer.content.decode()
    assert answer.status_code == 200 and 'name="choose_name"' in text and "他人的" in text
    donor.refresh_from_db()
    assert donor.name == "他人的"
    again = posted(answer) | {"choose_name": "theirs", "note": "补充"}
    assert client.post(url, again).status_code == 302
    donor.refresh_from_db()
    assert (donor.name, donor.note) == ("他人的", "补充")


def test_what_only_the_save_refuses_is_a_fault_of_the_form(staff, client):
    upper, lower = make_place(staff, name="上"), make_place(staff, name="下")
    lower.parent = upper
    lower.save_entry(by=staff)
    url = page(type(upper), "change", upper.pk)
    answer = client.post(url, posted(client.get(url)) | {"parent": lower.pk})
    assert (answer.status_code, bool(answer.context["errors"])) == (200, True)
    outline = make_outline(staff, name="甲")
    make_outline(staff, name="乙")
    url = page(Outline, "change", outline.pk)
    answer = client.post(url, posted(client.get(url)) | {"name": "乙"})
    assert (answer.status_code, bool(answer.context["errors"])) == (200, True)


def test_a_refusal_of_the_save_is_a_fault_of_the_form(staff, outsider, client):
    theirs = make_donor(outsider)
    sent = posted(client.get(page(Donor, "add")))
    answer = client.post(
        page(Donor, "add"), sent | {"name": "甲", "submission": str(theirs.submission)}
    )
    assert (answer.status_code, bool(answer.context["errors"])) == (200, True)
    assert not Donor.objects.filter(name="甲").exists()


def test_another_societys_row_is_not_offered_nor_taken(staff, outsider, client):
    theirs, fund = make_fund(outsider, name="他人的资金"), make_fund(staff)
    url = page(Fund, "change", fund.pk)
    shown = client.get(url)
    assert "他人的资金" not in shown.content.decode()
    answer = client.post(url, posted(shown) | {"parent": theirs.pk})
    assert "parent" in answer.context["adminform"].form.errors


def test_what_looks_odd_is_asked_about(staff, client):
    fund = make_fund(staff, name="甲", opens_on=date(2021, 1, 1))
    url = page(Fund, "change", fund.pk)
    sent = posted(client.get(url)) | {"opening_balance": "123456789012"}
    answer = client.post(url, sent)
    [doubt] = answer.context["adminform"].form.doubts
    assert (answer.status_code, doubt.text in answer.content.decode()) == (200, True)
    assert client.post(url, sent | {"confirmed": doubt.key}).status_code == 302
    fund.refresh_from_db()
    assert fund.opening_balance == 123456789012


def test_what_is_voided_is_read_only(staff, client):
    donor = make_donor(staff)
    donor.void(by=staff, reason="重复")
    url = page(Donor, "change", donor.pk)
    assert 'name="name"' not in client.get(url).content.decode()
    assert client.post(url, {"name": "乙"}).status_code == 403


def test_a_sensitive_value_left_empty_stays_and_is_nowhere_in_clear(
    staff, superuser, roles, client
):
    donor = make_donor(staff, name="甲", id_number=VALID_ID, phone="13812345678")
    url = page(Donor, "change", donor.pk)
    shown = client.get(url)
    assert client.post(url, posted(shown) | {"name": "乙"}).status_code == 302
    donor.refresh_from_db()
    assert (donor.name, donor.id_number.reveal()) == ("乙", VALID_ID)
    export = {"format": CSV, "resource": "0"}
    file = client.post(page(Donor, "export"), export).getvalue().decode()
    texts = [shown.content.decode(), client.get(page(Donor, "changelist")).content.decode(), file]
    assert not [text for text in texts if VALID_ID in text or "13812345678" in text]
    assert "*******5678" in file
    roles["administrator"].permissions.remove(
        *roles["administrator"].permissions.filter(codename="reveal_donor")
    )
    file = client.post(page(Donor, "export"), export).getvalue().decode()
    assert "*******5678" not in file


def test_no_text_runs(staff, client):
    for text in (SCRIPT, *FORMULAS):
        make_donor(staff, name=text.strip(), note=text)
    listed = client.get(page(Donor, "changelist")).content.decode()
    assert SCRIPT not in listed and "&lt;script&gt;" in listed
    donor = Donor.objects.get(name=SCRIPT)
    shown = client.get(page(Donor, "change", donor.pk))
    assert SCRIPT not in shown.content.decode()
    saved = client.post(
        page(Donor, "change", donor.pk), posted(shown) | {"note": "改"}, follow=True
    )
    assert SCRIPT not in saved.content.decode()
    text = client.post(page(Donor, "export"), {"format": CSV, "resource": "0"}).getvalue()
    for row in csv.reader(io.StringIO(text.decode("utf-8-sig"))):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_importing_leads_to_the_page_of_the_kind(staff, administrator, client):
    text = client.get(page(Donor, "changelist")).content.decode()
    assert f'href="{reverse("donations:donor_import")}"' in text
    assert client.get("/admin/donations/donor/import/").status_code != 200
    client.force_login(User.objects.create_superuser("nowhere"))
    assert "/donations/donors/import/" not in client.get(page(Donor, "changelist")).content.decode()
    assert client.get(page(Donor, "add")).status_code == 403


def test_who_may_not_export_has_no_export(administrator, roles, client):
    roles["administrator"].permissions.remove(
        *roles["administrator"].permissions.filter(codename="export_donor")
    )
    assert client.get(page(Donor, "export")).status_code == 403
    assert client.post(page(Donor, "export"), {"format": XLSX}).status_code == 403
    listed = client.get(page(Donor, "changelist")).content.decode()
    assert "export_link" not in listed and "export_admin_action" not in listed


def test_more_rows_than_a_request_has_time_for_are_the_list_pages(staff, client, settings):
    settings.EXPORT_ROWS_AT_ONCE = 1
    for _number in range(2):
        make_donor(staff)
    answer = client.post(page(Donor, "export"), {"format": XLSX, "resource": "0"})
    assert answer.url == reverse("donations:donor_list")
    assert not LogEntry.objects.filter(action="export").exists()

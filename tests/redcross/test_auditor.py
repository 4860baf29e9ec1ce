"""An auditor reads everything of the society, and changes nothing of it."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection, transaction

from redcross.kinds import entry_kinds
from redcross.models import Line, LogEntry
from redcross.permissions import permissions_of_role
from tests.addresses import addresses
from tests.depth import DRILL, part_of
from tests.factories import VALID_ID, make_cash_gift, make_donor, make_evaluation
from tests.kinds import KINDS
from tests.photos import photo_bytes

READS = {"view", "export"}
# What is about the auditor alone.
OWN_TABLES = {
    *("redcross_logentry", "redcross_accountnotice", "redcross_user", "redcross_usedpassword"),
    *("redcross_savedfilter", "redcross_columnchoice", "redcross_exportfile"),
    *("django_session", "usersessions_usersession", "mfa_authenticator", "account_emailaddress"),
    *("procrastinate_jobs", "procrastinate_events", "cache", "django_admin_log"),
}


def test_an_auditor_has_permissions_to_read_and_no_others():
    kernel = {
        *("redcross.view_figures", "redcross.view_logentry", "redcross.view_user"),
        "redcross.view_removed_attachment",
    }
    found = permissions_of_role("auditor") - kernel
    assert {name.partition(".")[2].partition("_")[0] for name in found} == READS
    readable = {model.permission("view") for model in entry_kinds()}
    assert readable <= found
    granted = Group.objects.get(name="auditor").permissions
    assert granted.count() == len(permissions_of_role("auditor"))


test_an_auditor_has_permissions_to_read_and_no_others = pytest.mark.django_db(
    test_an_auditor_has_permissions_to_read_and_no_others
)


def contents():
    """A digest of each table that does not belong to the auditor alone."""
    tables = sorted(set(connection.introspection.table_names()) - OWN_TABLES)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"  # noqa: S608
                f" FROM {connection.ops.quote_name(name)} t"
                for name in tables
            )
        )
        return dict(cursor.fetchall())


@pytest.mark.deep
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_changes_anything(method, client, auditor, staff, media):
    """What is only looked at is compared once at the end."""
    client.raise_request_exception = False
    gift = make_cash_gift(staff, donor=make_donor(staff, phone="13812345678"))
    gift.attach(ContentFile(photo_bytes(), name="a.jpg"), by=staff)
    entries = [make(staff) for _pages, make in KINDS.values()]
    # Numbers that many of them have: what an address names is there.
    keys = sorted({gift.pk, *(entry.pk for entry in entries)})
    sent = {
        *("name", "reason", "caption", "text", "title", "value", "action", "row", "note"),
        *("version", "into", "field", "password", "role", "username", "date", "amount"),
    }
    client.force_login(auditor)
    before, taken = contents(), 0
    for address in part_of(addresses(keys), method):
        if address.startswith("/accounts/logout"):
            continue
        with transaction.atomic():
            values = dict.fromkeys(sent, "1") | {"row": [str(keys[0])]}
            answer = getattr(client, method)(address, values if method == "post" else None)
            taken += answer.status_code in (200, 302)
            if method == "post" and answer.status_code not in (403, 404, 405):
                assert contents() == before, address
                transaction.set_rollback(True)
    assert contents() == before
    assert taken > (20 if DRILL else 6)


def test_every_kind_and_its_export_may_be_read_and_values_stay_masked(client, auditor, staff):
    donor = make_donor(staff, id_number=VALID_ID, phone="13812345678")
    client.force_login(auditor)
    page = client.get(donor.get_absolute_url()).content.decode()
    assert VALID_ID not in page and "13812345678" not in page
    assert client.get(f"/donations/donors/{donor.pk}/reveal/?field=phone").status_code == 403
    text = client.get("/donations/donors/?format=csv&columns=all").getvalue().decode("utf-8-sig")
    assert "13812345678" not in text and donor.name in text
    assert LogEntry.objects.filter(action="export", user=auditor).count() == 1


def test_evidence_is_opened_but_none_that_shows_sensitive_values(client, auditor, staff, media):
    gift = make_cash_gift(staff)
    kept = [
        gift.attach(ContentFile(photo_bytes(colour=colour), name="a.jpg"), by=staff)
        for colour in ("white", "blue")
    ]
    type(kept[1]).objects.filter(pk=kept[1].pk).update(sensitive=True)
    client.force_login(auditor)
    assert client.get(f"/attachments/{kept[0].pk}/").status_code == 200
    assert client.get(f"/attachments/{kept[1].pk}/").status_code in (403, 404)


def test_an_auditor_sends_no_evaluation_back_and_signs_none(client, auditor, staff):
    evaluation = make_evaluation(staff)
    client.force_login(auditor)
    for step in ("submit", "send-back", "approve", "revise", "reopen", "next"):
        assert client.post(f"/drafts/{evaluation.pk}/{step}/").status_code in (403, 404, 405)
    assert client.get(f"/drafts/{evaluation.pk}/").status_code == 200


def test_lines_are_read_too():
    lines = [model for model in apps.get_models() if issubclass(model, Line)]
    assert lines

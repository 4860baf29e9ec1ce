"""Whatever changes a table is in the log, or stands here with the reason why it need not be."""

from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from redcross.merging import merge
from redcross.models import (
    AccountAct,
    ClosedPeriod,
    Distinction,
    Entry,
    Line,
    LogEntry,
    Role,
    ScannedPage,
)
from reports import workflow
from tests.factories import close_days, make_cash_gift, make_disposal_list, make_donor
from tests.kinds import KINDS, model_of
from tests.pages import form_data
from tests.photos import photo_bytes
from tests.signed import make_signed, make_submitted

# The log itself, what follows from what is logged, and what is nobody's but one's own.
NOT_LOGGED = {
    "redcross.LogEntry": "the log",
    "redcross.LogSeal": "seals the log",
    "redcross.AccountNotice": "who is to be told of an act that is logged",
    "redcross.UsedPassword": "follows a change of password",
    "redcross.SavedFilter": "one's own view of a list",
    "redcross.ColumnChoice": "one's own view of a list",
    "redcross.ExportFile": "its download is logged",
    "redcross.ImportWork": "progress of an import",
    "redcross.SpreadsheetImport": "what is taken in is logged, entry by entry",
    "redcross.ImportedRow": "as the import",
    "redcross.ImportedEntry": "as the import",
    "redcross.HeadingChoice": "how the columns of a file were read",
    "reports.ArchivePackage": "its download is logged",
    "reports.DisposalItem": "as the list that it stands on",
    "contenttypes.ContentType": "Django's own list of models",
    "auth.Permission": "written from the code after a migration",
    "auth.Group": "written from the code after a migration",
    "sessions.Session": "sign-ins and sign-outs are logged",
    "usersessions.UserSession": "sign-ins and sign-outs are logged",
    "admin.LogEntry": "the admin's own log, beside ours",
    "account.EmailAddress": "no page changes one",
    "account.EmailConfirmation": "no page makes one",
}


class Acts:
    """An act on each model that is no kind of entry, as people take it."""

    def __init__(self, client, staff, administrator, leader):
        self.client, self.staff = client, staff
        self.administrator, self.leader = administrator, leader

    def _post_form(self, url, **typed):
        self.client.force_login(self.administrator)
        answer = self.client.post(url, form_data(self.client.get(url)) | typed)
        assert answer.status_code == 302, answer.content.decode()[-2000:]

    def user(self):
        self.staff.change_account(name="改", role=Role.STAFF, by=self.administrator)

    def society(self):
        self._post_form("/society/", short_name="改")

    def accountact(self):
        self.staff.change_account(name="改", role=Role.AUDITOR, by=self.administrator)
        AccountAct.objects.waiting().get().confirm(by=self.leader)

    def authenticator(self):
        TOTP.activate(self.staff, generate_totp_secret())
        before = LogEntry.objects.count()
        self.staff.remove_second_factor(by=self.administrator)
        assert LogEntry.objects.count() == before + 1

    def attachment(self):
        make_cash_gift(self.staff).attach(ContentFile(photo_bytes(), name="a.jpg"), by=self.staff)

    def printout(self):
        gift = make_cash_gift(self.staff)
        self.client.force_login(self.staff)
        url = reverse("donations:cash_gift_paper", args=[gift.pk, "cash-gift-certificate"])
        page = self.client.get(url)
        assert self.client.post(url, form_data(page)).status_code == 200

    def paperwording(self):
        self._post_form("/papers/cash-gift-certificate/wording/", text="改")

    def closedperiod(self):
        close_days(self.staff.society, date(2021, 1, 1), date(2021, 12, 31))
        ClosedPeriod.objects.get().reopen(by=self.administrator, reason="r")

    def distinction(self):
        one, other = make_donor(self.administrator), make_donor(self.administrator)
        Distinction.make(one, other, by=self.administrator)

    def merge(self):
        one, other = make_donor(self.administrator), make_donor(self.administrator)
        merge(one, other, by=self.administrator, reason="重复")

    def scannedpage(self):
        page = ScannedPage(
            society=self.staff.society, file_name="a", number=1, sha256="0" * 64, reason="r"
        )
        page.added_by = self.staff
        page.content = page.picture = b"x"
        page.save()
        page.settle(ScannedPage.State.DISCARDED, by=self.staff)

    def signedcopy(self):
        workflow.approve(make_submitted(self.staff), by=self.leader)

    def sealedsheet(self):
        signed = make_signed(self.staff, self.leader)
        before = LogEntry.objects.count()
        workflow.bind_sheet(
            signed.evaluation, ContentFile(photo_bytes(), name="a.jpg"), by=self.staff
        )
        assert LogEntry.objects.count() == before + 1

    def archiverules(self):
        self._post_form("/archive/rules/", fonds="K1")

    def disposallist(self):
        made = make_disposal_list(self.administrator)
        today = timezone.localdate()
        made.approve(by=self.leader, paper="鉴〔2026〕1号", approved_on=today, opinion="同意")


LOGGED = [name for name in vars(Acts) if not name.startswith("_")]


@pytest.fixture
def acts(client, staff, administrator, leader, media):
    return Acts(client, staff, administrator, leader)


def test_every_model_is_logged_or_says_why_not():
    models = [model for model in apps.get_models() if model._meta.managed]
    others = [model for model in models if not issubclass(model, Entry | Line)]
    known = {model for model in others if model._meta.model_name in LOGGED}
    known |= {model for model in others if model._meta.label in NOT_LOGGED}
    assert set(others) == known
    assert {model._meta.label for model in known} >= set(NOT_LOGGED)
    entries = {model for model in models if issubclass(model, Entry)}
    assert entries == set(map(model_of, KINDS))


@pytest.mark.parametrize("name", LOGGED)
def test_an_act_on_it_is_logged(name, acts):
    before = LogEntry.objects.count()
    getattr(acts, name)()
    assert LogEntry.objects.count() > before


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_is_logged_when_it_is_added_and_changed_and_voided(kind, staff):
    entry = KINDS[kind][1](staff)
    own = LogEntry.objects.filter(model=entry._meta.label_lower, object_id=entry.pk)
    assert own.filter(action="add", user=staff).count() == 1
    if "note" in {field.name for field in entry._meta.concrete_fields}:
        entry.note = "改"
        entry.save_entry(by=staff)
        assert own.filter(action="change").get().changes["note"][1] == "改"
    entry.void(by=staff, reason="重复")
    assert own.first().action == "void"

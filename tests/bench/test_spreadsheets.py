"""Spreadsheets in and out, each against django-import-export as it comes, on the same database.

Ours hold all rules and write the log; the peer does neither.
"""

import hashlib
import io
import tracemalloc
from datetime import date
from decimal import Decimal
from time import perf_counter
from types import SimpleNamespace

import pytest
import xlsxwriter
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from donations.forms import CashGiftForm
from donations.models import CashGift, Donor, Fund
from redcross.models import Society, SpreadsheetImport
from redcross.spreadsheets.exports import entry_sheets
from redcross.spreadsheets.import_steps import check_import, commit_import
from redcross.spreadsheets.sheets import write_workbook
from tests.bench.conftest import committed_records
from tests.factories import make_society, make_user

pytestmark = pytest.mark.django_db
HEADINGS = ("日期", "捐赠人", "金额（元）", "捐赠项目（资金）", "渠道", "票据号码", "来源", "备注")
NAMES = ("date", "donor", "amount", "fund", "channel", "receipt_number", "source", "note")
DONORS = 500
EXPORTED = 100_000


class StockResource(ModelResource):
    """What the package makes of the model, with the two names looked up."""

    donor = Field("donor", "donor", ForeignKeyWidget(Donor, "name"))
    fund = Field("fund", "fund", ForeignKeyWidget(Fund, "name"))

    def __init__(self, by=None):
        super().__init__()
        self.by = by

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.society, instance.entered_by = self.by.society, self.by

    class Meta:
        model = CashGift
        fields = NAMES
        import_id_fields = ()


def load():
    society = make_society("某区红十字会")
    by = make_user("bench", society, Group.objects.get(name="administrator"))
    common = {"society": society, "entered_by": by}
    names = [f"捐赠人{n}" for n in range(DONORS)]
    for name in names:
        Donor(name=name, society=society).save_entry(by=by)
    fund = Fund(name="人道救助", society=society)
    fund.save_entry(by=by)
    return SimpleNamespace(by=by, names=names, fund=fund, common=common)


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    with committed_records(django_db_blocker, load) as found:
        yield found


def workbook(headings, office, rows, channel, source):
    """Return a ledger of so many gifts; choices as each side writes them."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for n in range(rows):
            day = f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}"
            name = office.names[n % DONORS]
            cells = [day, name, n + 0.5, "人道救助", channel, f"SJ{n}", source, "台账"]
            sheet.write_row(n + 1, 0, cells)
    return stream.getvalue()


def rolled_back(call):
    with transaction.atomic():
        call()
        transaction.set_rollback(True)


def sent(content, office):
    """The file as the page of the import keeps it."""
    return SpreadsheetImport.objects.create(
        society=office.by.society,
        model="donations.cashgift",
        file_name="a.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_by=office.by,
    )


@pytest.mark.parametrize("rows", [1_000, 10_000])
def test_a_ledger_of_gifts_goes_in(office, compare, write_line, rows, monkeypatch):
    ours = workbook(HEADINGS, office, rows, "银行转账", "社会捐赠")
    theirs = workbook(NAMES, office, rows, "bank", "public")
    locked = []
    lock = Society.lock
    monkeypatch.setattr(
        Society, "lock", staticmethod(lambda key: (locked.append(perf_counter()), lock(key)))
    )
    held = []

    def one():
        file = sent(ours, office)
        check_import(file, CashGiftForm, office.by)
        locked.clear()
        commit_import(file, CashGiftForm, office.by)
        held.append(perf_counter() - locked[0])
        assert file.entries.count() == rows

    def other():
        dataset = XLSX().create_dataset(theirs)
        result = StockResource(office.by).import_data(dataset, raise_errors=True)
        assert result.totals["new"] == rows

    with CaptureQueriesContext(connection) as queries:
        rolled_back(one)
    write_line(f"{rows} gifts: {len(queries)} queries")
    assert len(queries) <= rows
    ratio = compare(
        f"{rows} gifts previewed and imported, against the package as it comes without a preview",
        "at most 1.5",
        lambda: rolled_back(one),
        lambda: rolled_back(other),
        rounds=2,
    )
    write_line(f"{rows} gifts: the society was locked for {min(held):.1f} to {max(held):.1f} s")
    assert ratio <= 1.5


@pytest.fixture(scope="module")
def exported(office, django_db_blocker):
    with django_db_blocker.unblock():
        donors = list(Donor.objects.filter(society=office.by.society))
        CashGift.objects.bulk_create(
            (
                CashGift(
                    date=date(2021, n % 12 + 1, n % 28 + 1),
                    donor=donors[n % DONORS],
                    fund=office.fund,
                    amount=Decimal(n + 1) / 100,
                    note="台账",
                    **office.common,
                )
                for n in range(EXPORTED)
            ),
            batch_size=5000,
        )


def test_a_hundred_thousand_gifts_go_out(office, exported, compare, write_line):
    rows = CashGift.objects.filter(society=office.by.society).order_by("-date", "-pk")
    shown = {"society", "entered_by", *CashGiftForm.field_names()} - set(NAMES)
    hidden = {"id", "version", "entered_at", "voided_at", "void_reason", *shown}

    def one():
        stream = io.BytesIO()
        write_workbook(stream, entry_sheets(CashGiftForm, rows, "捐款", (), hidden=hidden))

    def other():
        dataset = StockResource().export(rows.select_related("donor", "fund"))
        XLSX().export_data(dataset)

    peaks = {}
    for call in (one, other):
        tracemalloc.start()
        call()
        peaks[call] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    write_line(f"peak memory: {peaks[one] / 2**20:.0f} MiB to {peaks[other] / 2**20:.0f} MiB")
    ratio = compare(
        f"{EXPORTED} gifts exported, against the package as it comes",
        "at most 0.4",
        one,
        other,
        rounds=1,
    )
    assert ratio <= 0.4
    assert peaks[one] <= peaks[other] / 6

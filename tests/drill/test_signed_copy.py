"""What a signed copy bears: a thousand changes after it, a hundred thousand records behind it."""

import gc
import re
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from donations.models import CashGift
from reports import workflow
from reports.output.evidence_archive import evidence_archive
from reports.output.working_papers import write_working_papers
from tests.factories import make_cash_gift, make_donor, make_fund
from tests.random_changes import check_stays, reopen
from tests.signed import make_draft, make_signed, make_submitted

pytestmark = pytest.mark.usefixtures("media")


def test_a_thousand_changes_leave_the_signed_copy_as_it_was(staff, leader):
    for number in range(5):
        make_cash_gift(staff, amount=100 + number)
    signed_copy = make_signed(staff, leader)
    reopen(staff.society)
    check_stays(signed_copy, staff, 1000)


def make_many(by, number):
    """Gifts over the year, straight into the table: what is tested is reading them."""
    given = {"society": by.society, "entered_by": by, "version": 1}
    given |= {"fund": make_fund(by), "donor": make_donor(by)}
    first = date(2021, 1, 1)
    for start in range(0, number, 1000):
        CashGift.objects.bulk_create(
            CashGift(date=first + timedelta(days=n % 365), amount=Decimal(n % 900 + 1), **given)
            for n in range(start, min(start + 1000, number))
        )


def grown(act):
    """By how many megabytes this process grew at most while it was done (Linux)."""

    def megabytes(name):
        status = Path("/proc/self/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 1024

    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = megabytes("VmRSS")
    act()
    return megabytes("VmHWM") - before


@pytest.mark.parametrize("signed", [False, True], ids=["draft", "signed"])
def test_ten_times_the_records_take_no_more_memory(signed, staff, leader, request):
    terminal = request.config.pluginmanager.getplugin("terminalreporter")
    growths: dict[str, list[float]] = {}
    for rows, more, last in ((10_000, 10_000, 30), (100_000, 90_000, 31)):
        make_many(staff, more)
        for gift in CashGift.objects.order_by("pk")[:20]:
            gift.attach(ContentFile(b"%PDF-1.7" + bytes(1024**2), name="a.pdf"), by=staff)
        # Of one and the same period there is one evaluation.
        make = make_submitted if signed else make_draft
        evaluation = make(staff, end=date(2021, 12, last))
        acts = {
            "working papers": lambda of=evaluation: write_working_papers(
                of, "http://x{}".format
            ).close(),
            "evidence": lambda of=evaluation: sum(
                len(piece) for piece in evidence_archive(of, by=staff)
            ),
        }
        if signed:
            freeze = {"freezing": lambda of=evaluation: workflow.approve(of, by=leader)}
            acts = freeze | acts
        for name, act in acts.items():
            start = time.perf_counter()
            growth = grown(act)
            seconds = time.perf_counter() - start
            terminal.write_line(f"\n{name}, {rows} records: {seconds:.1f} s, +{growth:.0f} MB")
            growths.setdefault(name, []).append(growth)
        reopen(staff.society)
    for name in ("working papers", "evidence"):
        few, many = growths[name]
        assert many < few + 30, name

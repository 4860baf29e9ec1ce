"""A year of two thousand files, packed for the archive."""

import hashlib
import os
import threading
import time
from datetime import date, timedelta

import psutil
import pytest
from django.core.files.base import ContentFile

from reports.archive.contents import contents_of
from reports.archive.missing import known_missing
from reports.archive.package import Package
from tests.factories import make_cash_gift, make_donor, make_event, make_fund
from tests.reports.archive.packages import marked_pdf

pytestmark = pytest.mark.usefixtures("media")

FILES, PADDING = 2000, 500 * 1024
# What a page of the directory takes, and WeasyPrint of one volume, whatever the year holds.
MEMORY, SECONDS = 350 * 1024**2, 240


class Peak:
    """The most memory that this process held above what it began with, in bytes."""

    def __enter__(self):
        self.process, self.highest, self.ended = psutil.Process(), 0, threading.Event()
        self.begin = self.process.memory_info().rss
        self.watch = threading.Thread(target=self.look, daemon=True)
        self.watch.start()
        return self

    def look(self):
        while not self.ended.wait(0.02):
            self.highest = max(self.highest, self.process.memory_info().rss - self.begin)

    def __exit__(self, *error):
        self.ended.set()
        self.watch.join()


def packed(user, year):
    """Hash and size of the package."""
    contents = contents_of(user.society, year, user)
    digest, size = hashlib.sha256(), 0
    for piece in Package(contents, known_missing(contents), str).pieces():
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def test_two_thousand_files_are_packed_within_bounds_and_again_the_same(staff, administrator):
    fund, donor = make_fund(staff), make_donor(staff)
    page = marked_pdf(2)
    make_event(staff, date=date(2020, 1, 1)).attach(ContentFile(page, name="a.pdf"), by=staff)
    for number in range(FILES):
        day = date(2021, 1, 1) + timedelta(days=number % 365)
        voucher = f"记-{number}" if number % 4 == 0 else ""
        gift = make_cash_gift(staff, fund=fund, donor=donor, date=day, voucher_number=voucher)
        content = page + b"\n%" + os.urandom(16).hex().encode() + b" " * PADDING
        gift.attach(ContentFile(content, name="收据.pdf"), by=staff)
    packed(administrator, 2020)  # imports, fonts and caches are not what is measured
    begin = time.monotonic()
    with Peak() as peak:
        first, size = packed(administrator, 2021)
    seconds = time.monotonic() - begin
    told = f"{size / 1024**2:.0f} MB, {seconds:.0f} s, {peak.highest / 1024**2:.0f} MB of memory"
    print(told)  # noqa: T201 - what a drill measures is told
    assert size > FILES * PADDING
    assert packed(administrator, 2021) == (first, size)
    assert peak.highest < MEMORY and seconds < SECONDS, told

"""A worker killed in the middle of a commit: all rows or none, and the import says which."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse

from donations.models import CashGift
from redcross.log_seals import faults_of_log, seal_log, unsealed
from redcross.models import ImportWork, LogEntry, SpreadsheetImport
from tests.factories import make_donor, make_fund
from tests.spreadsheets.imports.gift_files import gifts
from tests.spreadsheets.sending import Sent, upload

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, MOMENTS = 2000, 20
WORKER = """
import django
from django.conf import settings
import redcross.settings as ours
ours.DATABASES["default"].update({settings!r})
django.setup()
from django.core.management import call_command
call_command("procrastinate", "worker", "--one-shot")
"""


def start_worker(database):
    """Have a worker of its own process do what waits in the database of the tests."""
    code = WORKER.format(settings=database)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "redcross.settings"}
    return subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment)


def wait_for_the_server():
    """Wait until the database has done what the worker had sent: a COMMIT on its way is kept."""
    asked = "select 1 from pg_stat_activity where datname = current_database() and"
    with connections["default"].cursor() as cursor:
        for _attempt in range(300):
            cursor.execute(f"{asked} pid <> pg_backend_pid() and state <> 'idle' limit 1")
            if cursor.fetchone() is None:
                return
            time.sleep(0.1)
    raise TimeoutError


def test_all_rows_or_none_whenever_the_worker_is_killed(
    administrator, signed_in, settings, run_background, count
):
    client = signed_in(administrator)
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")
    settings.IMPORT_ROWS_AT_ONCE = 10
    database = {
        name: connections["default"].settings_dict[name]
        for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")
    }
    content = gifts(*(1 + n / 100 for n in range(ROWS)))
    seen = []
    whole = None
    for moment in range(-1, MOMENTS):
        page = upload(client, content, reverse("donations:cash_gift_import"))
        run_background()
        page = Sent(client, page.url)
        assert set(page.statuses) == {"new"}
        page.commit()
        before = CashGift.objects.count()
        began = time.monotonic()
        worker = start_worker(database)
        if whole is None:
            worker.wait()
            whole = time.monotonic() - began
        else:
            # The process itself takes a while to begin: the commit is the last part.
            time.sleep(whole * (0.3 + 0.7 * moment / MOMENTS))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            wait_for_the_server()
        file = SpreadsheetImport.objects.get(pk=page.file.pk)
        made = CashGift.objects.count() - before
        shown = client.get(page.url)
        state = ImportWork.objects.filter(file=file).first().status()[0]
        assert made == (ROWS if file.stage == "done" else 0), (moment, made, file.stage, state)
        assert shown.status_code == 200
        if file.stage == "done":
            assert shown.context["made"] == ROWS
            Sent(client, page.url).post("undo", reason="演练")
            run_background()
            assert not CashGift.objects.countable().exists()
        else:
            assert state in ("waiting", "no_worker", "interrupted")
            # What only waited would be taken over by the next worker.
            Sent(client, page.url).post("cancel")
        seen.append((file.stage, state))
        added = LogEntry.objects.filter(model="donations.cashgift", action="add")
        keys = CashGift.objects.values_list("pk", flat=True)
        assert sorted(added.values_list("object_id", flat=True)) == sorted(keys)
    assert {"done", "checked"} <= {stage for stage, _state in seen}, seen
    seal_log()
    assert list(faults_of_log()) == [] and unsealed() == 0
    whole_ones = sum(stage == "done" for stage, _state in seen[1:])
    count(f"worker killed {MOMENTS} times: {whole_ones} imports whole, of the others nothing")

"""What a drill asks in the site's own database, by `manage.py shell`; answers are plain JSON."""

import hashlib
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app

from donations.models import CashGift, GoodsGift
from redcross.backup.making import referenced_files
from redcross.log_seals import faults_of_log, seal_log, unsealed
from redcross.models import Attachment, Entry, ExportFile, LogEntry, LogSeal, audit_log
from tests import factories

# What the log calls acts on the record itself, each of which is a version of it.
ON_THE_RECORD = ("add", "change", "void")


def make_cast():
    """Make a society with its people, and what a gift needs."""
    society = factories.make_society("甲", code="430212")
    roles = {group.name: group for group in Group.objects.all()}
    staff = factories.make_user("staff", society, roles["staff"])
    factories.make_user("colleague", society, roles["staff"])
    factories.make_user("administrator", society, roles["administrator"])
    donor, fund = factories.make_donor(staff), factories.make_fund(staff)
    # A day that is over by any clock.
    return {"donor": str(donor.pk), "fund": str(fund.pk), "date": "2021-05-01"}


def ask_for_seals():
    """Have the log sealed every half second instead of every minute, for ever."""
    while True:
        try:
            app.configure_task("redcross.tasks.seal_log").defer(timestamp=0)
        except Exception:  # whatever it is called by who is killed beside it
            connection.close()
        time.sleep(0.5)


def found():
    """Return the gifts by what was typed, how many rows of the log and seals there are, faults."""
    gifts = CashGift.objects.order_by("pk").values_list("amount", flat=True)
    goods = GoodsGift.objects.order_by("pk").values_list("checker", flat=True)
    return {
        "gifts": [int(amount) for amount in gifts],
        "goods": [int(checker.removeprefix("N")) for checker in goods],
        "files": Attachment.objects.count(),
        "exports": ExportFile.objects.filter(state="done").exclude(file="").count(),
        "log": LogEntry.objects.count(),
        "seals": LogSeal.objects.count(),
        "unsealed": unsealed(),
        "sealed": list(faults_of_log()),
        "faults": [*halves(), *lost_files()],
        "left": files_of_no_row(),
    }


def halves():
    """Yield what of any entry is not whole: its lines, its log, what both say of it."""
    for model in apps.get_models():
        if issubclass(model, Entry):
            yield from _halves_of(model)


def _halves_of(model):
    label, logged = model._meta.label_lower, {}
    acts = LogEntry.objects.filter(model=label, action__in=ON_THE_RECORD).order_by("pk")
    for act in acts.iterator():
        logged.setdefault(act.object_id, []).append(act)
    for entry in model.objects.with_snapshots():
        acts = logged.pop(entry.pk, [])
        versions = Counter(act.version for act in acts)
        if versions != Counter(range(1, entry.version + 1)):
            yield f"{label} {entry.pk}: version {entry.version}, logged {dict(versions)}"
        said = {}
        for act in acts:
            for name, (before, after) in act.changes.items():
                if not same(said.get(name), before):
                    yield f"{label} {entry.pk}: {name} was {said.get(name)}, logged {before}"
                said[name] = after
        for name, value in audit_log.snapshot(entry).items():
            if not same(said.get(name), value):
                yield f"{label} {entry.pk}: {name} is {value}, logged {said.get(name)}"
    for key in logged:
        yield f"{label} {key}: logged, and not there"


def same(one, other):
    """Return whether two logged values say the same: 5 is kept as 5.00."""
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except (TypeError, ValueError, ArithmeticError):
        return False


def lost_files():
    """Yield which files are not as they were recorded."""
    for kept in Attachment.objects.exclude(file=""):
        path = Path(kept.file.path)
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != kept.sha256:
            yield f"evidence {kept.pk}: missing, or not as it was"
        if kept.thumbnail and not Path(kept.thumbnail.path).exists():
            yield f"evidence {kept.pk}: its small picture is missing"
    for export in ExportFile.objects.filter(state="done").exclude(file=""):
        try:
            size = sum(map(len, export.content()))
        except Exception as error:
            yield f"export {export.pk}: {error!r}"
            continue
        if size != export.size:
            yield f"export {export.pk}: {size} bytes of {export.size}"


def files_of_no_row():
    """Return the names of files that no row tells of."""
    folder = Path(settings.MEDIA_ROOT)
    there = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    exported = set(ExportFile.objects.exclude(file="").values_list("file", flat=True))
    return sorted(there - referenced_files() - exported)


def log_of_gifts():
    """Return who said what of each cash gift's amount, in the order of the log."""
    rows = LogEntry.objects.filter(model="donations.cashgift", action="change").order_by("pk")
    return [[act.object_id, act.user.username, act.changes.get("amount")] for act in rows]


def seal_often():
    """Write to the log and seal it, fifty times; return the seals, or what went wrong."""
    answers = []
    for _time in range(50):
        audit_log.write("export", by=None)
        try:
            answers.append(seal_log(wait=5).number)
        except (OSError, DatabaseError) as error:
            answers.append(str(error))
    return answers

"""A society's records leave as spreadsheets and come into an empty one: the same leaves there."""

import re
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from redcross.models import User
from reports.models import Chapter
from tests.depth import DRILL
from tests.factories import make_society, make_user
from tests.kinds import KINDS, model_of

from .sending import Sent, upload

# Written by whoever and whenever, under whatever number.
OF_THE_PLACE = {"记录编号", "版本", "录入人", "录入时间", "所属记录编号", "明细编号"}
# The gate moves so many kinds, with what their rows name.
FIRST = 12
NUMBER = re.compile(r"\s*#\d+")


def kinds_in_order():
    """The kinds with a page to import them, each after those that its rows name."""
    models = {kind: model_of(kind) for kind in KINDS}
    models = {kind: model for kind, model in models.items() if "import" in KINDS[kind][0]}
    ordered = []

    def add(kind, above=()):
        model = models[kind]
        lines = [model._meta.get_field(name).related_model for name in model.lines]
        fields = [
            f for m in (model, *lines) for f in (*m._meta.concrete_fields, *m._meta.many_to_many)
        ]
        named = {f.related_model for f in fields} | {
            getattr(f.related_model, "owner_model", lambda: None)()
            for f in fields
            if f.related_model
        }
        for other, its_model in models.items():
            if its_model in named and other != kind and other not in above:
                add(other, (*above, kind))
        if kind not in ordered:
            ordered.append(kind)

    for kind in models:
        add(kind)
    return ordered


def exported(client, kind):
    answer = client.get(reverse(f"{kind}_list"), {"format": "xlsx", "columns": "all"})
    return answer.getvalue()


def cells_of(content):
    """Sheet to the rows below its heading, without what belongs to the place, in no order."""
    found = {}
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        head = next(n for n, row in enumerate(rows) if OF_THE_PLACE.intersection(row))
        kept = [n for n, title in enumerate(rows[head]) if title not in OF_THE_PLACE]
        below = [[_plain(row[n]) for n in kept] for row in rows[head + 1 :] if row[0] != "合计"]
        found[sheet.title] = [[rows[head][n] for n in kept], *sorted(below, key=repr)]
    return found


def _plain(value):
    """A cell without masks and numbers; several names are in no order."""
    if not isinstance(value, str):
        return value
    return None if "***" in value else "、".join(sorted(NUMBER.sub("", value).split("、")))


def take_in(client, content, kind):
    """Send it, say that its numbers are of another place, confirm all that is asked."""
    page = upload(client, content, reverse(f"{kind}_import"))
    assert isinstance(page, Sent), page.context["form"].errors
    page = page.post("check", as_new_asked="1", as_new="on", confirm_all="asked")
    page = page.post("check", confirm_all="double")
    assert not page.faults, (kind, page.faults[:5])
    return page.commit()


@pytest.mark.deep
def test_what_left_as_spreadsheets_is_the_same_in_an_empty_society(
    db, client, roles, settings, tmp_path
):
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    settings.IMPORT_ROWS_AT_ONCE = settings.IMPORT_BYTES_AT_ONCE = 10**6
    call_command("load_demo", stdout=StringIO())
    # What quotes the records of one society by their number is no text of another.
    Chapter.objects.update(text="全区接收捐款。\n物资另行说明。")
    theirs = User.objects.get(username="guanli")
    elsewhere = make_user("elsewhere", make_society("某区红十字会"), roles["administrator"])
    differing, moved = {}, []
    kinds = kinds_in_order()
    for kind in kinds if DRILL else kinds[:FIRST]:
        client.force_login(theirs)
        first = exported(client, kind)
        client.force_login(elsewhere)
        if not any(len(rows) > 1 for rows in cells_of(first).values()):
            continue
        moved.append(kind)
        assert take_in(client, first, kind).is_done, kind
        again = cells_of(exported(client, kind))
        if again != cells_of(first):
            differing[kind] = differences(cells_of(first), again)
    assert not differing
    assert moved
    if DRILL:
        assert {"donations:goods_gift", "training:session", "campaigns:event"} <= set(moved)


def differences(first, again):
    """The first rows of each sheet that differ."""
    pairs = {name: zip(rows, again.get(name, ()), strict=False) for name, rows in first.items()}
    return {name: [pair for pair in of if pair[0] != pair[1]][:3] for name, of in pairs.items()}

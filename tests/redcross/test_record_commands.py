"""Records out and in by command, with the rights of an account and in its name."""

import csv
from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.urls import reverse

from donations.models import CashGift, Donor
from redcross.kinds import entry_kinds
from redcross.management.entries import names_of
from redcross.models import LogEntry
from tests.factories import (
    VALID_ID,
    make_cash_gift,
    make_donor,
    make_evaluation,
    make_event,
    make_fund,
    make_goods_gift,
    make_outline,
    make_person,
    make_session,
)
from tests.kinds import KINDS, model_of
from tests.spreadsheets.exported import FORMULAS, sheets_in, sheets_of

HEADER = ("日期", "捐赠人", "金额（元）", "捐赠项目（资金）", "票据号码")


def run(*words):
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def refusal_of(*words):
    with pytest.raises(CommandError) as refusal:
        run(*words)
    return str(refusal.value)


@pytest.fixture
def ledger(tmp_path, administrator):
    """A function that writes a ledger of gifts as CSV and gives its path."""
    make_donor(administrator, name="甲公司")
    make_fund(administrator, name="人道救助")

    def write(*rows, name="a.csv"):
        with open(tmp_path / name, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        return tmp_path / name

    return write


@pytest.mark.alike
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_leaves_and_is_read_back_without_a_fault(kind, ending, administrator, tmp_path):
    model, make, file = model_of(kind), KINDS[kind][1], tmp_path / f"a.{ending}"
    for day in (1, 2):
        make(
            administrator,
            **({"date": date(2020, 1, day)} if kind == "redcross:standing_number" else {}),
        )
    before = LogEntry.objects.count()
    assert "2" in run("export_records", model._meta.label_lower, file)
    assert LogEntry.objects.filter(action="export", user=administrator).count() == 1
    told = run("import_records", model._meta.verbose_name_plural, file)
    assert "未变: 2" in told and "将导入：0" in told
    assert LogEntry.objects.count() == before + 1
    assert model.objects.count() == 2


@pytest.mark.parametrize(
    ("make", "lines"),
    [
        (make_goods_gift, {"lots": [{"item": "大米", "quantity": 3}]}),
        (make_session, {"roster": [{"person": make_person}]}),
        (make_event, {"materials": [{"item": "折页", "quantity": 100}]}),
        (make_outline, {"sections": [{"heading": "一", "level": 1}]}),
        (
            make_evaluation,
            {"indicators": [{"first": "产出", "second": "数量", "third": "人数", "weight": 5}]},
        ),
    ],
)
def test_what_has_lines_is_read_back_too(make, lines, administrator, tmp_path):
    rows = {
        name: [{n: v(administrator) if callable(v) else v for n, v in row.items()} for row in told]
        for name, told in lines.items()
    }
    entry, file = make(administrator, **rows), tmp_path / "a.xlsx"
    run("export_records", entry._meta.label_lower, file)
    assert len(sheets_in(file.read_bytes())) > 1
    told = run("import_records", entry._meta.label_lower, file)
    assert "未变: 1" in told


def test_every_kind_has_a_name_of_its_own():
    names = Counter(name for model in entry_kinds() for name in set(names_of(model)))
    assert set(names.values()) == {1}


def test_the_file_holds_what_the_list_page_exports(administrator, tmp_path, signed_in):
    for amount in ("1", "2"):
        make_cash_gift(administrator, amount, note="=1+1")
    make_cash_gift(administrator, "3", date=date(2020, 1, 1)).void(by=administrator, reason="重复")
    file = tmp_path / "a.xlsx"
    told = ["date_from=2020-01-01", "voided=with"]
    run("export_records", "捐款", file, "--user", "administrator", "--filter", *told)
    query = {"format": "xlsx", "columns": "all", "date_from": "2020-01-01", "voided": "with"}
    there = sheets_of(signed_in(administrator).get(reverse("donations:cash_gift_list"), query))
    [(here, mine)], [(name, theirs)] = sheets_in(file.read_bytes()).items(), there.items()
    # The third line says when each was written.
    assert (here, mine[:2], mine[4:]) == (name, theirs[:2], theirs[4:])
    assert len(mine) == 5 + 3 + 1
    assert file.stat().st_mode & 0o077 == 0
    log = LogEntry.objects.filter(action="export").latest("pk")
    assert (log.user, log.changes["rows"]) == (administrator, [None, 3])


def test_no_text_becomes_a_formula_and_no_secret_leaves(administrator, roles, tmp_path):
    for text in FORMULAS:
        make_donor(administrator, name="甲", note=text, id_number="")
    make_donor(administrator, name="乙", id_number=VALID_ID, phone="13812345678")
    file = tmp_path / "a.csv"
    run("export_records", "donations.Donor", file)
    text = file.read_text("utf-8-sig")
    for row in csv.reader(StringIO(text)):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    assert "13812345678" not in text and VALID_ID not in text and "*******5678" in text
    revealing = roles["administrator"].permissions.filter(codename="reveal_donor")
    roles["administrator"].permissions.remove(*revealing)
    run("export_records", "donations.donor", file)
    assert "5678" not in file.read_text("utf-8-sig")


def test_what_is_another_societys_does_not_leave(outsider, administrator, tmp_path):
    make_donor(outsider, name="他人")
    run("export_records", "捐赠人", tmp_path / "a.csv", "--user", administrator.username)
    assert "他人" not in (tmp_path / "a.csv").read_text()


def test_of_lines_a_csv_file_says_that_it_has_none(administrator, tmp_path):
    make_goods_gift(administrator)
    assert ".xlsx" in run("export_records", "donations.goodsgift", tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["捐钱", "a.xlsx"], "donations.cashgift"),
        (["auth.user", "a.xlsx"], "donations.cashgift"),
        (["捐款", "a.pdf"], ".csv"),
        (["捐款", "/nowhere/a.csv"], "/nowhere/a.csv"),
        (["捐款", "a.csv", "--user", "nobody"], "nobody"),
        (["捐款", "a.csv", "--filter", "donors=1"], "date_from"),
        (["捐款", "a.csv", "--filter", "q"], "date_from"),
        (["捐款", "a.csv", "--filter", "date_from=x"], "date_from"),
        (["捐款", "a.csv", "--filter", "donor=999999"], "donor"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_words(
    words, told, administrator, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert told in refusal_of("export_records", *words)
    assert not LogEntry.objects.exists()
    assert not list(tmp_path.iterdir())


def test_who_may_not_does_not_and_of_several_one_is_named(
    staff, leader, administrator, tmp_path, ledger
):
    file = tmp_path / "a.csv"
    told = refusal_of("export_records", "捐款", file)
    assert all(user.username in told for user in (staff, leader, administrator))
    assert "staff" in refusal_of("import_records", "捐款", ledger(), "--user", "staff")
    administrator.is_active = False
    administrator.save()
    assert "administrator" in refusal_of("export_records", "捐款", file, "--user", "administrator")
    assert "—" in refusal_of("import_records", "捐款", ledger())


def test_a_ledger_is_checked_and_saved_with_commit_alone_and_once(ledger, administrator):
    file = ledger(("2021-8-4", "甲公司", "500.25", "人道救助", "湘001"))
    told = run("import_records", "捐款", file)
    assert "2: 甲公司 500.25" in told and "--commit" in told
    assert not CashGift.objects.exists() and not LogEntry.objects.filter(action="import").exists()
    assert "1" in run("import_records", "捐款", file, "--commit", "--user", "Administrator")
    gift = CashGift.objects.get()
    assert (gift.entered_by, gift.society) == (administrator, administrator.society)
    assert gift.history.get().user == administrator
    assert LogEntry.objects.get(action="import").user == administrator
    told = run("import_records", "捐款", file, "--commit")
    assert "此前已导入: 1" in told
    assert CashGift.objects.count() == 1


def test_every_fault_is_told_with_its_row(ledger):
    file = ledger(
        ("2021-8-4", "乙公司", "5", "人道救助", ""),
        ("2021-8-4", "甲公司", "0", "人道救助", ""),
    )
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_records", "捐款", str(file), "--commit", stdout=out)
    told = out.getvalue()
    assert "  2 捐赠人" in told and "乙公司" in told and "  3 金额（元）" in told
    assert not CashGift.objects.exists()


def test_who_is_not_known_is_added_when_asked(ledger):
    file = ledger(("2021-8-4", "乙公司", "5", "人道救助", ""))
    run("import_records", "捐款", file, "--add-unknown")
    assert not Donor.objects.filter(name="乙公司").exists()
    run("import_records", "捐款", file, "--add-unknown", "--commit")
    assert CashGift.objects.get().donor.name == "乙公司"


def test_open_questions_keep_it_out_until_all_are_confirmed(ledger, administrator):
    row = ("2021-8-4", "甲公司", "500", "人道救助", "")
    run("import_records", "捐款", ledger(row), "--commit")
    again = ledger(row, ("2021-8-5", "甲公司", "7", "人道救助", ""), name="b.csv")
    assert "疑问：1" in run("import_records", "捐款", again)
    assert "--confirm-all" in refusal_of("import_records", "捐款", again, "--commit")
    assert CashGift.objects.count() == 1
    run("import_records", "捐款", again, "--commit", "--confirm-all")
    assert CashGift.objects.count() == 3


def test_what_an_export_says_anew_or_otherwise_comes_in(administrator, tmp_path):
    gift = make_cash_gift(administrator, "5")
    file = tmp_path / "a.csv"
    run("export_records", "捐款", file)
    text = file.read_text("utf-8-sig")
    head, row = text.splitlines()
    added = row.replace(f"{gift.pk},1,", ",,", 1).replace("5.00", "6.00")
    file.write_text("\n".join([head, row, added]), "utf-8-sig")
    assert "未变: 1" in run("import_records", "捐款", file, "--commit")
    assert sorted(CashGift.objects.values_list("amount", flat=True)) == [5, 6]
    changed = [head, row.replace("5.00", "9.00")]
    file.write_text("\n".join(changed), "utf-8-sig")
    assert "有更改" in run("import_records", "捐款", file, "--commit")
    gift.refresh_from_db()
    assert (gift.amount, gift.version, gift.history.first().user) == (9, 2, administrator)
    # A row of an older version says what was.
    file.write_text("\n".join([head, row]), "utf-8-sig")
    refusal_of("import_records", "捐款", file, "--commit")
    assert CashGift.objects.count() == 2


def test_what_would_steer_a_terminal_is_not_printed(ledger, administrator):
    file = ledger(("2021-8-4", "\x9b31m红", "5", "人道救助", ""))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_records", "捐款", str(file), stdout=out)
    assert "红" in out.getvalue() and "\x9b" not in out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"PK\x03\x04 no spreadsheet", "损坏"), (b"", ""), (b"%PDF-1.7", "XLSX")],
)
def test_what_is_no_spreadsheet_is_refused_in_words(content, told, administrator, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(content)
    assert told in refusal_of("import_records", "捐款", tmp_path / "a.xlsx")


def test_a_file_that_is_not_there_or_too_large_is_refused(
    administrator, tmp_path, settings, ledger
):
    assert "b.xlsx" in refusal_of("import_records", "捐款", tmp_path / "b.xlsx")
    assert str(tmp_path) in refusal_of("import_records", "捐款", tmp_path)
    settings.SPREADSHEET_MAX_BYTES = 10
    assert "MB" in refusal_of("import_records", "捐款", ledger())


@pytest.mark.parametrize("name", ["import", "export"])
def test_the_librarys_own_commands_do_not_serve(name):
    command = load_command_class(get_commands()[name], name)
    assert type(command).__module__ == f"redcross.management.commands.{name}_records"

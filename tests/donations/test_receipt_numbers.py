"""The number of a receipt is kept in one form and serves once, whatever has it, however typed."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from donations.models import CashGift, GoodsGift, Receipt, canonical_number
from redcross.models import EntriesRefused, EntryToSave, save_entries
from tests.at_once import at_once, sender
from tests.factories import (
    make_cash_gift,
    make_donor,
    make_fund,
    make_goods_gift,
    make_receipt,
    make_receipt_range,
    make_red_receipt,
)
from tests.pages import form_data
from tests.refusals import refused

CODE, NUMBER = "43060121", "0000001234"
WHOLE = CODE + NUMBER


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("43060121 0000001234", WHOLE),
        ("43060121-0000001234", WHOLE),
        ("４３０６０１２１—００００００１２３４", WHOLE),
        ("№ 43060121/0000001234", WHOLE),
        ("No.0000001234", NUMBER),
        ("票号：0000001234", NUMBER),
        ("票据代码：43060121　票据号码：0000001234", WHOLE),
        ("第0000001234号", NUMBER),
        ("湘财（2021） No 001", "湘财2021001"),
        ("a-17", "A17"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_a_number_is_kept_in_one_form(typed, kept):
    assert canonical_number(typed) == kept


@given(st.text(max_size=60))
def test_what_is_in_one_form_stays_so(text):
    once = canonical_number(text)
    assert canonical_number(once) == once


@pytest.mark.parametrize("typed", ["无", "未开票", "—"])
def test_what_has_no_digit_is_no_number(staff, typed):
    with refused("receipt_number", saying="is no number"):
        make_cash_gift(staff, receipt_number=typed)


SEPARATORS = st.sampled_from(["", " ", "-", "－", "　", "/", " - ", "."])
LABELS = st.sampled_from(["", "№", "No.", "NO：", "票号 ", "票据号码：", "第"])


@st.composite
def typed_numbers(draw):
    """Code and number in one of the ways in which people write them, or the number alone."""
    code = draw(st.sampled_from(["", f"{CODE}", f"票据代码：{CODE}"]))
    number = draw(st.sampled_from([NUMBER, NUMBER, NUMBER.lstrip("0"), "001234"]))
    text = f"{code}{draw(SEPARATORS)}{draw(LABELS)}{draw(SEPARATORS)}{number}"
    if draw(st.booleans()):
        text = text.translate({ord("0") + n: ord("０") + n for n in range(10)})
    return text


def gift_of_money(by, typed):
    return make_cash_gift(by, receipt_number=typed)


def gift_of_goods(by, typed):
    return make_goods_gift(by, receipt_number=typed)


def void_receipt(by, typed):
    return make_receipt(by, typed, code="", kind="void", reason="Y1", payer="", amount=None)


def red_receipt(by, typed):
    return make_red_receipt(by, make_receipt(by), typed, code="")


@given(
    first=typed_numbers(),
    second=typed_numbers(),
    kinds=st.sampled_from(
        [
            (gift_of_money, gift_of_money),
            (gift_of_money, gift_of_goods),
            (gift_of_goods, gift_of_money),
            (gift_of_goods, gift_of_goods),
            (void_receipt, gift_of_money),
            (void_receipt, gift_of_goods),
            (red_receipt, gift_of_money),
            (gift_of_goods, red_receipt),
            (void_receipt, void_receipt),
        ]
    ),
)
def test_however_it_is_typed_a_number_does_not_serve_twice(staff, first, second, kinds):
    make, again = kinds
    with transaction.atomic():
        make_receipt(staff, "0000007777", code=CODE)  # so that the code is known
        make(staff, first)
        with refused():
            again(staff, second)
        transaction.set_rollback(True)


def test_it_is_said_where_the_number_serves_already(staff):
    gift = make_cash_gift(staff, receipt_number=WHOLE)
    told = ["is used already", f"cash gift no. {gift.pk}", "2021-05-01", gift.get_absolute_url()]
    with refused("receipt_number", saying=told):
        make_goods_gift(staff, receipt_number=f"{CODE} {NUMBER}")
    make_goods_gift(staff, receipt_number=f"{CODE} 0000001235")


def test_other_codes_have_other_numbers_and_each_year_begins_anew(staff, outsider):
    make_cash_gift(staff, receipt_number=WHOLE)
    make_cash_gift(staff, receipt_number=f"43060122{NUMBER}")
    # Without a code it is that of its year, whose code is another one a year later.
    make_cash_gift(staff, receipt_number=NUMBER, date=date(2022, 5, 1))
    make_cash_gift(outsider, receipt_number=WHOLE)


def test_a_code_that_is_known_is_told_from_its_number(staff):
    make_receipt_range(staff, "00000101", code="湘甲")
    make_cash_gift(staff, receipt_number="湘甲00000101")
    with refused("receipt_number", saying="is used already"):
        make_cash_gift(staff, receipt_number="00000101")
    make_cash_gift(staff, receipt_number="00000102")


def test_a_voided_entry_does_not_void_its_receipt(staff):
    """The paper is with the donor: the entry that takes the other's place carries its number."""
    make_cash_gift(staff, receipt_number=WHOLE).void(by=staff, reason="录错")
    make_goods_gift(staff, receipt_number=WHOLE)


def test_what_is_void_never_serves_again_though_the_entry_that_carried_it_is_voided(staff):
    gift = make_cash_gift(staff, receipt_number=WHOLE)
    void = make_receipt(staff, NUMBER, code=CODE, kind="void", reason="写错")
    gift.void(by=staff, reason="录错")
    with refused("receipt_number", saying=["is void", void.get_absolute_url()]):
        make_cash_gift(staff, receipt_number=NUMBER)
    void.void(by=staff, reason="录错")
    with refused("receipt_number", saying="is void"):
        make_cash_gift(staff, receipt_number=WHOLE)
    with refused("number", saying="is used already"):
        make_receipt(staff, NUMBER, code=CODE)
    # As just that it may be entered anew.
    make_receipt(staff, NUMBER, code=CODE, kind="void", reason="写错")


def test_what_is_red_lettered_never_serves_again(staff):
    gift = make_cash_gift(staff, receipt_number=WHOLE)
    original = make_receipt(staff, NUMBER, code=CODE)
    red = make_red_receipt(staff, original)
    gift.void(by=staff, reason="录错")
    for typed in (WHOLE, NUMBER):
        with refused("receipt_number", saying="is red-lettered"):
            make_cash_gift(staff, receipt_number=typed)
    with refused("receipt_number", saying="that of a red receipt"):
        make_cash_gift(staff, receipt_number=red.receipt_number)
    make_cash_gift(staff, receipt_number=f"{CODE}0000009999")


@pytest.fixture
def spent(staff):
    """By state of a receipt, one whose number never serves again."""
    original = make_receipt(staff, NUMBER, code=CODE)
    red = make_red_receipt(staff, original)
    void = make_receipt(staff, code=CODE, kind="void", reason="写错", payer="", amount=None)
    return {"void": void, "red": red, "red-lettered": original}


OTHER = {"number": "0000009999", "code": "43060199", "date": date(2022, 7, 1)}


@pytest.mark.parametrize("field", [*OTHER, "original_number"])
@pytest.mark.parametrize("state", ["void", "red", "red-lettered"])
def test_what_is_spent_stays_as_it_was_saved(staff, signed_in, spent, state, field):
    """Whatever else its entry says: changed, its number would serve again."""
    receipt = Receipt.objects.get(pk=spent[state].pk)
    number = receipt.receipt_number
    value = OTHER.get(field) or make_receipt(staff).receipt_number
    setattr(receipt, field, value)
    with refused(field, saying=["never serves again", "administrator"]):
        receipt.save_entry(by=staff)
    with pytest.raises(EntriesRefused) as refusal:
        save_entries([EntryToSave(receipt)], by=staff)
    assert [list(row.errors) for row in refusal.value.refused] == [[field]]
    client, url = signed_in(staff), receipt.get_absolute_url()
    sent = form_data(client.get(f"{url}change/")) | {field: str(value)}
    assert client.post(f"{url}change/", sent).status_code == 422
    several = {"row": receipt.pk, "field": field, "value": str(value), "reason": "Y1"}
    several[f"version-{receipt.pk}"] = Receipt.objects.get(pk=receipt.pk).version
    client.post("/donations/receipts/bulk-change/", several | {"confirm": "1"})
    assert Receipt.objects.get(pk=receipt.pk).receipt_number == number
    with refused("receipt_number"):
        make_cash_gift(staff, receipt_number=number)
    # What does not touch its number may be corrected.
    receipt = Receipt.objects.get(pk=receipt.pk)
    receipt.note = "N1"
    receipt.save_entry(by=staff)


@pytest.mark.parametrize("state", ["void", "red", "red-lettered"])
def test_what_is_spent_stays_so_when_all_its_entries_are_voided(staff, spent, state):
    for one in ("red", state):
        receipt = Receipt.objects.get(pk=spent[one].pk)
        if not receipt.voided_at:
            receipt.void(by=staff, reason="录错")
    for typed in (receipt.receipt_number, receipt.number):
        with refused("receipt_number"):
            make_cash_gift(staff, receipt_number=typed)
    if state == "red-lettered":
        return
    with refused(saying="has been voided"):
        receipt.note = "N1"
        receipt.save_entry(by=staff)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("state", ["void", "red"])
def test_an_administrator_frees_a_number_that_was_mistyped(
    staff, administrator, signed_in, spent, state, first
):
    receipt = Receipt.objects.get(pk=spent[state].pk)
    url = f"{receipt.get_absolute_url()}void/"

    def send(by):
        client = signed_in(by)
        shown = client.get(url).content.decode()
        version = Receipt.objects.get(pk=receipt.pk).version
        sent = {"version": version, "reason": "应为 149", "mistyped": "on"}
        return 'name="mistyped"' in shown, client.post(url, sent).status_code

    if first:
        # What a clerk sends with it is not heard: the number stays taken.
        assert send(staff) == (False, 302)
        with refused("receipt_number"):
            make_cash_gift(staff, receipt_number=receipt.receipt_number)
        assert send(staff) == (False, 422)
    assert send(administrator) == (True, 302)
    receipt = Receipt.objects.get(pk=receipt.pk)
    assert receipt.mistyped and receipt.voided_at and receipt.void_reason == "应为 149"
    assert receipt.history[0].changes["mistyped"] == [False, True]
    assert receipt.history[0].reason == "应为 149"
    make_cash_gift(staff, receipt_number=receipt.receipt_number)
    if state == "red":
        # The one that it was said to take back was never red-lettered.
        make_cash_gift(staff, receipt_number=spent["red-lettered"].receipt_number)
    assert send(administrator)[1] == 422


def test_only_what_is_void_or_red_is_voided_as_mistyped(staff, administrator, signed_in):
    receipt = make_receipt(staff)
    page = signed_in(administrator).get(f"{receipt.get_absolute_url()}void/")
    assert 'name="mistyped"' not in page.content.decode()
    with refused("kind", saying="voided as mistyped"):
        receipt.void(by=staff, reason="录错", mistyped=True)


def test_what_stands_on_a_gift_may_become_void_but_no_red_receipt(staff):
    gift = make_cash_gift(staff, receipt_number=WHOLE)
    receipt = make_receipt(staff, NUMBER, code=CODE)
    other = make_receipt(staff)
    receipt.kind, receipt.original_number, receipt.reason = "red", other.receipt_number, "Y1"
    with refused("number", saying="is used already"):
        receipt.save_entry(by=staff)
    receipt = Receipt.objects.get(pk=receipt.pk)
    receipt.kind, receipt.reason = "void", "写错"
    receipt.save_entry(by=staff)
    assert [other for _text, other in gift.warnings()] == [receipt]
    receipt.kind, receipt.reason = "issued", ""
    with refused("kind", saying="never serves again"):
        receipt.save_entry(by=staff)
    # What has its number already may be changed otherwise.
    gift.note = "N1"
    gift.save_entry(by=staff)


def test_two_of_one_upload_do_not_share_a_number_either(staff):
    parties = {"donor": make_donor(staff), "fund": make_fund(staff), "society": staff.society}
    numbers = [WHOLE, "0000000001", f"{CODE}-{NUMBER}", "№1", "0000000002"]
    rows = [
        EntryToSave(
            CashGift(date=date(2021, 5, n + 1), amount=n + 1, receipt_number=number, **parties)
        )
        for n, number in enumerate(numbers)
    ]
    with pytest.raises(EntriesRefused) as refusal:
        save_entries(rows, by=staff)
    assert [rows.index(row) for row in refusal.value.refused] == [2]
    with pytest.raises(EntriesRefused) as refusal:
        save_entries(rows[:2] + rows[3:], by=staff)
    assert [rows.index(row) for row in refusal.value.refused] == [3]
    assert not CashGift.objects.exists()
    assert len(save_entries(rows[:2] + rows[4:], by=staff)) == 3


def test_a_number_costs_as_many_queries_however_many_records_there_are(
    staff, django_assert_num_queries
):
    parties = {"donor": make_donor(staff), "fund": make_fund(staff)}

    def used(number):
        with django_assert_num_queries(ONE_SAVE):
            make_cash_gift(staff, receipt_number=number, **parties)

    used("0000000001")
    for number in range(2, 12):
        make_cash_gift(staff, receipt_number=f"{number:010}", **parties)
        make_receipt(staff, f"{number:010}", code="43060120")
    used("0000000099")


ONE_SAVE = 22


def test_a_waived_receipt_has_no_number(staff):
    with refused("receipt_waived", saying="was waived"):
        make_cash_gift(staff, receipt_number=WHOLE, receipt_waived=True)
    with refused("receipt_waived", saying="was waived"):
        make_goods_gift(staff, receipt_number=WHOLE, receipt_waived=True)
    make_cash_gift(staff, receipt_waived=True)


def test_a_number_is_found_however_it_is_asked_for(staff, signed_in):
    gift = make_cash_gift(staff, receipt_number=WHOLE)
    make_cash_gift(staff)
    client = signed_in(staff)
    for asked in (WHOLE, f"{CODE}-{NUMBER}", f"№{WHOLE}"):
        rows = client.get("/donations/cash-gifts/", {"q": asked}).context["table"].rows
        assert [row.record for row in rows] == [gift], asked


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["/donations/cash-gifts/add/", "/donations/goods/add/"])
def test_a_number_is_taken_once_by_two_at_the_same_moment(staff, administrator, society, other):
    shared = {"date": "2021-07-01", "date_precision": "day", "times": "1", "source": "public"}
    donor, fund = make_donor(staff), make_fund(staff)
    money = shared | {"donor": donor.pk, "fund": fund.pk, "amount": "60", "channel": "bank"}
    goods = {"lots-TOTAL_FORMS": "0", "lots-INITIAL_FORMS": "0", "description": "大米"}
    another = money | {"amount": "70"} if "cash" in other else shared | goods
    answers = at_once(
        society,
        sender(staff, "/donations/cash-gifts/add/", money | {"receipt_number": WHOLE}),
        sender(administrator, other, another | {"receipt_number": f"№ {NUMBER}"}),
    )
    assert answers == [302, 422]
    assert CashGift.objects.count() + GoodsGift.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        "00012345、00012346",
        "00012345-00012350",
        "00012345/46",
        "12345-50",
        "A0006-A0008",
        "RACE0001、RACE0002",
        "０００１２３４５ 至 ００００１２３５０",
        "No.0012345，0012347",
    ],
)
def test_several_numbers_in_one_box_are_not_glued_together(typed, staff):
    for make in (make_cash_gift, make_goods_gift):
        with refused("receipt_number", saying="several numbers"):
            make(staff, receipt_number=typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2021-045", "2021045"),
        ("2021/0001", "20210001"),
        ("湘财2021-001", "湘财2021001"),
        ("No.ZX0000123", "ZX0000123"),
        ("NO ZX0000123", "ZX0000123"),
    ],
)
def test_a_year_or_a_letter_before_it_makes_no_other_number(typed, kept, staff):
    assert make_cash_gift(staff, receipt_number=typed).receipt_number == kept

"""The text of a chapter as it is saved, with its references and marks."""

import pytest

pytestmark = pytest.mark.browser
SCRIPTS = ("text_source.js",)
GIFTS = "[[donations.cash.gifts]]"
AMOUNT = "[[donations.cash.amount;period=before]]"


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("", []),
        ("全年接受捐款。", [("text", "全年接受捐款。")]),
        (GIFTS, [("reference", "donations.cash.gifts")]),
        (
            f"共{GIFTS}，{AMOUNT}。",
            [
                ("text", "共"),
                ("reference", "donations.cash.gifts"),
                ("text", "，"),
                ("reference", "donations.cash.amount;period=before"),
                ("text", "。"),
            ],
        ),
        ("[?3月?][?46?]名", [("mark", "3月"), ("mark", "46"), ("text", "名")]),
        ("[[]]和[??]", [("text", "[[]]和[??]")]),
        ("[[未完", [("text", "[[未完")]),
        ("[[一\n二]]", [("text", "[[一\n二]]")]),
        (
            "[[[donations.cash.gifts]]]",
            [("text", "["), ("reference", "donations.cash.gifts"), ("text", "]")],
        ),
        (f"[?约{GIFTS}?]", [("text", "[?约"), ("reference", GIFTS[2:-2]), ("text", "?]")]),
        (f"[[{'长' * 300}]]", [("reference", "长" * 300)]),
        (f"[[{'长' * 301}]]", [("text", f"[[{'长' * 301}]]")]),
        (f"[?{'长' * 200}?]", [("mark", "长" * 200)]),
        (f"[?{'长' * 201}?]", [("text", f"[?{'长' * 201}?]")]),
    ],
)
def test_a_line_is_split_into_pieces_and_nothing_is_lost(call, line, pieces):
    found = call("splitPieces", line)
    assert [(piece["kind"], piece["words"]) for piece in found] == pieces
    assert "".join(piece["source"] for piece in found) == line


@pytest.mark.parametrize(
    ("name", "parameters", "source"),
    [
        ("donations.cash.gifts", {}, GIFTS),
        ("donations.cash.amount", {"period": "before", "as": ""}, AMOUNT),
        ("donations.cash.gifts", {"own_fund": "", "period": ""}, GIFTS),
        (
            "donations.cash.amount",
            {"own_fund": "3", "period": "2020-01-01..2020-06-30", "as": "about"},
            "[[donations.cash.amount;own_fund=3;period=2020-01-01..2020-06-30;as=about]]",
        ),
        ("table", {"figure": "a.b", "by": "fund"}, "[[table;figure=a.b;by=fund]]"),
        ("list", {"of": "gifts"}, "[[list;of=gifts]]"),
    ],
)
def test_a_reference_names_what_was_chosen_and_nothing_else(call, name, parameters, source):
    assert call("formatReference", name, parameters) == source


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("款\u200b", "款"),
        ("\ufeff款\u200b\u200b项", "款项"),
        ("一\u00a0二\t三\n四\r五", "一 二 三 四 五"),
        ("两  格　全角", "两  格　全角"),
        ("", ""),
    ],
)
def test_what_nobody_sees_is_no_text_and_odd_spaces_are_spaces(call, text, clean):
    assert call("cleanText", text) == clean


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("共2笔", "2笔", 1),
        ("共12笔，2笔", "2笔", 5),
        ("共1,002笔", "2笔", -1),
        ("共0.2笔", "2笔", -1),
        ("[[2笔]][?2笔?]共2笔", "2笔", 13),
        ("[[2笔]]", "2笔", -1),
        ("2笔", "2笔", 0),
        ("无", "2笔", -1),
    ],
)
def test_a_typed_number_is_found_outside_references_and_longer_numbers(call, text, words, place):
    assert call("findTyped", text, words) == place


@pytest.mark.parametrize(
    ("source", "name", "parameters"),
    [
        (GIFTS, "donations.cash.gifts", {}),
        (AMOUNT, "donations.cash.amount", {"period": "before"}),
        ("statement;line=income; fund = 3", "statement", {"line": "income", "fund": "3"}),
        ("[[table;figure=a.b;by]]", "table", {"figure": "a.b", "by": ""}),
    ],
)
def test_a_reference_is_read_as_it_is_written(call, source, name, parameters):
    assert call("parseReference", source) == {"name": name, "parameters": parameters}


def test_what_others_get_of_a_copy_has_numbers_and_no_brackets(call):
    text = f"[?3月?]接受{GIFTS}，{AMOUNT}。\n[[unknown]]"
    numbers = {GIFTS: "2笔"}
    assert call("formatPlain", text, numbers) == "3月接受2笔，…。\n…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("[?3月?][[ ", False), (GIFTS, True), (f"共{GIFTS}", True), (GIFTS, True)],
)
def test_a_reference_typed_by_hand_is_noticed_every_time(call, text, expected):
    assert call("hasReference", text) is expected

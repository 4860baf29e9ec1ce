"""What the page's scripts are told of a text that was typed or pasted."""

import json

import pytest

from redcross.views.readings import MAX_READINGS, read

ADDRESS = "/readings/"


@pytest.mark.parametrize(
    ("typed_as", "text", "value", "shown", "words"),
    [
        ("yuan", "12.4万", "124000", "12.4万元", "人民币壹拾贰万肆仟元整"),
        ("yuan", "124000.00", "124000", "12.4万元", "人民币壹拾贰万肆仟元整"),
        ("yuan", "1.2亿", "120000000", "1.2亿元", "人民币壹亿贰仟万元整"),
        ("yuan", "￥300.50", "300.5", "300.5元", "人民币叁佰元伍角整"),
        ("yuan", "300.50", "300.5", "", ""),
        ("yuan", "", "", "", ""),
        ("wan_yuan", "12.4", "12.4", "", ""),
        ("wan_yuan", "124000元", "12.4", "12.4万元", "人民币壹拾贰万肆仟元整"),
        ("count", "3.5万人次", "35000", "35,000", ""),
        ("count", "35000", "35000", "", ""),
        ("millilitres", "3.6万毫升", "36000", "36,000毫升", ""),
        ("past_date", "2021.8.4", "2021-08-04", "2021年8月4日 星期三", ""),
        ("past_date", "2021-08-04", "2021-08-04", "", ""),
        ("yes_no", "合格", "true", "", ""),
        ("yes_no", "不合格", "false", "", ""),
    ],
)
def test_a_text_is_told_as_it_is_understood_and_a_plain_one_is_not(
    in_chinese, typed_as, text, value, shown, words
):
    reading = read({"typedAs": typed_as, "text": text, "places": 2})
    assert reading == {"value": value, "shown": shown, "words": words, "refusal": ""}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2021.8", "2021年8月，日期精确到月"),
        ("2021年", "2021年，日期精确到年"),
        ("2021年8月下旬", "2021年8月21日起的一旬，日期精确到旬"),
        ("2021.8.4", "2021年8月4日 星期三"),
    ],
)
def test_what_is_known_of_a_date_is_told(in_chinese, text, shown):
    question = {"typedAs": "past_date", "text": text}
    assert read(question | {"rough": True})["shown"] == shown
    # Where the day must be known.
    assert bool(read(question)["refusal"]) is not text.endswith(".4")


@pytest.mark.parametrize(
    ("typed_as", "text", "told"),
    [
        ("yuan", "1.005", "小数超过 2 位"),
        ("past_date", "2021.2.30", "没有这一天"),
        ("end_date", "8.4", "请写明年份"),
        ("yes_no", "待定", "“是”或“否”"),
        ("count", "约60", "约数"),
        ("yuan", "\ud800", "看不出金额"),
    ],
)
def test_what_cannot_be_read_is_told_with_how_to_write_it(in_chinese, typed_as, text, told):
    reading = read({"typedAs": typed_as, "text": text, "places": 2})
    assert told in reading["refusal"] and not reading["value"] and not reading["shown"]


def ask(client, *questions):
    return client.post(ADDRESS, {"questions": json.dumps(questions)})


def test_many_texts_are_read_at_once_in_their_order(signed_in, staff):
    choices = [["", "-"], ["bank", "银行转账"]]
    answer = ask(
        signed_in(staff),
        {"typedAs": "choice", "text": " 银行转账 ", "choices": choices},
        {"typedAs": "choice", "text": "支票", "choices": choices},
        {"typedAs": "count", "text": "３千"},
    )
    first, second, third = answer.json()["readings"]
    assert (first["value"], third["value"]) == ("bank", "3000")
    assert "银行转账" in second["refusal"]


@pytest.mark.parametrize(
    "questions",
    [
        "",
        "no json",
        "7",
        "null",
        '{"a": 1}',
        "[1]",
        "[" * 100_000,
        '[{"typedAs": "yuan"}]',
        '[{"typedAs": "yuan", "text": 5}]',
        '[{"typedAs": "poem", "text": "5"}]',
        '[{"typedAs": "yuan", "text": "5", "places": "x"}]',
        '[{"typedAs": "yuan", "text": "5", "places": 1e999}]',
        '[{"typedAs": "choice", "text": "5", "choices": [1]}]',
        json.dumps([{"typedAs": "yuan", "text": ""}] * (MAX_READINGS + 1)),
    ],
)
def test_what_is_no_question_gets_no_answer(signed_in, staff, questions):
    assert signed_in(staff).post(ADDRESS, {"questions": questions}).status_code == 400


def test_only_who_is_signed_in_is_answered(client, signed_in, leader):
    assert ask(client, {"typedAs": "yuan", "text": "5"}).status_code == 302
    assert ask(signed_in(leader), {"typedAs": "yuan", "text": "5"}).status_code == 200
    assert client.get(ADDRESS).status_code == 405

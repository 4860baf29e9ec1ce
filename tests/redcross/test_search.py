"""What a search box finds for what is typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redcross.merging import merge, undo_merge
from tests.factories import (
    VALID_ID,
    make_cash_gift,
    make_donor,
    make_goods_gift,
    make_person,
    make_place,
    make_programme,
)

DONORS = "/donations/donors/search/"


@pytest.fixture
def find(clerk):
    """A function that gives the texts found, the nearest first."""

    def find(text, url=DONORS):
        return [found["text"] for found in clerk.get(url, {"q": text}).json()["results"]]

    return find


@pytest.fixture
def exact(clerk):
    """A function that gives the texts found that are of exactly the name."""

    def exact(text, url=DONORS):
        results = clerk.get(url, {"q": text}).json()["results"]
        return [found["text"] for found in results if found["exact"]]

    return exact


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("株洲市渌口区张建国商贸有限公司", "建国商贸"),
        ("株洲市渌口区张建国商贸有限公司", "有限公司 渌口"),
        ("株洲市渌口区张建国商贸有限公司", "渌口　商贸"),
        ("株洲市渌口区张建国商贸有限公司", "jgsm"),
        ("株洲市渌口区张建国商贸有限公司", "zhangjianguo"),
        ("株洲市渌口区张建国商贸有限公司", "张建国 gs"),
        ("３Ｍ中国（上海）有限公司", "3m中国(上海)"),
        ("3M中国(上海)有限公司", "３ｍ中国（上海）"),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提"),
        ("阿卜杜拉・买买提", "阿卜杜拉买买提"),
        ("张 三", "张三"),
        ("张三", "张　三"),
        ("Red Cross Bank", "BANK red"),
        ("100%爱心", "100%"),
        ("吕梁", "lvliang"),
    ],
)
def test_a_name_is_found_however_it_is_written(staff, find, name, typed):
    make_donor(staff, name=name)
    make_donor(staff, name="无关")
    assert find(typed) == [name]


@pytest.mark.parametrize("typed", ["公司x", "张建国 医院", "%", "_", "建张"])
def test_what_is_not_in_a_name_finds_nothing(staff, find, typed):
    make_donor(staff, name="张建国公司")
    assert find(typed) == []


def test_the_very_name_comes_first_then_what_begins_so(staff, find, exact):
    for name in ("老张三铺", "张三丰", "张三"):
        make_donor(staff, name=name)

    assert find("张 三") == ["张三", "张三丰", "老张三铺"]
    assert exact("张 三") == ["张三"]
    assert exact("张") == []


def test_the_very_name_is_not_lost_among_many(staff, find):
    for number in range(25):
        make_donor(staff, name=f"啊张三{number}")
    make_donor(staff, name="张三")
    assert find("张三")[0] == "张三"


def test_donors_of_one_name_are_told_apart(staff, find):
    first = make_donor(staff, name="张三", phone="13812345678")
    second = make_donor(staff, name="张　三", kind="organisation", id_number="")
    make_cash_gift(staff, donor=second)
    make_donor(staff, name="张三丰")

    assert find("张三") == [
        f"张三 ({first.pk}, 个人, *******5678)",
        f"张　三 ({second.pk}, 单位, 最近捐赠2021年)",
        "张三丰",
    ]


def test_people_and_villages_of_one_name_are_told_apart(staff, find):
    person = make_person(staff, name="李四", id_number=VALID_ID)
    make_person(staff, name="李四")
    town = make_place(staff, name="渌口镇")
    village = make_place(staff, name="新村", parent=town)
    make_place(staff, name="新村")

    people, places = (reverse(f"redcross:{kind}_search") for kind in ("person", "place"))
    assert f"李四 ({person.pk}, 430221********4013)" in find("李四", people)
    assert f"新村 ({village.pk}, 渌口镇)" in find("新村", places)


def test_a_name_that_was_merged_away_leads_to_the_one_that_stayed(administrator, find, exact):
    old, new, last = (make_donor(administrator, name=name) for name in ("甲厂", "乙公司", "丙集团"))
    merge(old, new, by=administrator, reason="更名")
    assert exact("甲厂") == ["甲厂 → 乙公司"]

    further = merge(new, last, by=administrator, reason="更名")
    assert exact("甲厂") == ["甲厂 → 丙集团"]
    assert find("乙") == ["乙公司 → 丙集团"]

    undo_merge(further, by=administrator)
    assert find("乙") == ["乙公司"]
    last.void(by=administrator, reason="录错")
    assert find("丙") == []


def test_the_one_that_stayed_is_offered_once(administrator, find, exact):
    old, new = make_donor(administrator, name="张三"), make_donor(administrator, name="张三丰")
    merge(old, new, by=administrator, reason="重复")

    assert find("张三") == exact("张三") == ["张三 → 张三丰"]
    assert exact("张三丰") == ["张三丰"]


def test_nothing_of_another_society_is_found(administrator, outsider, find):
    old, new = (make_donor(outsider, name=name) for name in ("甲厂", "乙公司"))
    outsider.society_id = old.society_id
    merge(old, new, by=outsider, reason="更名")
    make_donor(outsider, name="甲厂")
    assert find("甲厂") == find("乙公司") == []


def test_a_name_that_is_changed_is_found_by_the_new_one(staff, find):
    donor = make_donor(staff, name="旧名")
    donor.name = "新名"
    donor.save_entry(by=staff)
    assert (find("旧名"), find("新名")) == ([], ["新名"])
    assert donor.history.first().changes == {"name": ["旧名", "新名"]}


def test_what_else_the_list_page_searches_is_found_too(staff, find):
    make_programme(staff, name="温暖前行", causes="白血病、尿毒症")
    assert find("白血病", "/relief/programmes/search/") == ["温暖前行"]


def test_a_lot_is_found_by_item_and_donor_in_any_writing(staff, find, exact):
    lots = [{"item": "Ｎ95 口罩", "quantity": 5}, {"item": "大米", "quantity": 2}]
    make_goods_gift(staff, donor=make_donor(staff, name="丙食品厂"), lots=lots)
    url = "/donations/lots/search/"

    assert [text[:6] for text in find("n95口罩", url)] == ["Ｎ95 口罩"]
    assert [text[:2] for text in find("食品 dm", url)] == ["大米"]
    assert len(exact("大米", url)) == 1
    assert find("面粉", url) == []


def test_the_number_of_queries_is_fixed(administrator, find):
    def queries(others):
        for _ in range(others):
            old, new = (make_donor(administrator, name="张三") for _ in range(2))
            merge(old, new, by=administrator, reason="重复")
        with CaptureQueriesContext(connection) as found:
            find("张三")
        return len(found)

    queries(2)
    assert queries(1) == queries(5)

"""A number that nobody knows is in no sum, and no text, score or comparison states its rest."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import CommunityProject, Event
from donations.models import CashGift, GoodsGift
from redcross.figures import (
    Derived,
    Scope,
    Value,
    break_down,
    by_month,
    count,
    derive,
    figures_by_key,
    total,
)
from redcross.figures.roundings import BITS, rounding_read
from redcross.models import Record
from redcross.typed_values import Rounding
from reports.figures import figure_values, share
from reports.text.wording import format_roughly, number_run
from tests import factories
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_fund,
    make_person,
    make_session,
)
from tests.figures import YEAR, check_lists, linked
from tests.kinds import KINDS, model_of
from tests.refusals import database_refuses, refused
from tests.reports.text_rules import year_in_words
from training.models import Course, Session

UNKNOWN = {"times": None, "rounded": ["times:unknown"]}
GIFTS = "donations.cash.gifts"


@pytest.fixture
def counted(society):
    def values(period=YEAR, **options):
        return figure_values(Scope(society, period, **options))

    return values


def known(value):
    return value.number, value.rounded


# What a record may say of how many it stands for.


def test_of_how_many_nobody_knows_there_is_no_number(staff):
    assert make_cash_gift(staff, **UNKNOWN).times is None
    assert make_cash_gift(staff, rounded=["times:unknown"]).times is None
    assert make_cash_gift(staff, times=7).times == 7


@pytest.mark.parametrize(
    "fields",
    [{"times": None}, {"times": None, "rounded": ["times:about"]}, {**UNKNOWN, "times": 7}],
)
def test_a_number_and_that_it_is_not_known_exclude_each_other(staff, fields):
    with refused("times"):
        make_cash_gift(staff, **fields)


@pytest.mark.parametrize("fields", [{"times": 7}, {"rounded": []}])
def test_the_database_holds_it(staff, fields):
    gift = make_cash_gift(staff, **UNKNOWN)
    with database_refuses():
        CashGift.objects.filter(pk=gift.pk).update(**fields)


def test_only_of_how_many_a_record_is_may_be_not_known(staff):
    for model in apps.get_models():
        if issubclass(model, Record):
            ways = [value for value, _label in model.roundable_choices() if "unknown" in value]
            assert ways == ["times:unknown"] * ("times" in model.roundable_fields), model
    with refused("rounded"):
        make_cash_gift(staff, rounded=["amount:unknown"])


def test_the_application_of_one_person_is_one(staff):
    with refused("times"):
        make_application(staff, applicant=make_person(staff), **UNKNOWN)
    assert "不详" in str(make_application(staff, **UNKNOWN)) or "not known" in str(
        make_application(staff, **UNKNOWN)
    )


# What becomes of it in sums.

WAYS = st.lists(st.sampled_from(Rounding), max_size=6)


@given(first=WAYS, second=WAYS)
def test_a_sum_with_an_unknown_part_is_unknown_in_whatever_order(first, second):
    together = Rounding.of_sum([*first, *second])
    assert together == Rounding.of_sum([*second, *first])
    assert together == Rounding.of_sum([Rounding.of_sum(first), Rounding.of_sum(second)])
    assert (together is Rounding.UNKNOWN) == (Rounding.UNKNOWN in (*first, *second))


@given(ways=st.lists(st.sampled_from(Rounding), max_size=4))
def test_the_database_says_of_a_sum_what_python_says(staff, society, ways):
    with transaction.atomic():
        fund = make_fund(staff)
        for number, way in enumerate(ways, start=2):
            said = {Rounding.OVER: ["times"]}.get(way, [f"times:{way}"] if way else [])
            times = None if way is Rounding.UNKNOWN else number
            make_cash_gift(staff, fund=fund, times=times, rounded=said)
        value = count([figures_by_key()[GIFTS]], Scope(society, YEAR))[GIFTS]
        told = [n for n, way in enumerate(ways, start=2) if way is not Rounding.UNKNOWN]
        assert known(value) == (sum(told), Rounding.of_sum(ways))
        transaction.set_rollback(True)


def test_bits_are_read_back():
    for way, bit in BITS.items():
        assert rounding_read(bit) is way
        assert rounding_read(bit | BITS[Rounding.UNKNOWN]) is Rounding.UNKNOWN


def test_of_unknown_records_alone_the_sum_is_nothing_and_unknown(staff, counted, society):
    make_cash_gift(staff, "12300", **UNKNOWN)
    assert known(counted()[GIFTS]) == (0, Rounding.UNKNOWN)
    assert known(counted()["donations.cash.amount"]) == (12300, Rounding.EXACT)
    assert number_run(counted()[GIFTS]).text == "不详"
    check_lists(figures_by_key_of(CashGift), society, YEAR)


def figures_by_key_of(model):
    figures = figures_by_key().values()
    return [figure for figure in figures if getattr(figure, "model", None) is model]


def test_beside_known_ones_it_is_at_least_these(staff, counted, outsider, above):
    make_cash_gift(staff, "12300", **UNKNOWN)
    make_cash_gift(staff, times=5)
    make_cash_gift(staff, times=2, rounded=["times"])
    make_cash_gift(staff, times=90, date=date(2020, 5, 1))
    make_cash_gift(outsider, times=70)
    assert known(counted()[GIFTS]) == (7, Rounding.UNKNOWN)
    assert number_run(counted()[GIFTS]).text == "至少7笔"
    assert linked(counted()[GIFTS]).count() == 3
    assert known(counted(YEAR.previous())[GIFTS]) == (90, Rounding.EXACT)


def test_a_voided_one_leaves_the_sum_known(staff, counted):
    make_cash_gift(staff, times=5)
    make_cash_gift(staff, **UNKNOWN).void(by=staff, reason="entered twice")
    assert known(counted()[GIFTS]) == (5, Rounding.EXACT)


def test_the_society_above_counts_it_too_unless_it_stands_alone(staff, above, province):
    make_cash_gift(above, times=3)
    make_cash_gift(staff, **UNKNOWN)
    figure = figures_by_key()[GIFTS]
    for alone, expected in ((False, (3, Rounding.UNKNOWN)), (True, (3, Rounding.EXACT))):
        value = count([figure], Scope(province, YEAR, own_records_only=alone))[GIFTS]
        assert known(value) == expected


def test_by_month_and_by_group_only_where_it_belongs(staff, society):
    fund = make_fund(staff)
    make_cash_gift(staff, times=4, date=date(2021, 2, 3), channel="bank")
    make_cash_gift(staff, fund=fund, date=date(2021, 3, 3), channel="platform", **UNKNOWN)
    figure, scope = figures_by_key()[GIFTS], Scope(society, YEAR)
    months = {month.start.month: known(value) for month, value in by_month(figure, scope)}
    assert months == {2: (4, Rounding.EXACT), 3: (0, Rounding.UNKNOWN)}
    groups = {group: known(value) for group, value in break_down(figure, "channel", scope)}
    assert set(groups.values()) == {(4, Rounding.EXACT), (0, Rounding.UNKNOWN)}


def test_several_choices_of_one_record_each_do_not_know_it(staff, society):
    factories.make_event(staff, kind="publicity", topics=["blood", "body"], **UNKNOWN)
    factories.make_event(staff, kind="publicity", topics=["body"], times=3)
    figure = figures_by_key()["campaigns.publicity.events"]
    found = break_down(figure, "topics", Scope(society, YEAR), parameter="topic")
    assert sorted(known(value) for _label, value in found) == [
        (0, Rounding.UNKNOWN),
        (3, Rounding.UNKNOWN),
    ]


def test_what_adds_up_is_unknown_and_all_else_says_nothing():
    parts = {"a": Value(None, 5, Rounding.UNKNOWN), "b": Value(None, 2)}
    fields = {"label": "x", "unit": "people", "rule": "x", "parts": ("a", "b")}
    figures = [
        Derived(key="sum", expression=total, **fields),
        Derived(key="share", expression=share, **fields),
        Derived(key="of-it", expression=share, **{**fields, "parts": ("share", "b")}),
    ]
    found = derive(figures, parts)
    assert found.keys() == {"sum"} and known(found["sum"]) == (7, Rounding.UNKNOWN)


def test_a_session_without_headcount_and_roster_leaves_the_number_of_learners_unknown(
    staff, counted, signed_in
):
    course = factories.make_course(staff, kind=Course.Kind.AWARENESS)
    make_session(staff, course=course, attendance=40)
    assert known(counted()["training.awareness.people"]) == (40, Rounding.EXACT)
    make_session(staff, course=course)
    assert known(counted()["training.awareness.people"]) == (40, Rounding.UNKNOWN)
    assert known(counted()["training.awareness.sessions"]) == (2, Rounding.EXACT)
    assert "reports.trained_share" not in counted()
    totals = signed_in(staff).get("/training/sessions/").context["totals"]
    assert str(totals[1][1]) == "至少 40"
    empty = Session.objects.get(attendance=None)
    empty.attendance = 0
    empty.save_entry(by=staff)
    assert known(counted()["training.awareness.people"]) == (40, Rounding.EXACT)


# What is said of it.


@pytest.mark.parametrize(("number", "words"), [(0, "不详"), (30, "至少30人"), (7, "至少7人")])
def test_it_is_told_as_what_is_known_at_least(number, words):
    assert format_roughly(number, Rounding.UNKNOWN, "人") == words


# What besides its factory's own a record may be.
OTHERWISE = {
    "donations:cash_gift": [
        lambda by, **fields: make_cash_gift(by, "12300", **fields),
        lambda by, **fields: make_cash_gift(by, "12300", source="above", **fields),
    ],
    "donations:goods_gift": [
        lambda by, source=source, **fields: factories.make_goods_gift(by, source=source, **fields)
        for source in GoodsGift.Source.values
    ],
    "relief:aid": [lambda by, **fields: make_aid(by, amount=5, **fields)],
    "training:session": [
        lambda by, kind=kind, **fields: make_session(
            by, course=factories.make_course(by, kind=kind), attendance=45, **fields
        )
        for kind in Course.Kind.values
    ],
    "campaigns:event": [
        lambda by, kind=kind, **fields: factories.make_event(
            by, kind=kind, topics=Event.Topic.values, **fields
        )
        for kind in Event.Kind.values
    ],
    "campaigns:community_project": [
        lambda by, stage=stage, **fields: factories.make_community_project(
            by, stage=stage, **fields
        )
        for stage in CommunityProject.Stage.values
    ],
}
MAKERS = {
    kind: OTHERWISE.get(kind, [make])
    for kind, (_pages, make) in KINDS.items()
    if "times" in getattr(model_of(kind), "roundable_fields", ())
}


def test_every_kind_that_may_stand_for_unknown_many_is_tried():
    kinds = {
        model
        for model in apps.get_models()
        if issubclass(model, Record) and "times" in model.roundable_fields
    }
    assert kinds == set(map(model_of, MAKERS))
    assert OTHERWISE.keys() <= MAKERS.keys()


@pytest.mark.parametrize(
    "make", [make for makers in MAKERS.values() for make in makers], ids=lambda make: ""
)
@pytest.mark.parametrize("beside", [(), (777,)])
def test_no_text_states_an_unknown_number_of_any_kind(staff, society, make, beside):
    programme = {}
    if make in (make_application, *MAKERS["relief:aid"]):
        programme = {"programme": factories.make_programme(staff)}
    make(staff, **programme, **UNKNOWN)
    for times in beside:
        make(staff, times=times, date=date(2021, 5, 2), **programme)
    text = year_in_words(society)
    assert "至少" not in text and "不详" not in text
    # A record, or a fund, may be told with its own number; what all come to is not.
    assert not re.search(r"全年[^。]*77[78]", text), text
    assert not re.search(r"None|，，|。。|，。|、、|(?:^|。)，", text), text
    assert not re.search(r"(?<!\d)[01](?:笔|批次|次|场|份|个|项|期)", text), text


def test_the_money_is_told_and_the_number_of_gifts_left_out(staff, society):
    fund = make_fund(staff, name="F0", kind="earmarked", purpose="甲救灾")
    make_cash_gift(staff, "12300", fund=fund, **UNKNOWN)
    make_cash_gift(staff, "700", fund=fund, times=3)
    text = year_in_words(society)
    # What a single fund got is told once, and no fund is an appeal unless it says so.
    assert "5月1日，本级为“甲救灾”接受社会捐款1.3万元。" in text
    assert "募捐" not in text and "笔" not in text


def test_goods_and_trainings_are_told_without_their_number(staff, society):
    factories.make_goods_gift(staff, **UNKNOWN)
    course = factories.make_course(staff, kind=Course.Kind.AWARENESS)
    make_session(staff, course=course, attendance=45, **UNKNOWN)
    text = year_in_words(society)
    assert "全年本级共接受捐赠物资，包括G1。" in text
    assert "参训45人次" in text and "场" not in text
    make_session(staff, course=course, attendance=5)
    assert "全年举办普及培训，参训50人次。" in year_in_words(society)


def test_with_last_year_it_is_not_compared(staff, society, signed_in, counted):
    make_cash_gift(staff, times=3, date=date(2020, 5, 1))
    make_cash_gift(staff, "12300", **UNKNOWN)
    make_cash_gift(staff, times=5)
    client = signed_in(staff)
    page = client.get("/figures/2021/")
    rows = [row for _id, _label, rows in page.context["groups"] for row in rows]
    [row] = [row for row in rows if row["value"].figure.key == GIFTS]
    assert row["change"] is None and not row["zero"]
    assert "至少 5" in page.content.decode()
    compared = client.get("/figures/compare/", {"period": ["2020", "2021"], "chart": GIFTS})
    assert compared.status_code == 200 and "至少 5" in compared.content.decode()
    assert "≥5" in compared.content.decode()
    assert client.get("/").status_code == 200


def test_pages_with_unknown_numbers_alone_say_so(staff, society, signed_in):
    make_cash_gift(staff, "12300", **UNKNOWN)
    factories.make_goods_gift(staff, **UNKNOWN)
    client = signed_in(staff)
    assert "不详" in client.get("/figures/2021/").content.decode()
    charted = client.get("/figures/compare/", {"period": ["2020", "2021"], "chart": GIFTS})
    assert "不详" in charted.content.decode()
    page = client.get("/donations/cash-gifts/")
    assert [str(sum_) for _label, sum_ in page.context["totals"]] == ["12300.00", "不详"]
    goods = client.get(reverse("donations:goods_gift_list")).content.decode()
    assert goods.count("不详") >= 2


def test_goods_received_on_a_notice_are_as_many_as_it_says(staff, signed_in):
    allocation = factories.make_allocation(staff, **UNKNOWN)
    page = signed_in(staff).get(f"{allocation.get_absolute_url()}receive/")
    form = page.context["form"]
    assert (form["times"].value(), form["rounded"].value()) == (None, ["times:unknown"])


def test_the_home_page_compares_nothing_with_it(staff, leader, signed_in):
    factories.make_goods_gift(staff, times=3, date=date(2020, 5, 1))
    factories.make_goods_gift(staff, **UNKNOWN)
    page = signed_in(leader).get("/?year=2021")
    [card] = [
        card
        for card in page.context["cards"]
        if card.value.figure.key == "donations.goods.batches_public"
    ]
    assert (card.sign, card.words) == ("", "数量不详，不作比较")

"""The text of every society's year keeps to its records, whatever they are."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from redcross.figures import Period, Scope
from reports.evaluation.document import compose_document, generate_document_of
from reports.evaluation.drafting import set_up_evaluation
from tests import factories
from tests.reports.society_years import SOCIETY_YEARS
from tests.reports.text_rules import broken_rules, paragraphs_of, plain, text_of


@pytest.mark.parametrize("make", SOCIETY_YEARS, ids=lambda make: make.__name__)
def test_a_text_says_what_was_recorded_and_nothing_else(staff, make):
    with override("zh-hans"):
        recorded = make(staff)
    scope = recorded.scope
    told = generate_document_of(scope)
    text = text_of(told)

    assert [words for words in recorded.says if words not in text] == [], text
    assert [words for words in recorded.never if re.search(words, text)] == [], text
    assert broken_rules(told, scope) == {}, text

    # Chips and all, a draft says the same.
    days = {"start": scope.period.start, "end": scope.period.end}
    alone = scope.own_records_only
    draft = set_up_evaluation("narrative", by=staff, own_records_only=alone, **days)
    assert draft.title == told.title
    written = [plain(paragraph) for paragraph in paragraphs_of(compose_document(draft))]
    assert not paragraphs_of(told) or written[1:] == [plain(p) for p in paragraphs_of(told)]


PERIODS = (
    Period.year(2021),
    Period(date(2021, 1, 1), date(2021, 6, 30)),
    Period(date(2021, 7, 1), date(2021, 9, 30)),
    Period(date(2021, 5, 1), date(2021, 5, 31)),
    Period(date(2020, 1, 1), date(2021, 12, 31)),
    Period(date(2020, 11, 15), date(2021, 3, 9)),
)
MAKERS = {
    factories.make_cash_gift: ("amount", "times"),
    factories.make_goods_gift: ("times",),
    factories.make_life_gift: ("number",),
    factories.make_session: ("attendance", "times"),
    factories.make_event: ("people", "volunteers", "times"),
    factories.make_response: ("moved", "treated", "times"),
    factories.make_aid: ("households", "person_times", "amount"),
    factories.make_disbursement: ("batches", "times"),
    factories.make_application: ("times",),
    factories.make_community_project: ("amount", "times"),
}
RECORD = st.tuples(
    st.sampled_from(list(MAKERS)),
    st.integers(-420, 400),
    st.sampled_from(["day", "third", "month", "year"]),
    st.sampled_from(["", "", "over", "nearly", "about"]),
    st.integers(1, 300),
    st.integers(0, 2),
)


def save(by, shared, make, offset, precision, way, number, kind):
    names = MAKERS[make]
    rounded = [name if way == "over" else f"{name}:{way}" for name in names if way]
    fields = {name: number for name in names} | {"rounded": rounded}
    fields |= {"date": date(2021, 1, 1) + timedelta(days=offset), "date_precision": precision}
    if make is factories.make_cash_gift:
        fields |= {"amount": Decimal(number) * 100, "fund": shared["funds"][kind]}
    elif make is factories.make_session:
        fields |= {"course": shared["courses"][kind], "audience": "村民"}
    elif make is factories.make_event:
        fields |= {"title": "宣传", "kind": ("publicity", "service", "meeting")[kind]}
    elif make in (factories.make_aid, factories.make_application):
        fields["programme"] = shared["programmes"][kind]
        fields |= {"fund": shared["rich"]} if make is factories.make_aid else {}
    elif make is factories.make_community_project:
        fields |= {"place": shared["place"], "stage": ("building", "accepted", "planned")[kind]}
    elif make is factories.make_disbursement:
        fields["recipient"] = "某医院"
    elif make is factories.make_response:
        fields["title"] = "抢险救灾"
    make(by, **fields)


@given(records=st.lists(RECORD, max_size=14), period=st.sampled_from(PERIODS))
def test_whatever_is_recorded_no_rule_is_broken(staff, society, records, period):
    with transaction.atomic(), override("zh-hans"):
        kinds = ("general", "earmarked", "earmarked")
        names = ("爱心捐款", "防汛捐款", "助学捐款")
        shared = {
            "funds": [
                factories.make_fund(staff, name=name, kind=kind)
                for name, kind in zip(names, kinds, strict=True)
            ],
            "rich": factories.make_fund(staff, name="结余资金", opening_balance=10**7),
            "courses": [
                factories.make_course(staff, name=f"{kind}课", kind=kind)
                for kind in ("awareness", "certified", "cpr_aed")
            ],
            "programmes": [
                factories.make_programme(staff, name=name, kind=kind)
                for name, kind in (
                    ("送温暖", "visits"),
                    ("大病救助", "illness"),
                    ("助学", "education"),
                )
            ],
            "place": factories.make_place(staff, name="某村"),
        }
        for record in records:
            save(staff, shared, *record)
        scope = Scope(society, period)
        told = generate_document_of(scope)
        assert broken_rules(told, scope) == {}, text_of(told)
        transaction.set_rollback(True)

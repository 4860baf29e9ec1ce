"""What a number is said of, held against the records: its day, place, fund, donor and noun."""

from datetime import date

import pytest

from donations.models import Donor, Fund
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_fund,
    make_place,
    make_programme,
    make_session,
)
from tests.reports.findings.evidence import shown

pytestmark = pytest.mark.django_db


def test_a_number_on_another_day_than_its_record_is_found(said, staff):
    visits = make_programme(staff, name="送温暖")
    shown(make_aid(staff, programme=visits, date=date(2021, 2, 5), households=206), staff)
    shown(make_aid(staff, programme=visits, date=date(2021, 9, 1), households=31), staff)
    assert said("2月5日，走访慰问困难群众206户。") == []
    assert said("2021年2月，走访慰问困难群众206户，9月又慰问31户。", heading="二") == []
    (found,) = said("2月15日，走访慰问困难群众206户。", heading="三")
    assert found == "“三”: 206户 is recorded from 2021-02-05 to 2021-02-05, not then."


def test_a_number_of_another_place_is_found(said, staff):
    for name, people in (("青山小学", 80), ("白水村", 45)):
        place = make_place(staff, name=name)
        shown(make_session(staff, place=place, attendance=people, date=date(2021, 5, 1)), staff)
    assert said("在青山小学培训师生80人，在白水村培训村民45人，共计125人次。") == []
    assert len(said("在青山小学培训师生45人。", heading="二")) == 1


def test_a_day_on_which_nothing_was_at_the_place_is_found(said, staff):
    place = make_place(staff, name="青山小学")
    shown(make_session(staff, place=place, attendance=80, date=date(2021, 5, 1)), staff)
    assert said("5月1日，在青山小学举行普及培训。") == []
    (found,) = said("5月7日，在青山小学举行普及培训。", heading="二")
    assert "“青山小学” was not on 5月7日" in found


def test_a_balance_of_a_named_fund_is_that_funds(said, staff):
    flood = make_fund(staff, name="防汛救灾捐赠", kind=Fund.Kind.EARMARKED)
    general = make_fund(staff, name="爱心基金")
    shown(make_cash_gift(staff, "50000", fund=flood), staff)
    shown(make_cash_gift(staff, "20000", fund=general), staff)
    assert said("防汛救灾资金年末结余5万元，爱心基金结余2万元，合计7万元。") == []
    assert len(said("防汛救灾资金年末结余2万元。", heading="二")) == 1
    assert len(said("爱心基金年末无结余。", heading="三")) == 2


def test_a_donor_is_known_by_an_end_of_the_name_that_only_one_has(said, staff):
    organisation = {"kind": Donor.Kind.ORGANISATION, "name_public": Donor.Consent.YES}
    firm = make_donor(staff, name="青县宏达建材有限公司", **organisation)
    school = make_donor(staff, name="青县第一中学", **organisation)
    other = make_donor(staff, name="白县第一中学", **organisation)
    for donor, amount in ((firm, "5000"), (school, "3000"), (other, "900")):
        shown(make_cash_gift(staff, amount, donor=donor), staff)
    assert said("宏达建材有限公司捐款5000元。") == []
    assert len(said("宏达建材有限公司捐款3000元。", heading="二")) == 1
    assert len(said("第一中学捐款3000元。", heading="三")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "全年召开党组会12次。",
        "现有党员4名、车辆2台。",
        "全县60%的乡镇建立了组织。",
        "人均学习12学时，覆盖3个股室。",
        "县人民医院举办义诊3场，接诊200人次。",
    ],
)
def test_what_nothing_counts_is_not_judged(said, staff, words):
    shown(make_session(staff, attendance=80), staff)
    assert said(words) == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("捐款由2000元增加到3000元，增加1000元，增长50%，是上年的1.5倍。", False),
        ("捐款由3000元增加到2000元。", True),
        ("捐款由2000元增加到3000元，翻了一番。", True),
        ("捐款是上年的1.8倍。", True),
        ("全年未接受社会捐款。", True),
        ("全年没有举办义诊活动。", False),
    ],
)
def test_what_is_said_of_two_years_and_of_nothing(said, staff, words, wrong):
    shown(make_cash_gift(staff, "3000", date=date(2021, 3, 1)), staff)
    shown(make_cash_gift(staff, "2000", date=date(2020, 3, 1)), staff)
    assert bool(said(words)) is wrong

"""The society's real year comes out of the demonstration records."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import product
from pathlib import Path

import pdfplumber
import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import CommunityProject, Event
from donations.models import CashGift, Fund
from redcross.models import Society, User
from relief.models import Aid, Programme
from reports.evaluation.document import generate_document
from tests import factories
from training.models import Course, Session

FACTS = tomllib.loads((Path(__file__).parent / "facts-2021.toml").read_text())["fact"]
NEAR = 400


def text_of(evaluation):
    parts = [evaluation.title, *(p.text for p in evaluation.preamble)]
    for section in evaluation.sections:
        parts.append(section.heading)
        parts += [part.text for paragraph in section.paragraphs for part in paragraph]
    return "".join(parts)


def stands(fact, text):
    """Whether one of each alternative stands in the text, all near each other."""
    places = []
    for alternatives in fact["print"]:
        found = [
            match.start()
            for one in alternatives.split("|")
            for match in re.finditer(rf"(?<!\d){re.escape(one)}" if one[0].isdigit() else one, text)
        ]
        if not found:
            return False
        places.append(found)
    return any(max(spot) - min(spot) <= NEAR for spot in product(*places))


@pytest.fixture
def demonstration(roles, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    call_command("load_demo", stdout=StringIO())
    return Society.objects.get()


@pytest.fixture
def printed(demonstration, tmp_path):
    """The text of the PDF that the command writes."""
    file = tmp_path / "2021.pdf"
    call_command("evaluation", "2021", pdf=file, stdout=StringIO())
    with pdfplumber.open(file) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    return re.sub(r"—\d+—|演示数据", "", re.sub(r"\s", "", text))


def test_every_fact_of_2021_stands_in_the_print(printed):
    assert [fact["id"] for fact in FACTS if not stands(fact, printed)] == []
    assert len(FACTS) == 18


def test_the_check_of_the_facts_can_fail(printed):
    changed = printed.replace("385人次", "1385人次").replace("43", "44")
    assert {fact["id"] for fact in FACTS if not stands(fact, changed)} == {
        "warm-homes",
        "training-certified",
    }


def test_every_number_in_the_text_opens_records(demonstration, client):
    client.force_login(User.objects.get(username="fuze"))
    evaluation = generate_document(demonstration, 2021)
    paragraphs = [p for s in evaluation.sections for p in s.paragraphs]
    # What is left without a link holds no digits but those of dates and of a comparison.
    plain = "|".join(part.text for p in paragraphs for part in p if not part.url)
    plain = re.sub(r"\d+月(\d+日)?|增长[\d.]+%|下降[\d.]+%|占[\d.]+%|等\d个项目", "", plain)
    assert re.findall(r".{5}\d.{0,5}", plain) == []
    for url in {part.url for p in paragraphs for part in p if part.url}:
        assert client.get(url).status_code == 200, url


def test_loading_twice_adds_nothing(demonstration):
    before = text_of(generate_document(demonstration, 2021))
    call_command("load_demo", stdout=StringIO())
    assert text_of(generate_document(demonstration, 2021)) == before


def test_the_year_before_reads_too(demonstration):
    text = text_of(generate_document(demonstration, 2020))
    # A platform settled 12300 yuan, of nobody knows how many gifts.
    assert "共接受社会捐款8.82万元" in text and "接受社会捐款5笔" not in text
    assert "28人取得红十字救护员证" in text
    assert not re.search(r"None|\d余万余|，，|。。|，。|、、", text)


def test_a_year_without_records_says_so(demonstration):
    evaluation = generate_document(demonstration, 2010)
    assert evaluation.sections == [] and "尚无" in text_of(evaluation)


@pytest.mark.deep
@given(
    households=st.integers(1, 99999),
    people=st.integers(1, 99999),
    learners=st.integers(1, 99999),
    certified=st.integers(1, 999),
    yuan=st.integers(1, 10**9),
)
def test_changed_records_change_the_text(
    demonstration, households, people, learners, certified, yuan
):
    staff = User.objects.get(username="luru")
    visits = Aid.objects.get(programme__kind=Programme.Kind.VISITS, date__year=2021)
    visits.households, visits.people, visits.rounded = households, people, []
    visits.save_entry(by=staff)
    talk = Session.objects.get(title__contains="家庭防火")
    talk.attendance, talk.rounded = learners, []
    talk.save_entry(by=staff)
    course = Session.objects.get(course__kind=Course.Kind.CERTIFIED, date__year=2021)
    course.attendance = course.passed = course.certified = certified
    course.save_entry(by=staff)
    gift = CashGift.objects.filter(date__year=2021).order_by("pk").first()
    gift.amount = Decimal(yuan) / 100 + 20000
    gift.save_entry(by=staff)

    text = text_of(generate_document(demonstration, 2021))
    for wanted in (f"{households}户", f"{people}人", f"{learners}名师生", f"{certified}名网格员"):
        assert re.search(rf"(?<!\d){wanted}", text), wanted
    total = sum(g.amount for g in CashGift.objects.countable().filter(date__year=2021))
    # Whole yuan are written without fen.
    yuan_alone = f"{total:f}".removesuffix(".00")
    assert f"{yuan_alone}元" in text or f"{(total / 10000).normalize():f}万元" in text


def test_another_society_has_nothing_of_the_first(demonstration):
    other = factories.make_society("甲市乙区红十字会", short_name="乙区红十字会")
    staff = factories.make_user("elsewhere", other)
    square = factories.make_place(staff, name="丙广场")
    school = factories.make_partner(staff, name="丁学校")
    fund = factories.make_fund(staff, name="戊基金", kind=Fund.Kind.EARMARKED, purpose="戊地震救灾")
    programme = factories.make_programme(staff, name="己助学", kind=Programme.Kind.EDUCATION)
    factories.make_cash_gift(staff, "5000000.01", fund=fund, date=date(2021, 3, 2))
    factories.make_aid(
        staff, programme=programme, fund=fund, amount=Decimal(8000), people=4, date=date(2021, 3, 9)
    )
    factories.make_event(
        staff,
        title="庚宣传",
        place=square,
        theme_day=Event.ThemeDay.DISASTERS,
        date=date(2021, 5, 12),
        people=77,
    )
    factories.make_session(
        staff, attendance=31, several={"hosts": [school]}, date=date(2021, 6, 1), times=2
    )
    factories.make_community_project(
        staff, place=square, kind=CommunityProject.Kind.CLINIC, stage="accepted", funder="辛公司"
    )
    factories.make_response(staff, title="壬山洪", moved=12, date=date(2021, 7, 1))
    text = text_of(generate_document(other, 2021))

    for wanted in ("乙区红十字会", "5000000.01元", "戊地震救灾", "“己助学”", "救助4人", "8000元"):
        assert wanted in text
    for wanted in (
        "丙广场",
        "全国防灾减灾日",
        "77人次",
        "丁学校",
        "参训31人次",
        "辛公司",
        "转移群众12人",
    ):
        assert wanted in text
    first = text_of(generate_document(demonstration, 2021))
    assert not re.search("渌口|蓝天|温暖前行|送万家|姚家岭|伏波|大乡|新冠|网格", text)
    assert "乙区" not in first and "戊" not in first
    assert not re.search(r"None|，，|。。|，。|、、", text)

"""One person stands once on a roster; who has a name like another is asked about."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from redcross.figures import Period, Scope, count
from redcross.models import Person
from redcross.spreadsheets.imports import import_rows
from tests.factories import VALID_ID, make_course, make_person, make_session
from tests.figures import YEAR, check_lists
from tests.pages import form_data, open_doubts
from tests.spreadsheets.corpus import workbook, write
from training.figures import BY_KEY, figures
from training.forms import SessionForm
from training.models import Session

ADD = "/training/sessions/add/"
NUMBER = "11010519491231002X"
TWO = (["张三", VALID_ID, ""], ["张三", NUMBER, ""])


@pytest.fixture
def course(administrator):
    return make_course(administrator, name="救护员培训", kind="certified")


@pytest.fixture
def send(administrator, signed_in, course):
    """A function that sends the add page with these rows on the roster."""
    client = signed_in(administrator)

    def sending(*rows, url=ADD, **fields):
        data = form_data(client.get(url)) | {"date": "2021-08-04", "course": course.pk}
        data |= {"roster-TOTAL_FORMS": len(rows)} | fields
        for number, cells in enumerate(rows):
            data |= {f"roster-{number}-{name}": value for name, value in cells.items()}
        return client.post(url, data)

    return sending


def test_the_same_person_twice_is_refused(send, administrator):
    person, other = make_person(administrator, name="张三"), make_person(administrator, name="张三")
    twice = send({"name": "张三", "person": person.pk}, {"name": "张三丰", "person": person.pk})
    assert twice.status_code == 422
    [roster] = twice.context["form"].linesets
    assert [list(row.errors) for row in roster.forms[:2]] == [[], ["person"]]
    assert not Session.objects.exists()
    # Two people of one name are two.
    two = send({"name": "张三", "person": person.pk}, {"name": "张三", "person": other.pk})
    assert two.status_code == 302


def test_below_the_pages_it_is_refused_too(administrator, course):
    person = make_person(administrator)
    line = {"name": "N1", "person": person}
    with pytest.raises(ValidationError):
        make_session(administrator, course=course, roster=[line, line])
    assert not Session.objects.exists()


def test_only_the_same_name_is_asked_about(send, client):
    rows = ({"name": "阿·里"}, {"name": "李四"}, {"name": "阿•里"})
    page = send(*rows)
    assert (page.status_code, open_doubts(page)) == (422, ["roster-2-namesake=0 阿里"])
    assert send(*rows, confirmed="roster-2-namesake=0 阿里").status_code == 302
    assert Session.objects.get().roster.count() == 3
    assert send({"name": "王"}, {"name": "汪"}).status_code == 302


def test_what_is_stored_is_not_asked_about_again(send, administrator, course):
    roster = [{"name": "张三"}, {"name": "张三"}]
    session = make_session(administrator, course=course, roster=roster)
    url = f"/training/sessions/{session.pk}/change/"
    first, second = session.roster.all()
    rows = ({"name": "张三", "key": first.pk}, {"name": "张三", "key": second.pk, "passed": "on"})
    assert send(*rows, url=url).status_code == 302


def book(*rows):
    head = ["日期", "课程", "姓名", "身份证号", "证书编号"]
    lines = [head, *(["2021-08-04", "救护员培训", *row] for row in rows)]
    return workbook(lambda one: write(one.add_worksheet(), lines))


def namesakes(read):
    return [doubt for doubt in read.doubts if "namesake=" in doubt.key]


def imported(content, by, confirmed=()):
    options = {"by": by, "add_unknown": True, "confirmed": confirmed}
    return import_rows(SessionForm, content, "a.xlsx", **options)


def test_an_import_refuses_the_same_id_number_twice(administrator, course):
    read = imported(book(["张三", VALID_ID, ""], ["张三", VALID_ID, ""]), administrator)
    assert len(read.faults) == 1
    assert not Session.objects.exists()
    two = imported(book(*TWO), administrator)
    assert two.faults == [] and not namesakes(two)
    two = imported(book(*TWO), administrator, [doubt.key for doubt in two.doubts])
    assert two.faults == []
    assert Session.objects.get().roster.count() == Person.objects.count() == 2


def test_an_import_asks_about_the_same_name(administrator, course):
    content = book(["阿·里", "", ""], ["阿•里", "", ""])
    asked = imported(content, administrator)
    assert asked.faults == []
    [namesake] = namesakes(asked)
    assert "阿•里" in namesake.text
    done = imported(content, administrator, [doubt.key for doubt in asked.doubts])
    assert done.faults == []
    assert Session.objects.get().roster.count() == 2


def holder(number, issued, person=None, name="N1"):
    day = date.fromisoformat(issued) if issued else None
    until = day and day.replace(year=day.year + 3)
    return {
        "name": name,
        "passed": True,
        "certificate_number": number,
        "issued_on": day,
        "expires_on": until,
        "person": person,
    }


def test_a_renewal_replaces_the_certificate_of_the_same_person(administrator, society, course):
    person = make_person(administrator)
    make_session(administrator, course=course, roster=[holder("A1", "2020-02-01", person)])
    make_session(
        administrator,
        course=course,
        roster=[holder("A2", "2021-12-31", person), holder("A3", "2021-05-01")],
    )
    # Joined to no person each is one of its own.
    make_session(administrator, course=course, roster=[holder("A4", "2021-05-01")])
    make_session(administrator, course=course, roster=[holder("A5", "")])
    void = make_session(administrator, course=course, roster=[holder("A6", "2021-05-01")])
    void.void(by=administrator, reason="entered twice")
    values = count(figures, Scope(society, YEAR))

    assert values["training.certificates.valid"].number == 3
    assert values["training.certificates.valid_number"].number == 4
    # The one without a day is among those issued.
    assert values["training.certified.certificates"].number == 5
    check_lists(figures, society, YEAR)
    # In the end of 2023 the first has expired, and its holder has the second.
    later = count([BY_KEY["training.certificates.valid"]], Scope(society, Period.year(2023)))
    assert later["training.certificates.valid"].number == 3


def test_a_certificate_without_its_day_is_asked_for(administrator, signed_in, course):
    lacking = make_session(administrator, course=course, roster=[holder("A1", "")])
    whole = make_session(administrator, course=course, roster=[holder("A2", "2021-05-01")])
    client = signed_in(administrator)
    assert client.get(lacking.get_absolute_url()).context["missing"]
    assert not client.get(whole.get_absolute_url()).context["missing"]
    rows = client.get("/training/sessions/", {"complete": "no"}).context["table"].data.data
    assert list(rows) == [lacking]

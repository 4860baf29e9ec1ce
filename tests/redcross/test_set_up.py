"""The first day: from an empty database to a society that can begin."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from donations.models import Fund
from redcross.models import LogEntry, Place, Society, StandingNumber, User
from redcross.set_up.code import set_up_code
from redcross.set_up.steps import set_up_progress
from relief.models import Programme
from tests.factories import make_fund, make_place
from tests.pages import form_data
from training.models import Course

FIRST, STEPS = "/set-up/first/", "/set-up/"


@pytest.fixture
def typed(roles):
    return {
        "set_up_code": set_up_code(),
        "name": "株洲市渌口区红十字会",
        "short_name": "区红十字会",
        "code": "430212",
        "person": "王芳",
        "username": "wangfang",
        "password": "Lukou-2026-boai",
        "again": "Lukou-2026-boai",
    }


def test_an_empty_database_leads_to_the_first_page(client, db):
    assert client.get("/", follow=True).redirect_chain[-1][0] == FIRST
    assert client.get("/donations/funds/", follow=True).redirect_chain[-1][0] == FIRST


def test_the_first_page_opens_the_society_and_its_administrator(client, typed):
    answer = client.post(FIRST, typed)

    assert answer.url == STEPS
    account = User.objects.get()
    assert (str(account), account.role, account.is_superuser) == ("王芳", "administrator", False)
    assert account.society == Society.objects.get(code="430212")
    assert not account.must_change_password
    act, before = LogEntry.objects.all()
    # Nobody had signed in.
    assert (act.action, act.user, act.reason, act.changes) == (
        *("add_account", None, "wangfang"),
        {"role": ["", "administrator"]},
    )
    assert (before.action, before.model, before.user) == ("add", "redcross.society", None)
    assert "Lukou-2026-boai" not in str(list(LogEntry.objects.values()))
    assert client.get(FIRST).status_code == client.post(FIRST, typed).status_code == 404
    client.post("/accounts/login/", {"login": "wangfang", "password": "Lukou-2026-boai"})
    assert client.get(STEPS).status_code == 200


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("set_up_code", "0000-0000-0000-0000"),
        ("set_up_code", ""),
        ("name", ""),
        ("username", "wang fang"),
        ("password", "12345678"),
        ("again", "Lukou-2026-bobo"),
    ],
)
def test_what_is_wrong_on_the_first_page_opens_nothing(client, typed, field, wrong):
    answer = client.post(FIRST, typed | {field: wrong})

    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not User.objects.exists() and not Society.objects.exists()


def test_the_code_may_be_typed_without_its_groups(client, typed):
    typed["set_up_code"] = set_up_code().replace("-", "").upper()
    assert client.post(FIRST, typed).status_code == 302


def test_the_server_prints_the_code_while_nobody_can_sign_in(client, typed, capsys):
    out = StringIO()
    call_command("set_up_code", stdout=out)
    assert out.getvalue().strip() == set_up_code()
    assert set_up_code() not in client.get(FIRST).content.decode()
    client.post(FIRST, typed)
    with pytest.raises(CommandError):
        call_command("set_up_code")


def test_a_debug_installation_fills_the_code_in(client, db, settings):
    settings.DEBUG = True
    assert set_up_code() in client.get(FIRST).content.decode()


def test_the_usual_names_are_saved_unless_they_are_taken_away(signed_in, administrator):
    client = signed_in(administrator)
    sheet = "/relief/programmes/sheet/?set_up=yes"
    data = form_data(client.get(sheet))
    assert data["following"] == STEPS
    left = {name: value for name, value in data.items() if not name.startswith("programme-1-")}
    assert client.post(sheet, left).url == STEPS

    assert set(Programme.objects.values_list("name", "kind")) == {
        ("博爱送万家", "visits"),
        ("博爱助学", "education"),
        ("救灾救助", "disaster"),
    }
    again = form_data(client.get(sheet))
    assert [v for name, v in again.items() if name.endswith("-name")] == ["大病救助"]


def test_a_row_emptied_is_no_row(signed_in, administrator):
    client = signed_in(administrator)
    sheet = "/training/courses/sheet/"
    data = form_data(client.get(sheet)) | {"course-0-name": "", "course-1-name": ""}
    assert client.post(sheet, data).url == "/training/courses/"
    assert set(Course.objects.values_list("name", "hours")) == {
        ("救护员培训", 16),
        ("养老照护培训", None),
    }


def test_the_steps_are_counted_from_what_there_is(signed_in, administrator, society, roles):
    client = signed_in(administrator)
    assert set_up_progress(society) == (2, 6)
    assert 'id="set-up"' in client.get("/").content.decode()

    client.post(
        "/donations/funds/sheet/?set_up=yes",
        {"fund-0-name": "人道救助", "fund-0-kind": "general", "fund-0-opening_balance": "1200"},
    )
    assert Fund.objects.get().opening_balance == 1200
    for kind in ("/relief/programmes", "/training/courses"):
        client.post(f"{kind}/sheet/", form_data(client.get(f"{kind}/sheet/")))
    assert set_up_progress(society) == (3, 6)
    client.post("/reference/places/sheet/", {"place-0-name": "朱亭镇", "place-1-name": "龙门镇"})
    assert Place.objects.count() == 2
    client.post(
        "/reference/standing/sheet/",
        {
            "date": "2026-01-01",
            "standingnumber-0-kind": "established",
            "standingnumber-0-number": "6",
            "standingnumber-2-kind": "members",
            "standingnumber-2-number": "655",
        },
    )
    assert StandingNumber.objects.count() == 2
    assert set_up_progress(society) == (5, 6)
    client.post("/users/add/", {"name": "李小红", "username": "lixiaohong", "role": "staff"})
    assert set_up_progress(society) == (6, 6)
    assert 'id="set-up"' not in client.get("/").content.decode()


def test_voided_and_others_records_make_no_step(administrator, staff, outsider, society):
    make_fund(outsider)
    make_fund(staff).void(by=staff, reason="wrong")
    assert set_up_progress(society) == (3, 6)  # the accounts
    make_fund(staff)
    assert set_up_progress(society) == (4, 6)


def test_steps_are_read_in_one_query(administrator, staff, society, django_assert_num_queries):
    make_place(staff)
    with django_assert_num_queries(1):
        set_up_progress(society)


def test_only_administrators_see_what_is_left_to_set_up(signed_in, staff, leader):
    for user in (staff, leader):
        assert 'id="set-up"' not in signed_in(user).get("/").content.decode()


def test_staff_who_ask_for_the_set_up_page_after_saving_come_to_the_list(signed_in, staff):
    client = signed_in(staff)
    data = {"place-0-name": "朱亭镇", "following": STEPS}
    assert client.post("/reference/places/sheet/", data).url == "/reference/places/"


def test_the_name_of_a_society_alone_is_changed_and_logged(signed_in, administrator, society):
    client = signed_in(administrator)
    province, society.parent = society.parent, None
    society.save()
    province.delete()
    data = {"name": "渌口区红十字会", "short_name": society.short_name, "code": "430212"}
    assert client.post("/set-up/society/", data).url == STEPS

    act = LogEntry.objects.get(model="redcross.society")
    assert (act.society, act.changes) == (society, {"name": [society.name, "渌口区红十字会"]})


def test_beside_others_no_society_takes_another_name(signed_in, administrator, society):
    data = {"name": "湖南省红十字会", "short_name": "省红会", "code": "43"}
    assert signed_in(administrator).post("/set-up/society/", data).url == STEPS

    before = society.name, society.code
    society.refresh_from_db()
    assert (society.name, society.code, society.short_name) == (*before, "省红会")

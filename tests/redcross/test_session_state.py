"""What a page that stays open is told: who is signed in, and what of its forms is saved."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.factories import make_donor
from tests.session_time import seconds_left

pytestmark = pytest.mark.django_db
KEPT = "1-22-333-4444"


def shorten(seconds):
    Session.objects.update(expire_date=timezone.now() + timezone.timedelta(seconds=seconds))


def test_nobody_is_told_to_be_signed_in(client):
    state = client.get("/session/").json()
    assert (state["user"], state["seconds"]) == (None, 0)
    assert len(state["token"]) == 64


def test_asking_tells_how_long_a_session_lasts_and_does_not_prolong_it(
    staff, signed_in, django_assert_num_queries
):
    client = signed_in(staff)
    shorten(100)
    with django_assert_num_queries(3):
        answer = client.get("/session/")
    assert answer.json()["user"] == staff.pk and 97 <= answer.json()["seconds"] <= 100
    assert "no-store" in answer["Cache-Control"]
    assert seconds_left() < 101
    assert client.get("/").status_code == 200


def test_asked_to_renew_it_lasts_the_whole_time_again(staff, signed_in, settings):
    client = signed_in(staff)
    shorten(100)
    assert client.get("/session/?renew=").json()["seconds"] == settings.SESSION_COOKIE_AGE
    assert seconds_left() > settings.SESSION_COOKIE_AGE - 5


def test_asking_only_reads(staff, signed_in):
    assert signed_in(staff).post("/session/").status_code == 405


def saved_cookie(answer):
    return answer.cookies.get(f"saved_form_{KEPT}")


def test_a_form_that_is_saved_says_so_and_one_refused_does_not(staff, signed_in):
    client = signed_in(staff)
    refused = client.post("/donations/donors/add/", {"name": "", "kept_form": KEPT})
    assert refused.status_code == 422 and not saved_cookie(refused)
    assert f'data-refused-form="{KEPT}"' in refused.content.decode()
    data = {"name": "甲", "kind": "person", "name_public": "no", "kept_form": KEPT}
    saved = client.post("/donations/donors/add/", data)
    assert saved.status_code == 302 and saved_cookie(saved).value == "1"


@pytest.mark.parametrize("name", ["", "x;y", "1" * 44, "<script>"])
def test_what_is_no_name_of_a_kept_form_makes_no_cookie(staff, signed_in, name):
    answer = signed_in(staff).post(
        "/donations/donors/add/",
        {"name": "甲", "kind": "person", "name_public": "no", "kept_form": name},
    )
    assert answer.status_code == 302
    assert not [cookie for cookie in answer.cookies if cookie.startswith("saved_form")]


def test_who_is_led_to_the_sign_in_page_has_saved_nothing(client, db):
    answer = client.post("/donations/donors/add/", {"kept_form": KEPT})
    assert answer.status_code == 302 and not saved_cookie(answer)


def test_who_is_led_back_with_an_error_has_saved_nothing_and_reads_the_error(staff, signed_in):
    donor = make_donor(staff)
    client = signed_in(staff)
    answer = client.post(f"/donations/donors/{donor.pk}/attach/", {"kept_form": KEPT})
    assert answer.status_code == 302 and not saved_cookie(answer)
    assert "请先选择文件" in client.get(answer["Location"]).content.decode()


def test_a_page_names_its_protected_fields(staff, signed_in):
    page = signed_in(staff).get("/donations/donors/add/").content.decode()
    assert page.count("data-sensitive") == 2

"""AEDs and their inspections: until when they are valid, and what is due."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_aed, make_aed_inspection
from tests.pages import form_data
from tests.refusals import refused
from training.models import Aed, AedInspection

TODAY = date(2022, 6, 1)
NEW = {
    "installed_on": TODAY,
    "battery_until": date(2026, 1, 1),
    "pads_until": date(2024, 1, 1),
}


def due(society, today=TODAY):
    """Label to (day, words) of what is due."""
    rows = Aed.objects.countable().filter(society=society)
    return {r.label: (r.due_on, r.text) for r in rows.reminders(today, 9)}


def test_the_latest_inspection_that_names_a_date_decides(staff):
    aed = make_aed(staff, battery_until=date(2022, 1, 1), pads_until=date(2022, 2, 2))
    make_aed_inspection(staff, aed=aed, date=date(2021, 8, 1), battery_until=date(2025, 5, 5))
    make_aed_inspection(staff, aed=aed, date=date(2021, 7, 1), battery_until=date(2024, 4, 4))
    make_aed_inspection(staff, aed=aed, date=date(2021, 9, 1))
    voided = make_aed_inspection(
        staff, aed=aed, date=date(2021, 10, 1), battery_until=date(2029, 9, 9)
    )
    voided.void(by=staff, reason="entered twice")
    found = Aed.objects.with_validity().get()

    assert found.battery_valid_until == date(2025, 5, 5)
    assert found.pads_valid_until == date(2022, 2, 2)
    assert found.last_inspected_on == date(2021, 9, 1)
    assert found.inspect_by == date(2021, 9, 1) + timedelta(days=settings.AED_INSPECTION_DAYS)


@pytest.mark.parametrize("name", ["battery_until", "pads_until"])
def test_what_expires_within_sixty_days_is_due(staff, society, name):
    last = TODAY + timedelta(days=settings.AED_EXPIRY_NOTICE_DAYS)
    soon = make_aed(staff, **NEW | {name: last})
    make_aed(staff, **NEW | {name: last + timedelta(days=1)})
    make_aed(staff, **NEW | {name: None})

    assert {label: day for label, (day, _text) in due(society).items()} == {f"AED {soon}": last}


def test_what_was_not_inspected_for_more_than_ninety_days_is_due(staff, society):
    aed = make_aed(staff, **NEW | {"installed_on": TODAY - timedelta(days=400)})
    make_aed_inspection(staff, aed=aed, date=TODAY - timedelta(days=90))
    assert due(society) == {}

    [(day, text)] = due(society, TODAY + timedelta(days=1)).values()
    assert day == TODAY and "90" in text


def test_a_new_device_is_inspected_ninety_days_after_it_was_installed(staff, society):
    make_aed(staff, **NEW)

    assert due(society, TODAY + timedelta(days=90)) == {}
    assert due(society, TODAY + timedelta(days=91))


def test_all_that_is_due_of_a_device_is_told_at_once_by_its_first_day(staff, society):
    days = {"battery_until": date(2022, 3, 3), "pads_until": date(2022, 2, 2)}
    aed = make_aed(staff, installed_on=date(2021, 1, 1), **days)
    make_aed_inspection(staff, aed=aed, date=date(2022, 5, 1), ready=False)
    [(day, text)] = due(society).values()

    assert day == date(2022, 2, 2)
    assert all(part in text for part in ("2022-03-03", "2022-02-02", "2022-05-01"))


@pytest.mark.parametrize(
    "state",
    [
        {"state": Aed.State.OUT_OF_USE},
        {"state": Aed.State.REMOVED, "removed_on": date(2022, 1, 1)},
    ],
)
def test_nothing_is_due_of_what_is_not_in_use(staff, society, state):
    old = {"installed_on": date(2021, 1, 1), "battery_until": date(2022, 1, 1)}
    make_aed(staff, **old | state)
    assert due(society) == {}

    kept = make_aed(staff, **old | {"state": Aed.State.MAINTENANCE})
    assert set(due(society)) == {f"AED {kept}"}


def test_a_removed_aed_says_when_and_no_other_does(staff):
    with refused():
        make_aed(staff, state=Aed.State.REMOVED)
    with refused():
        make_aed(staff, removed_on=date(2022, 1, 1))
    with refused():
        make_aed(staff, state=Aed.State.REMOVED, removed_on=date(2021, 4, 30))

    make_aed(staff, state=Aed.State.REMOVED, removed_on=date(2021, 5, 1))


def test_a_serial_number_is_one_device_s(staff, outsider):
    first = make_aed(staff, serial_number="A1")
    with refused("serial_number", saying="already recorded"):
        make_aed(staff, serial_number=" A1 ")

    make_aed(outsider, serial_number="A1")
    make_aed(staff), make_aed(staff)
    first.void(by=staff, reason="entered twice")
    make_aed(staff, serial_number="A1")


def test_nothing_is_installed_in_the_future(staff):
    today = timezone.localdate()
    with refused("installed_on", saying="future"):
        make_aed(staff, installed_on=today + timedelta(days=1))

    make_aed(staff, installed_on=today)


def test_an_aed_is_inspected_while_it_is_in_place(staff):
    first, last = date(2021, 5, 1), date(2021, 7, 1)
    aed = make_aed(staff, installed_on=first, state=Aed.State.REMOVED, removed_on=last)
    with refused("date", saying="installed later"):
        make_aed_inspection(staff, aed=aed, date=first - timedelta(days=1))
    with refused("date", saying="removed before"):
        make_aed_inspection(staff, aed=aed, date=last + timedelta(days=1))

    make_aed_inspection(staff, aed=aed, date=first)
    make_aed_inspection(staff, aed=aed, date=last)


def test_a_dark_light_is_pointed_out_until_the_state_says_so(staff):
    aed = make_aed(staff)
    dark = make_aed_inspection(staff, aed=aed, ready=False)
    assert [other for _message, other in dark.warnings()] == [aed]
    assert make_aed_inspection(staff, aed=aed).warnings() == []

    # What was seen later counts.
    early = make_aed_inspection(staff, aed=aed, date=date(2021, 5, 1), ready=False)
    assert early.warnings() == []

    aed.state = Aed.State.MAINTENANCE
    aed.save_entry(by=staff)
    assert dark.warnings() == []


def test_an_inspection_is_a_click_from_its_device(signed_in, staff):
    aed, client = make_aed(staff), signed_in(staff)
    make_aed_inspection(staff, aed=aed, battery_until=date(2025, 5, 5))
    page = client.get(aed.get_absolute_url()).content.decode()
    today = timezone.localdate().isoformat()
    address = f"{reverse('training:aed_inspection_add')}?aed={aed.pk}&date={today}"

    assert f'href="{address}"' in page.replace("&amp;", "&") and "2025-05-05" in page
    form = client.get(address).context["form"]
    assert (form["aed"].value(), form["date"].value()) == (str(aed.pk), today)


def test_nobody_says_that_the_light_is_normal_without_having_been_asked(signed_in, staff):
    client = signed_in(staff)
    add = "/training/aed-inspections/add/"
    sent = form_data(client.get(add)) | {"aed": make_aed(staff).pk, "inspector": "N1"}
    assert "ready" not in sent
    page = client.post(add, sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["ready"])
    assert client.post(add, sent | {"ready": "False"}).status_code == 302
    assert not AedInspection.objects.get().ready

"""Societies, users, and the kernel's entries."""

from datetime import date
from io import BytesIO

from django.utils import timezone

from redcross.models import (
    TRUSTED,
    AccountAct,
    BoardTerm,
    ClosedPeriod,
    ExportFile,
    Member,
    Partner,
    Person,
    Place,
    Society,
    StandingNumber,
    User,
)
from tests.factories.saving import number_in_turn, save_new

PASSWORD = "Boai-2021-luru"
VALID_ID = "430221195001014013"


def id_of(born, male=True):
    """Return a valid ID number of somebody born on that day."""
    stem = f"430221{born:%Y%m%d}01{'3' if male else '2'}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True))
    return stem + "10X98765432"[total % 11]


def close_days(society: Society, start: date, end: date, **fields: object) -> ClosedPeriod:
    """Close these days of the society, as the approval of their evaluation does."""
    society.forget_locked_periods()
    return ClosedPeriod.objects.create(society=society, start=start, end=end, **fields)


def close_year(society: Society, year: int, **fields: object) -> ClosedPeriod:
    return close_days(society, date(year, 1, 1), date(year, 12, 31), **fields)


def make_society(name, code="", parent=None, short_name=""):
    return Society.objects.create(
        name=name, short_name=short_name or name, code=code, parent=parent
    )


def make_user(username, society, *groups):
    user = User(username=username, society=society, last_name=username)
    user.set_password(PASSWORD)
    user.is_staff = any(group.name == "administrator" for group in groups)
    user.save()
    user.groups.set(groups)
    if user.role in TRUSTED:
        AccountAct.record(AccountAct.Kind.CHANGE_ROLE, user, role=user.role, announced=False)
    return user


def make_place(by, **fields):
    return save_new(Place, by, {"name": f"P{next(number_in_turn)}"} | fields)


def make_partner(by, **fields):
    return save_new(Partner, by, {"name": f"B{next(number_in_turn)}"} | fields)


def make_person(by, **fields):
    return save_new(Person, by, {"name": f"N{next(number_in_turn)}"} | fields)


def make_member(by, **fields):
    return save_new(Member, by, {"name": f"M{next(number_in_turn)}"} | fields)


def make_board_term(by, **fields):
    if "person" not in fields:
        fields["person"] = make_person(by)
    term = {"starts_on": date(2019, 1, 1), "ends_on": date(2023, 12, 31)}
    return save_new(BoardTerm, by, term | fields)


def make_standing_number(by, number=1, **fields):
    return save_new(StandingNumber, by, {"date": date(2021, 1, 1), "number": number} | fields)


def make_export_file(by, **values):
    """The file of a list of gifts, by default one that is ready."""
    now = timezone.now()
    ready = {"state": "done", "started_at": now, "finished_at": now}
    export = ExportFile.objects.create(
        society=by.society,
        user=by,
        model="donations.cashgift",
        query="format=csv&sort=date",
        format="csv",
        name=f"E{next(number_in_turn)}",
        **(ready | values),
    )
    if export.state == "done":
        export.store_file(BytesIO(b"1"))
    return export

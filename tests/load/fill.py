"""Fills a database with ten years of a province of 140 societies, by SQL: records and nothing else.

Each kind begins with one record, which is saved as any other is, and is then taken many times with
another day and other numbers. `python -m tests.load.fill 10000000`.
"""

import os
import sys
from datetime import date
from time import perf_counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redcross.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.db import connection  # noqa: E402
from psycopg import sql  # noqa: E402

from donations.models import Fund  # noqa: E402
from redcross.models import Society, User  # noqa: E402
from tests import factories  # noqa: E402
from tests.load import PASSWORD, SOCIETIES, user_names  # noqa: E402

YEARS, FIRST = 10, date(2016, 1, 1)
DAYS = YEARS * 365
DONORS, FUNDS, PROGRAMMES = 200, 8, 6
# What a society records, in parts of a hundred.
SHARES = {"gifts": 60, "aid": 20, "events": 8, "sessions": 5, "applications": 5, "incomes": 2}


def fill(records: int) -> None:
    """Fill an empty database with so many records."""
    password = make_password(PASSWORD)
    groups = {group.name: group for group in Group.objects.all()}
    province = factories.make_society("演示省红十字会", "430000")
    each = records // (SOCIETIES + 1)
    for number in range(SOCIETIES + 1):
        society = province
        if number:
            society = factories.make_society(
                f"第{number}区红十字会", f"43{number:04}", parent=province
            )
        users = {}
        for role, name in user_names(number).items():
            # The same password, so that it is digested once.
            users[role] = User.objects.create(
                username=name, last_name=name, society=society, password=password
            )
            users[role].groups.set([groups[role]])
        began = perf_counter()
        _fill_society(users["staff"], each)
        print(f"{number}/{SOCIETIES} {perf_counter() - began:.1f} s", flush=True)  # noqa: T201
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _fill_society(by: Any, records: int) -> None:
    funds = [
        factories.make_fund(by, name=f"资金{n}", kind=kind).pk
        for n in range(FUNDS)
        for kind in [Fund.Kind.EARMARKED if n % 2 else Fund.Kind.GENERAL]
    ]
    programmes = [factories.make_programme(by, name=f"项目{n}").pk for n in range(PROGRAMMES)]
    donor = factories.make_donor(by, name="捐赠人0")
    donors = _many(donor, DONORS, name="'捐赠人' || n", search_key="'捐赠人' || n")
    gift = factories.make_cash_gift(by, donor=donor, fund_id=funds[0])
    person = factories.make_person(by)
    day = f"date '{FIRST}' + (n * {DAYS} / %(many)s)::int"
    one_of = "(%({0})s::bigint[])[1 + floor(random() * array_length(%({0})s::bigint[], 1))::int]"
    sum_of_money = "(1 + floor(random() * 100000)) / 100"
    parts: dict[str, tuple[Any, dict[str, str]]] = {
        "gifts": (
            gift,
            {
                "donor_id": one_of.format("donors"),
                "fund_id": one_of.format("funds"),
                "amount": sum_of_money,
                "source": "CASE WHEN n %% 6 = 0 THEN 'above' ELSE 'public' END",
                "channel": "(ARRAY['bank', 'cash', 'wechat', 'alipay'])[1 + (n %% 4)::int]",
            },
        ),
        "aid": (
            factories.make_aid(by, amount=300, fund_id=funds[0], person=person),
            {
                "programme_id": one_of.format("programmes"),
                "fund_id": one_of.format("funds"),
                "amount": sum_of_money,
            },
        ),
        "events": (factories.make_event(by), {"title": "'进社区宣传' || n"}),
        "sessions": (factories.make_session(by), {"people": "10 + n %% 90"}),
        "applications": (
            factories.make_application(by, applicant=person),
            {"programme_id": one_of.format("programmes")},
        ),
        "incomes": (factories.make_income(by), {"amount": sum_of_money}),
    }
    given = {"donors": donors, "funds": funds, "programmes": programmes}
    for name, (record, told) in parts.items():
        _many(record, records * SHARES[name] // 100, given, date=day, **told)


def _many(record: Any, many: int, given: dict[str, Any] | None = None, **told: str) -> list[int]:
    """Take the record many times more; return the keys where they are few.

    `told`: what its columns hold instead, as SQL in which `n` counts from 0 and `given` is named.
    """
    meta = record._meta
    columns = [field.column for field in meta.local_concrete_fields if not field.primary_key]
    if "submission" in columns:
        told["submission"] = "gen_random_uuid()"
    told = {name: text for name, text in told.items() if name in columns}
    query = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS one, "
        "generate_series(0, %(many)s - 1) AS n WHERE one.{key} = %(one)s RETURNING {key}"
    ).format(
        table=sql.Identifier(meta.db_table),
        key=sql.Identifier(meta.pk.column),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(
            sql.SQL(told[name]) if name in told else sql.SQL("one.{}").format(sql.Identifier(name))
            for name in columns
        ),
    )
    with connection.cursor() as cursor:
        # Keys that point elsewhere are right as they are: their triggers are not asked.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(query, {"many": many, "one": record.pk, **(given or {})})
        keys = [key for (key,) in cursor.fetchmany(DONORS)]
        cursor.execute("SET session_replication_role = DEFAULT")
    return keys


if __name__ == "__main__":
    if Society.objects.exists():
        sys.exit("The database is not empty.")
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    fill(int(sys.argv[1]))

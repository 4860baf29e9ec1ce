"""Demonstration records. The sums and dates of the appeal of 2021 are real; all else is made up."""

import uuid
from datetime import date

from .models import CashGift, Donor, Fund

APPEAL = "新冠肺炎疫情防控"
DONORS = (
    ("渌口区甲商贸有限公司", Donor.Kind.ORGANISATION),
    ("渌口区乙建筑有限公司", Donor.Kind.ORGANISATION),
    ("渌口区丙食品厂", Donor.Kind.ORGANISATION),
    ("演示捐赠人一", Donor.Kind.PERSON),
    ("演示捐赠人二", Donor.Kind.PERSON),
    ("未留姓名", Donor.Kind.ANONYMOUS),
)
# Day of August 2021, donor, yuan: 12 gifts, 124000 yuan together.
GIFTS_2021 = (
    (4, 0, 20000),
    (4, 3, 1000),
    (5, 1, 30000),
    (6, 5, 500),
    (7, 2, 10000),
    (8, 4, 2000),
    (9, 0, 15000),
    (10, 3, 1500),
    (11, 1, 20000),
    (12, 2, 8000),
    (14, 4, 1000),
    (16, 0, 15000),
)
GIFTS_2020 = (
    (date(2020, 2, 3), 0, 50000, True),
    (date(2020, 2, 11), 1, 20000, True),
    (date(2020, 3, 5), 3, 600, True),
    (date(2020, 9, 9), 2, 5000, False),
    (date(2020, 12, 20), 5, 300, False),
)


def load(society, by) -> None:
    """Idempotent: a record carries a submission number made from what it is."""

    def keep(entry, *, name):
        number = uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{society.code}/{name}")
        model = type(entry)
        found = model.objects.filter(submission=number).first()
        if found is None:
            found = entry
            found.society, found.submission = society, number
            found.keep(by=by)
        return found

    appeal = keep(
        Fund(
            name=f"{APPEAL}捐款",
            kind=Fund.Kind.EARMARKED,
            purpose=APPEAL,
            opens_on=date(2020, 1, 25),
        ),
        name="appeal",
    )
    general = keep(Fund(name="非定向捐款", purpose="人道救助"), name="general")
    donors = [keep(Donor(name=n, kind=k), name=f"donor {n}") for n, k in DONORS]
    gifts = [(date(2021, 8, day), donor, yuan, True) for day, donor, yuan in GIFTS_2021]
    for day, donor, yuan, earmarked in (*gifts, *GIFTS_2020):
        keep(
            CashGift(
                date=day,
                donor=donors[donor],
                fund=appeal if earmarked else general,
                amount=yuan,
                receipt_number=f"演示{day:%Y%m%d}{donor:02}",
            ),
            name=f"gift {day} {donor}",
        )

"""Records with sensible defaults, saved the way the pages save them."""

from datetime import date
from decimal import Decimal
from itertools import count

from donations.models import CashGift, Donor, Fund
from redcross.models import Society, User

PASSWORD = "Boai-2021-luru"
VALID_ID = "430221195001014013"
_number = count(1)


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
    return user


def make_donor(by, **fields):
    donor = Donor(**{"society": by.society, "name": f"捐赠人{next(_number)}", **fields})
    donor.keep(by=by)
    return donor


def make_fund(by, **fields):
    fund = Fund(**{"society": by.society, "name": f"捐赠资金{next(_number)}", **fields})
    fund.keep(by=by)
    return fund


def make_cash_gift(by, amount="300", **fields):
    defaults = {"society": by.society, "date": date(2021, 5, 1), "amount": Decimal(amount)}
    if "donor" not in fields:
        defaults["donor"] = make_donor(by)
    if "fund" not in fields:
        defaults["fund"] = make_fund(by)
    gift = CashGift(**{**defaults, **fields})
    gift.keep(by=by)
    return gift

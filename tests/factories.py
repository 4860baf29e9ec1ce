"""Records with sensible defaults, saved the way the pages save them.

Names are a letter and a number: they belong to no language.
"""

from datetime import date
from decimal import Decimal
from itertools import count

from donations.models import CashGift, Donor, Fund
from redcross.models import Partner, Person, Place, Society, User

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


def make_place(by, **fields):
    return _kept(Place, by, {"name": f"P{next(_number)}"} | fields)


def make_partner(by, **fields):
    return _kept(Partner, by, {"name": f"B{next(_number)}"} | fields)


def make_person(by, **fields):
    return _kept(Person, by, {"name": f"N{next(_number)}"} | fields)


def make_donor(by, **fields):
    return _kept(Donor, by, {"name": f"D{next(_number)}"} | fields)


def make_fund(by, **fields):
    return _kept(Fund, by, {"name": f"F{next(_number)}"} | fields)


def make_cash_gift(by, amount="300", **fields):
    for name, make in (("donor", make_donor), ("fund", make_fund)):
        if name not in fields:
            fields[name] = make(by)
    return _kept(CashGift, by, {"date": date(2021, 5, 1), "amount": Decimal(amount)} | fields)


def _kept(model, by, fields):
    entry = model(**{"society": by.society, **fields})
    entry.keep(by=by)
    return entry

from decimal import Decimal

import pytest

from donations.models import BankAccount, Donor, Fund
from redcross.models import Partner, Person, Place
from relief.models import Programme
from tests import factories
from tests.factories import make_cash_gift, make_donor, make_fund, make_place
from tests.redcross.merges.reading import KINDS
from training.models import Aed, Course


def maker_of(model):
    """The factory of a kind, by the words of its addresses: `make_bank_account`."""
    words = model.url_name("").partition(":")[2].rstrip("_")
    return getattr(factories, f"make_{words}")


@pytest.fixture
def pairs(administrator):
    """Of every kind one that goes and one that stays; all that can points to those that go."""
    by = administrator
    pairs = {model: [maker_of(model)(by) for _ in range(2)] for model in KINDS}
    gone = {model: first for model, (first, _kept) in pairs.items()}
    fund, place, person = gone[Fund], gone[Place], gone[Person]
    account = gone[BankAccount]
    make_fund(by, parent=fund)
    make_place(by, parent=place)
    factories.make_programme(by, fund=fund)
    make_cash_gift(by, "700", donor=gone[Donor], fund=fund)
    make_cash_gift(by, "30", donor=pairs[Donor][1], fund=pairs[Fund][1])
    lot = {"item": "G1", "quantity": 5, "unit_value": Decimal(20)}
    factories.make_goods_gift(by, donor=gone[Donor], fund=fund, lots=[lot])
    application = factories.make_application(
        by, programme=gone[Programme], applicant=person, place=place
    )
    aid = factories.make_aid(
        by,
        amount=Decimal(200),
        fund=fund,
        programme=gone[Programme],
        application=application,
        person=person,
        place=place,
        people=1,
        bank_account=account,
    )
    factories.make_aid(by, person=pairs[Person][1])
    factories.make_disbursement(by, amount=Decimal(50), fund=fund, bank_account=account)
    gift = factories.make_cash_gift(by, fund=fund, bank_account=account)
    factories.make_refund(by, gift=gift, bank_account=account)
    factories.make_income(by, fund=fund, bank_account=account)
    factories.make_fund_transfer(by, "1", from_fund=fund, bank_account=account)
    factories.make_fund_transfer(by, "1", to_fund=fund)
    factories.make_recovery(by, "1", aid=aid, bank_account=account)
    session = factories.make_session(
        by,
        course=gone[Course],
        place=place,
        roster=[{"name": "N1", "person": person}, {"name": "N2"}],
        several={"hosts": [gone[Partner]]},
    )
    response = factories.make_response(by, place=place, moved=3)
    event = factories.make_event(by, place=place, people=40)
    factories.make_community_project(by, place=place)
    for activity in (aid, response, event):
        activity.partners.set([gone[Partner]])
    session.partners.set(pairs[Partner])
    factories.make_allocation(by, donor=gone[Donor])
    factories.make_aed(by, place=place)
    factories.make_aed_inspection(by, aed=gone[Aed])
    factories.make_board_term(by, person=person)
    line = factories.make_bank_line(by, account=account)
    line.match([gift], by=by)
    receipted = make_cash_gift(by, donor=gone[Donor], fund=fund, receipt_number="0012345678")
    receipt = factories.make_receipt(by, "0012345678", payer=receipted.donor.name)
    factories.make_red_receipt(by, receipt)
    factories.make_ledger_balance(by, account=account)
    return pairs


@pytest.fixture
def twins(administrator):
    """Two donors of one name; the first is to go."""
    return make_donor(administrator, name="甲"), make_donor(administrator, name="甲")

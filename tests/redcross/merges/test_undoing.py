"""A merge that is taken back leaves all as it was."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from redcross.merging import merge, undo_merge
from redcross.models import Merge
from tests import factories
from tests.factories import fresh, make_cash_gift, make_donor, make_fund, make_place
from tests.redcross.merges.reading import everything
from tests.refusals import refused


def test_what_is_undone_is_as_it_was(pairs, administrator):
    before = everything()
    made = [merge(gone, kept, by=administrator, reason="重复") for gone, kept in pairs.values()]
    assert everything() != before
    for one in made:
        undo_merge(one, by=administrator)

    assert everything() == before
    assert not Merge.objects.in_force().exists()


def test_undoing_leaves_what_was_changed_since(twins, administrator):
    gone, kept = twins
    first = make_cash_gift(administrator, donor=gone)
    second = make_cash_gift(administrator, donor=gone, fund=first.fund)
    done = merge(gone, kept, by=administrator, reason="重复")
    first = fresh(first)
    first.donor = make_donor(administrator, name="乙")
    first.save_entry(by=administrator)
    new = make_cash_gift(administrator, donor=fresh(kept), fund=first.fund)

    undo_merge(done, by=administrator)

    assert [str(fresh(g).donor_id) for g in (first, second, new)] == [
        str(g) for g in (first.donor_id, gone.pk, kept.pk)
    ]


def test_opening_balances_add_up_and_part_again(administrator):
    gone = make_fund(administrator, opening_balance=Decimal(100))
    kept = make_fund(administrator, opening_balance=Decimal(30))
    factories.make_disbursement(administrator, amount=Decimal(90), fund=gone)
    done = merge(gone, kept, by=administrator, reason="重复")
    assert fresh(kept).opening_balance == 130

    spent = factories.make_disbursement(administrator, amount=Decimal(40), fund=fresh(kept))
    with pytest.raises(ValidationError, match=r"10\.00"):
        undo_merge(done, by=administrator)
    spent.void(by=administrator, reason="录错")
    undo_merge(done, by=administrator)
    assert (fresh(gone).opening_balance, fresh(kept).opening_balance) == (100, 30)


def test_what_went_back_since_stands_against_parting_it_from_its_gift(administrator):
    gone, kept = (make_fund(administrator, opening_balance=Decimal(100)) for _ in range(2))
    gift = make_cash_gift(administrator, "300", fund=gone)
    aid = factories.make_aid(administrator, amount=Decimal(50), fund=gone)
    done = merge(gone, kept, by=administrator, reason="重复")
    refund = factories.make_refund(administrator, "20", gift=fresh(gift))
    recovery = factories.make_recovery(administrator, "30", aid=fresh(aid))
    for back in (refund, recovery):
        with refused("fund", saying="went back"):
            undo_merge(done, by=administrator)
        assert (fresh(gift).fund, fresh(aid).fund) == (kept, kept) and fresh(gone).voided_at
        fresh(back).void(by=administrator, reason="录错")
    undo_merge(done, by=administrator)
    assert (fresh(gift).fund, fresh(aid).fund) == (gone, gone)


def test_what_was_matched_since_stands_against_parting_it_from_its_line(administrator):
    gone, kept = (factories.make_bank_account(administrator) for _ in range(2))
    gift = make_cash_gift(administrator, "300", bank_account=gone)
    old = factories.make_bank_line(administrator, "300", account=gone)
    done = merge(gone, kept, by=administrator, reason="重复")
    new = factories.make_bank_line(administrator, "300", account=fresh(kept))
    new.match([fresh(gift)], by=administrator)
    with refused(saying="matched"):
        undo_merge(done, by=administrator)
    assert fresh(gift).bank_account == fresh(old).account == kept

    new.unmatch([new.matches.get().pk], by=administrator)
    fresh(old).match([fresh(gift)], by=administrator)
    undo_merge(done, by=administrator)
    assert fresh(gift).bank_account == fresh(old).account == gone


def test_a_name_taken_meanwhile_stands_against_undoing(administrator):
    gone, kept = (factories.make_partner(administrator) for _ in range(2))
    session = factories.make_session(administrator, several={"hosts": [gone]})
    done = merge(gone, kept, by=administrator, reason="重复")
    taken = factories.make_partner(administrator, name=gone.name)

    with refused("name"):
        undo_merge(done, by=administrator)
    assert list(session.hosts.all()) == [kept] and fresh(gone).voided_at
    taken.void(by=administrator, reason="录错")
    undo_merge(done, by=administrator)
    assert list(session.hosts.all()) == [gone]


def test_merges_upon_merges_are_undone_from_the_last(administrator):
    first, second, third = (make_donor(administrator) for _ in range(3))
    gift = make_cash_gift(administrator, donor=first)
    one = merge(first, second, by=administrator, reason="重复")
    two = merge(second, third, by=administrator, reason="重复")
    assert fresh(gift).donor == third
    with pytest.raises(ValidationError, match=str(third)):
        undo_merge(one, by=administrator)

    undo_merge(two, by=administrator)
    undo_merge(one, by=administrator)
    assert fresh(gift).donor == first
    merge(first, second, by=administrator, reason="重复")  # and once more


def test_what_it_lies_in_must_still_be_there_to_undo(administrator):
    town = make_place(administrator)
    gone, kept = make_place(administrator, parent=town), make_place(administrator)
    done = merge(gone, kept, by=administrator, reason="重复")
    above = merge(town, make_place(administrator), by=administrator, reason="重复")
    with refused("parent"):
        undo_merge(done, by=administrator)

    undo_merge(above, by=administrator)
    undo_merge(done, by=administrator)
    assert fresh(gone).voided_at is None


def test_a_kept_one_that_was_voided_gives_back_all_the_same(twins, administrator):
    gone, kept = twins
    done = merge(gone, kept, by=administrator, reason="重复")
    fresh(kept).void(by=administrator, reason="录错")
    undo_merge(done, by=administrator)

    assert fresh(gone).voided_at is None and fresh(kept).void_reason == "录错"

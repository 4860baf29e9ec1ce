"""What stands against merging two entries."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from donations.models import CashGift, Donor
from redcross.merging import merge, undo_merge
from redcross.models import Merge, Place
from tests import factories
from tests.factories import close_year, fresh, make_cash_gift, make_donor, make_fund, make_place
from tests.refusals import refused
from training.models import Course


def test_a_record_of_a_closed_year_keeps_its_donor(twins, administrator, society):
    gone, kept = twins
    make_cash_gift(administrator, donor=gone, date=date(2021, 5, 1))
    closed = close_year(society, 2021)
    with pytest.raises(ValidationError, match="2021"):
        merge(gone, kept, by=administrator, reason="重复")
    assert fresh(gone).voided_at is None and not Merge.objects.exists()

    closed.delete()
    done = merge(gone, kept, by=administrator, reason="重复")
    close_year(society, 2021)
    with pytest.raises(ValidationError, match="2021"):
        undo_merge(done, by=administrator)
    assert CashGift.objects.get().donor == kept


def test_records_of_other_years_and_societies_do_not_hinder(twins, administrator, beside, society):
    gone, kept = twins
    gift = make_cash_gift(administrator, donor=gone, date=date(2021, 5, 1))
    close_year(society, 2020)
    close_year(beside, 2021)
    merge(gone, kept, by=administrator, reason="重复")

    assert fresh(gift).donor == kept


def test_a_roster_of_a_closed_year_keeps_its_people(administrator, society):
    gone, kept = (factories.make_person(administrator) for _ in range(2))
    factories.make_session(administrator, roster=[{"name": "N1", "person": gone}])
    close_year(society, 2021)

    with pytest.raises(ValidationError, match="2021"):
        merge(gone, kept, by=administrator, reason="重复")


def test_only_two_of_a_kind_and_a_society_that_both_count_are_merged(
    twins, administrator, outsider
):
    gone, kept = twins
    voided = make_donor(administrator)
    voided.void(by=administrator, reason="录错")
    for other in (gone, make_fund(administrator), make_donor(outsider), voided):
        for pair in ((gone, other), (other, gone)):
            with pytest.raises((ValidationError, PermissionDenied)):
                merge(*pair, by=administrator, reason="重复")
    with pytest.raises(PermissionDenied):
        merge(gone, kept, by=outsider, reason="重复")
    with pytest.raises(ValidationError, match="reason"):
        merge(gone, kept, by=administrator, reason=" ")

    done = merge(gone, kept, by=administrator, reason="重复")
    with pytest.raises(PermissionDenied):
        undo_merge(done, by=outsider)


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"kind": Donor.Kind.ORGANISATION}, "kind")],
)
def test_what_figures_go_by_must_be_alike(administrator, fields, name):
    gone, kept = make_donor(administrator, **fields), make_donor(administrator)
    label = str(Donor._meta.get_field(name).verbose_name)
    with pytest.raises(ValidationError, match=label):
        merge(gone, kept, by=administrator, reason="重复")

    for field, value in fields.items():
        setattr(kept, field, value)
    kept.save_entry(by=administrator)
    assert merge(gone, kept, by=administrator, reason="重复")


def test_gifts_from_before_a_fund_opened_do_not_move_into_it(administrator):
    gone = make_fund(administrator)
    make_cash_gift(administrator, fund=gone, date=date(2021, 1, 1))
    with refused("opens_on"):
        late = make_fund(administrator, opens_on=date(2021, 2, 1))
        merge(gone, late, by=administrator, reason="重复")

    early = make_fund(administrator, opens_on=date(2021, 1, 1))
    assert merge(gone, early, by=administrator, reason="重复")


def test_a_place_does_not_end_up_in_itself(administrator):
    top = make_place(administrator)
    middle = make_place(administrator, parent=top)
    low = make_place(administrator, parent=middle)
    for kept in (middle, low):
        with refused("parent"):
            merge(top, kept, by=administrator, reason="重复")

    merge(middle, top, by=administrator, reason="重复")
    assert fresh(low).parent == top


def test_two_villages_of_one_name_do_not_end_up_in_one_town(administrator):
    gone, kept = make_place(administrator), make_place(administrator)
    double = [make_place(administrator, name="乙村", parent=town) for town in (gone, kept)]
    with pytest.raises(ValidationError, match=str(Place._meta.verbose_name_plural)):
        merge(gone, kept, by=administrator, reason="重复")
    assert fresh(gone).voided_at is None

    merge(*double, by=administrator, reason="重复")
    merge(gone, kept, by=administrator, reason="重复")


def certified(by, person, number):
    """A first-aider's certificate of 2020, valid for three years."""
    course = factories.make_course(by, kind=Course.Kind.CERTIFIED)
    row = {"name": person.name, "person": person, "passed": True, "certificate_number": number}
    row |= {"issued_on": date(2020, 6, 1), "expires_on": date(2023, 6, 1)}
    return factories.make_session(by, course=course, date=date(2020, 6, 1), roster=[row])


def test_people_with_certificates_that_closed_days_count_stay_as_many(administrator, society):
    gone, kept, third = (factories.make_person(administrator) for _ in range(3))
    for number, person in enumerate((gone, kept, third)):
        certified(administrator, person, f"N{number}")
    undone_later = merge(third, kept, by=administrator, reason="重复")
    close_year(society, 2021)

    with pytest.raises(ValidationError, match="2021"):
        merge(gone, kept, by=administrator, reason="重复")
    with pytest.raises(ValidationError, match="2021"):
        undo_merge(undone_later, by=administrator)
    assert fresh(gone).voided_at is None and fresh(third).voided_at is not None
    other, alike = (factories.make_person(administrator) for _ in range(2))
    undo_merge(merge(other, alike, by=administrator, reason="重复"), by=administrator)


def test_a_course_is_not_parted_into_one_that_closed_days_counted_otherwise(administrator, society):
    gone, kept = (
        factories.make_course(administrator, kind=Course.Kind.AWARENESS) for _ in range(2)
    )
    factories.make_session(administrator, course=gone, attendance=40, date=date(2020, 5, 1))
    done = merge(gone, kept, by=administrator, reason="重复")
    course = fresh(kept)
    course.kind = Course.Kind.CERTIFIED
    course.save_entry(by=administrator)
    closed = close_year(society, 2021)

    with pytest.raises(ValidationError, match="2021"):
        undo_merge(done, by=administrator)
    closed.delete()
    undo_merge(done, by=administrator)


def test_a_fund_of_closed_days_is_not_parted(administrator, society):
    gone, kept = (make_fund(administrator, opening_balance=500) for _ in range(2))
    done = merge(gone, kept, by=administrator, reason="重复")
    closed = close_year(society, 2021)

    with pytest.raises(ValidationError, match="2021"):
        undo_merge(done, by=administrator)
    closed.delete()
    undo_merge(done, by=administrator)

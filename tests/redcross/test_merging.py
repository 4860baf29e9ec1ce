from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from donations.models import CashGift, Donor, Fund
from redcross.entries import Pages
from redcross.figures import Period
from redcross.merging import merge, undo_merge
from redcross.models import ClosedYear, LogEntry, Merge, NamedEntry, Partner, Person, Place
from relief.models import Programme
from reports.evaluation import values_of
from tests import factories
from tests.factories import VALID_ID, make_cash_gift, make_donor, make_fund, make_place
from training.models import Course, Session

NAMED = [model for model in apps.get_models() if issubclass(model, NamedEntry)]
# To an outline nothing points.
KINDS = [model for model in NAMED if any(model.pointed_to_by())]


def fresh(entry):
    return type(entry).objects.get(pk=entry.pk)


def everything():
    """Every entry and line with its values, without what every save counts up."""
    found = {}
    for model in apps.get_models():
        for row in model.objects.all() if issubclass(model, Pages) else ():
            values = {f.name: getattr(row, f.attname) for f in model._meta.concrete_fields}
            for field in model._meta.many_to_many:
                values[field.name] = set(getattr(row, field.name).all())
            found[model, row.pk] = {
                k: v for k, v in values.items() if k not in ("version", "updated_at")
            }
    return found


def numbers(society):
    values = values_of(society, Period.year(2021), False)
    return {key: value.number for key, value in values.items() if value.number}


@pytest.fixture
def pairs(administrator):
    """Of every kind one that goes and one that stays; all that can points to those that go."""
    by = administrator
    pairs = {
        model: [getattr(factories, f"make_{model.__name__.lower()}")(by) for _ in range(2)]
        for model in KINDS
    }
    gone = {model: first for model, (first, _kept) in pairs.items()}
    fund, place, person = gone[Fund], gone[Place], gone[Person]
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
    )
    factories.make_aid(by, person=pairs[Person][1])
    factories.make_disbursement(by, amount=Decimal(50), fund=fund)
    session = factories.make_session(
        by,
        course=gone[Course],
        place=place,
        roster=[{"name": "N1", "person": person}, {"name": "N2", "person": pairs[Person][1]}],
        several={"hosts": [gone[Partner]]},
    )
    response = factories.make_response(by, place=place, moved=3)
    event = factories.make_event(by, place=place, people=40)
    factories.make_community_project(by, place=place)
    for activity in (aid, response, event):
        activity.partners.set([gone[Partner]])
    session.partners.set(pairs[Partner])
    return pairs


@pytest.fixture
def twins(administrator):
    """Two donors of one name; the first is to go."""
    return make_donor(administrator, name="甲"), make_donor(administrator, name="甲")


def test_nothing_but_entries_and_lines_points_to_what_can_be_merged():
    for model in NAMED:
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete:
                other = relation.related_model
                assert issubclass(other, Pages) or other._meta.auto_created, (model, other)


def test_all_that_pointed_to_the_one_points_to_the_other(pairs, administrator):
    for gone, kept in pairs.values():
        for model, name in gone.pointed_to_by():
            assert model.objects.filter(**{name: gone}).exists(), (model, name)

        merge(gone, kept, by=administrator, reason="重复登记")

        for model, name in gone.pointed_to_by():
            assert model.objects.filter(**{name: kept}).exists(), (model, name)
            assert not model.objects.filter(**{name: gone}).exists(), (model, name)
        assert fresh(gone).voided_at and f"({kept.pk}): 重复登记" in fresh(gone).void_reason


def test_a_merge_changes_no_sum_only_how_many_are_different(pairs, administrator, society):
    before = numbers(society)
    for gone, kept in pairs.values():
        merge(gone, kept, by=administrator, reason="重复")
    after = numbers(society)

    assert {key: (n, after.get(key, 0)) for key, n in before.items() if after.get(key) != n} == {
        "donations.cash.donors": (2, 1),
        "donations.funds.open": (3, 2),
        "relief.aid.named": (2, 1),
        "training.roster.people": (2, 1),
    }


def test_what_is_undone_is_as_it_was(pairs, administrator):
    before = everything()
    made = [merge(gone, kept, by=administrator, reason="重复") for gone, kept in pairs.values()]
    assert everything() != before
    for one in made:
        undo_merge(one, by=administrator)

    assert everything() == before
    assert not Merge.objects.standing().exists()


def test_a_host_that_was_there_already_is_there_once(pairs, administrator):
    gone, kept = pairs[Partner]
    merge(gone, kept, by=administrator, reason="重复")

    session = Session.objects.get()
    assert list(session.partners.all()) == list(session.hosts.all()) == [kept]


def test_undoing_leaves_what_was_changed_since(twins, administrator):
    gone, kept = twins
    first = make_cash_gift(administrator, donor=gone)
    second = make_cash_gift(administrator, donor=gone, fund=first.fund)
    done = merge(gone, kept, by=administrator, reason="重复")
    first = fresh(first)
    first.donor = make_donor(administrator, name="乙")
    first.keep(by=administrator)
    new = make_cash_gift(administrator, donor=fresh(kept), fund=first.fund)

    undo_merge(done, by=administrator)

    assert [str(fresh(g).donor_id) for g in (first, second, new)] == [
        str(g) for g in (first.donor_id, gone.pk, kept.pk)
    ]


def test_a_voided_record_stays_with_the_one_it_was_entered_for(twins, administrator):
    gone, kept = twins
    gift = make_cash_gift(administrator, donor=gone)
    gift.void(by=administrator, reason="录错")
    merge(gone, kept, by=administrator, reason="重复")

    assert (fresh(gift).donor, fresh(gift).version) == (gone, 2)


def test_the_one_kept_takes_over_nothing_sensitive(twins, administrator):
    gone, kept = twins
    gone.id_number, gone.phone = VALID_ID, "13812345678"
    gone.keep(by=administrator)
    merge(gone, kept, by=administrator, reason="重复")

    assert not fresh(kept).id_number and not fresh(kept).phone
    assert fresh(gone).id_number.reveal() == VALID_ID
    texts = str(list(LogEntry.objects.values_list("changes", "reason")))
    assert VALID_ID not in texts and "13812345678" not in texts


def test_the_log_tells_the_story(twins, administrator):
    gone, kept = twins
    gift = make_cash_gift(administrator, donor=gone)
    done = merge(gone, kept, by=administrator, reason="重复登记")

    story = f"甲 ({gone.pk}) → 甲 ({kept.pk}): 重复登记"
    for entry in (gone, kept, gift):
        last = entry.history.first()
        assert (last.action, last.user, last.reason) == ("merge", administrator, story)
        assert (last.society, last.version) == (entry.society, fresh(entry).version)
    assert gift.history.first().changes == {"donor": [gone.pk, kept.pk]}
    assert fresh(gift).version == 2
    undo_merge(done, by=administrator)
    assert gift.history.first().changes == {"donor": [kept.pk, gone.pk]}
    assert [e.history.first().action for e in (gone, kept, gift)] == ["unmerge"] * 3


def test_lines_and_several_are_logged_with_their_owner(pairs, administrator):
    session = Session.objects.get()
    for model in (Person, Partner):
        gone, kept = pairs[model]
        merge(gone, kept, by=administrator, reason="重复")

    hosts, roster = session.history[:2]
    assert hosts.changes == {
        "hosts": [str(gone), str(kept)],
        "partners": [f"{gone}; {kept}", str(kept)],
    }
    before, after = roster.changes["roster"]
    gone, kept = pairs[Person]
    assert (before.count(str(gone)), before.count(str(kept))) == (1, 1)
    assert (after.count(str(gone)), after.count(str(kept))) == (0, 2)
    assert fresh(session).version == session.version + 2


def test_sending_it_twice_does_it_once(twins, administrator, signed_in):
    gone, kept = twins
    gift = make_cash_gift(administrator, donor=gone)
    client, data = signed_in(administrator), {"into": kept.pk, "reason": "重复"}
    answers = [client.post(f"{gone.get_absolute_url()}merge/", data) for _ in range(2)]
    assert [a.url for a in answers] == [kept.get_absolute_url()] * 2
    assert (Merge.objects.count(), fresh(gift).version) == (1, 2)

    answers = [client.post(f"{gone.get_absolute_url()}unmerge/") for _ in range(2)]
    assert [a.url for a in answers] == [gone.get_absolute_url()] * 2
    assert fresh(gone).voided_at is None and fresh(gift).version == 3


@pytest.mark.parametrize("undoing", [False, True])
def test_the_queries_do_not_grow_with_what_is_moved(administrator, undoing):
    def queries(records):
        partners = [factories.make_partner(administrator) for _ in range(2)]
        people = [factories.make_person(administrator) for _ in range(2)]
        for _ in range(records):
            factories.make_session(
                administrator,
                roster=[{"name": "N1", "person": people[0]}],
                several={"hosts": partners[:1], "partners": partners},
            )
            factories.make_aid(administrator, person=people[0])
        found = 0
        for pair in (partners, people):
            with CaptureQueriesContext(connection) as merging:
                done = merge(*pair, by=administrator, reason="重复")
            with CaptureQueriesContext(connection) as taking_back:
                undo_merge(done, by=administrator)
            found += len(taking_back if undoing else merging)
        return found

    assert queries(1) == queries(12)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_merge_it_once(twins, administrator):
    gone, kept = twins
    make_cash_gift(administrator, donor=gone)
    answers = []

    def send():
        client = Client()
        client.force_login(administrator)
        data = {"into": kept.pk, "reason": "重复"}
        answers.append(client.post(f"{gone.get_absolute_url()}merge/", data).status_code)
        connection.close()

    threads = [Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [302] * 3
    assert (Merge.objects.count(), CashGift.objects.get().version) == (1, 2)


def test_a_record_of_a_closed_year_keeps_its_donor(twins, administrator, society):
    gone, kept = twins
    make_cash_gift(administrator, donor=gone, date=date(2021, 5, 1))
    closed = ClosedYear.objects.create(society=society, year=2021)
    with pytest.raises(ValidationError, match="2021"):
        merge(gone, kept, by=administrator, reason="重复")
    assert fresh(gone).voided_at is None and not Merge.objects.exists()

    closed.delete()
    done = merge(gone, kept, by=administrator, reason="重复")
    ClosedYear.objects.create(society=society, year=2021)
    with pytest.raises(ValidationError, match="2021"):
        undo_merge(done, by=administrator)
    assert CashGift.objects.get().donor == kept


def test_records_of_other_years_and_societies_do_not_hinder(twins, administrator, beside, society):
    gone, kept = twins
    gift = make_cash_gift(administrator, donor=gone, date=date(2021, 5, 1))
    ClosedYear.objects.create(society=society, year=2020)
    ClosedYear.objects.create(society=beside, year=2021)
    merge(gone, kept, by=administrator, reason="重复")

    assert fresh(gift).donor == kept


def test_a_roster_of_a_closed_year_keeps_its_people(administrator, society):
    gone, kept = (factories.make_person(administrator) for _ in range(2))
    factories.make_session(administrator, roster=[{"name": "N1", "person": gone}])
    ClosedYear.objects.create(society=society, year=2021)

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
    [({"kind": Donor.Kind.ORGANISATION}, "kind"), ({"name_public": False}, "name_public")],
)
def test_what_figures_and_print_go_by_must_be_alike(administrator, fields, name):
    gone, kept = make_donor(administrator, **fields), make_donor(administrator)
    label = str(Donor._meta.get_field(name).verbose_name)
    with pytest.raises(ValidationError, match=label):
        merge(gone, kept, by=administrator, reason="重复")

    for field, value in fields.items():
        setattr(kept, field, value)
    kept.keep(by=administrator)
    assert merge(gone, kept, by=administrator, reason="重复")


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


def test_gifts_from_before_a_fund_opened_do_not_move_into_it(administrator):
    gone = make_fund(administrator)
    make_cash_gift(administrator, fund=gone, date=date(2021, 1, 1))
    with pytest.raises(ValidationError) as refused:
        late = make_fund(administrator, opens_on=date(2021, 2, 1))
        merge(gone, late, by=administrator, reason="重复")
    assert "opens_on" in refused.value.error_dict

    early = make_fund(administrator, opens_on=date(2021, 1, 1))
    assert merge(gone, early, by=administrator, reason="重复")


def test_a_place_does_not_end_up_in_itself(administrator):
    top = make_place(administrator)
    middle = make_place(administrator, parent=top)
    low = make_place(administrator, parent=middle)
    for kept in (middle, low):
        with pytest.raises(ValidationError) as refused:
            merge(top, kept, by=administrator, reason="重复")
        assert "parent" in refused.value.error_dict

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


def test_a_name_taken_meanwhile_stands_against_undoing(administrator):
    gone, kept = (factories.make_partner(administrator) for _ in range(2))
    session = factories.make_session(administrator, several={"hosts": [gone]})
    done = merge(gone, kept, by=administrator, reason="重复")
    taken = factories.make_partner(administrator, name=gone.name)

    with pytest.raises(ValidationError) as refused:
        undo_merge(done, by=administrator)
    assert "name" in refused.value.error_dict
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
    with pytest.raises(ValidationError) as refused:
        undo_merge(done, by=administrator)
    assert "parent" in refused.value.error_dict

    undo_merge(above, by=administrator)
    undo_merge(done, by=administrator)
    assert fresh(gone).voided_at is None


def test_a_kept_one_that_was_voided_gives_back_all_the_same(twins, administrator):
    gone, kept = twins
    done = merge(gone, kept, by=administrator, reason="重复")
    fresh(kept).void(by=administrator, reason="录错")
    undo_merge(done, by=administrator)

    assert fresh(gone).voided_at is None and fresh(kept).void_reason == "录错"


def test_the_page_shows_what_moves_and_both_side_by_side(twins, administrator, signed_in):
    gone, kept = twins
    kept.note = "常年捐赠"
    kept.keep(by=administrator)
    gone.phone = "13812345678"
    gone.keep(by=administrator)
    for _ in range(3):
        make_cash_gift(administrator, donor=gone)
    page = signed_in(administrator).get(f"{gone.get_absolute_url()}merge/?into={kept.pk}")

    assert [str(n) for _kind, _field, n in page.context["moving"]] == ["3"]
    text = page.content.decode()
    assert "常年捐赠" in text and "13812345678" not in text and "*******5678" in text
    assert f"/donors/{kept.pk}/merge/?into={gone.pk}" in text


@pytest.mark.parametrize("wrong", ["itself", "voided", "elsewhere", "nothing", "text"])
def test_a_wrong_choice_is_refused_beside_its_field(
    twins, administrator, outsider, signed_in, wrong
):
    gone, voided = twins
    voided.void(by=administrator, reason="录错")
    choice = {
        "itself": gone.pk,
        "voided": voided.pk,
        "elsewhere": make_donor(outsider).pk,
        "nothing": "",
        "text": "x",
    }[wrong]
    page = signed_in(administrator).post(
        f"{gone.get_absolute_url()}merge/", {"into": choice, "reason": "重复"}
    )

    assert page.status_code == 422 and page.context["form"].errors["into"]
    assert not Merge.objects.exists()


def test_a_refusal_of_the_model_stands_above_the_form(twins, administrator, society, signed_in):
    gone, kept = twins
    make_cash_gift(administrator, donor=gone)
    ClosedYear.objects.create(society=society, year=2021)
    page = signed_in(administrator).post(
        f"{gone.get_absolute_url()}merge/", {"into": kept.pk, "reason": "重复"}
    )

    assert page.status_code == 422
    assert "2021" in page.context["form"].non_field_errors()[0]
    assert "重复" in page.content.decode()


def test_after_a_merge_each_page_leads_to_the_other(twins, administrator, staff, signed_in):
    gone, kept = twins
    client = signed_in(administrator)
    here, there = gone.get_absolute_url(), kept.get_absolute_url()
    page = client.post(f"{here}merge/", {"into": kept.pk, "reason": "重复"}, follow=True)
    assert f'href="{here}"' in str(next(iter(page.context["messages"])))

    page = client.get(here).content.decode()
    assert f'href="{there}"' in page and 'action="unmerge/"' in page
    assert f'href="{here}"' in client.get(there).content.decode()
    assert client.get(f"{here}merge/").url == here
    page = signed_in(staff).get(here).content.decode()
    assert f'href="{there}"' in page and "unmerge" not in page


def test_a_refused_undoing_says_why(administrator, signed_in):
    gone, kept = (factories.make_partner(administrator) for _ in range(2))
    merge(gone, kept, by=administrator, reason="重复")
    factories.make_partner(administrator, name=gone.name)
    page = signed_in(administrator).post(f"{gone.get_absolute_url()}unmerge/", follow=True)

    assert [m.level_tag for m in page.context["messages"]] == ["error"]
    assert fresh(gone).voided_at


def test_an_administrator_elsewhere_finds_nothing_to_merge(twins, beside, province, roles, client):
    gone, kept = twins
    url, data = gone.get_absolute_url(), {"into": kept.pk, "reason": "重复"}
    for society, answer in ((beside, 404), (province, 403)):
        client.force_login(factories.make_user(society.code, society, roles["administrator"]))
        found = [client.post(f"{url}{verb}/", data).status_code for verb in ("merge", "unmerge")]
        assert found == [answer] * 2
    assert not Merge.objects.exists()


def test_the_search_offers_the_one_kept_only(twins, administrator, signed_in):
    gone, kept = twins
    client, search = signed_in(administrator), "/donations/donors/search/?q=甲"

    def found(more=""):
        return {row["id"]: row["text"] for row in client.get(search + more).json()["results"]}

    assert found() == {gone.pk: "甲", kept.pk: "甲"}
    assert found(f"&beside={gone.pk}") == {kept.pk: f"甲 ({kept.pk})"}
    merge(gone, kept, by=administrator, reason="重复")
    assert set(found()) == {kept.pk}


def test_others_of_the_name_are_shown_to_who_may_merge(
    twins, administrator, staff, outsider, signed_in
):
    gone, kept = twins
    make_donor(administrator, name="甲乙")
    make_donor(outsider, name="甲")
    make_donor(administrator, name="甲").void(by=administrator, reason="录错")
    page = signed_in(administrator).get(gone.get_absolute_url())

    assert list(page.context["same_name"]) == [kept]
    assert f"merge/?into={kept.pk}" in page.content.decode()
    assert list(signed_in(staff).get(gone.get_absolute_url()).context["same_name"]) == []


def test_a_page_looks_for_others_of_the_name_once(administrator, signed_in):
    def queries(others):
        entries = [make_donor(administrator, name=f"甲{others}") for _ in range(others + 1)]
        with CaptureQueriesContext(connection) as found:
            client.get(entries[0].get_absolute_url())
        return len(found)

    client = signed_in(administrator)
    queries(1)
    assert queries(1) == queries(4)

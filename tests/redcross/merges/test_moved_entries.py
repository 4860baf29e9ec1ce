"""All that pointed to the one points to the other, and the log tells so."""

from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donations.models import CashGift
from redcross.merging import merge, undo_merge
from redcross.models import EntryUrlsMixin, LogEntry, Merge, Partner, Person
from tests import factories
from tests.factories import VALID_ID, fresh, make_cash_gift
from tests.figures import figure_numbers
from tests.pages import client_of
from tests.redcross.merges.reading import NAMED
from training.models import Session


def test_nothing_but_entries_and_lines_points_to_what_can_be_merged():
    for model in NAMED:
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete:
                other = relation.related_model
                assert issubclass(other, EntryUrlsMixin) or other._meta.auto_created, (model, other)


def test_all_that_pointed_to_the_one_points_to_the_other(pairs, administrator):
    for gone, kept in pairs.values():
        for model, name in gone.referencing_fields():
            assert model.objects.filter(**{name: gone}).exists(), (model, name)

        merge(gone, kept, by=administrator, reason="重复登记")

        for model, name in gone.referencing_fields():
            assert model.objects.filter(**{name: kept}).exists(), (model, name)
            assert not model.objects.filter(**{name: gone}).exists(), (model, name)
        assert fresh(gone).voided_at and f"({kept.pk}): 重复登记" in fresh(gone).void_reason


def test_a_merge_changes_no_sum_only_how_many_are_different(pairs, administrator, society):
    before = figure_numbers(society)
    for gone, kept in pairs.values():
        merge(gone, kept, by=administrator, reason="重复")
    after = figure_numbers(society)

    assert {key: (n, after.get(key, 0)) for key, n in before.items() if after.get(key) != n} == {
        "donations.cash.donors": (3, 2),
        "donations.funds.open": (5, 4),
        "relief.aid.named": (2, 1),
        "training.aed.in_place": (3, 2),
    }


def test_a_host_that_was_there_already_is_there_once(pairs, administrator):
    gone, kept = pairs[Partner]
    merge(gone, kept, by=administrator, reason="重复")

    session = Session.objects.get()
    assert list(session.partners.all()) == list(session.hosts.all()) == [kept]


def test_a_voided_record_stays_with_the_one_it_was_entered_for(twins, administrator):
    gone, kept = twins
    gift = make_cash_gift(administrator, donor=gone)
    gift.void(by=administrator, reason="录错")
    merge(gone, kept, by=administrator, reason="重复")

    assert (fresh(gift).donor, fresh(gift).version) == (gone, 2)


def test_the_one_kept_takes_over_nothing_sensitive(twins, administrator):
    gone, kept = twins
    gone.id_number, gone.phone = VALID_ID, "13812345678"
    gone.save_entry(by=administrator)
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
    assert (before.count(str(gone)), before.count(str(kept))) == (1, 0)
    assert (after.count(str(gone)), after.count(str(kept))) == (0, 1)
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
        client = client_of(administrator)
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

"""The words of ledgers for what the forms ask."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from redcross.spreadsheets.headings import heading_key
from redcross.spreadsheets.synonyms import registered_synonyms, synonyms_of

# What ledgers tell beside, and belongs into another field.
NO_FIELDS = {
    "donations.goodslot.specification",
    "donations.goodslot.value",
    "relief.aid.donor",
    "relief.aidgoods.specification",
    "relief.aidgoods.unit",
    "relief.disbursement.donor",
    "relief.disbursement.value",
    "relief.disbursedgoods.specification",
    "relief.disbursedgoods.unit",
}


def is_field(key):
    app, model, name = key.split(".")
    try:
        return bool(apps.get_model(app, model)._meta.get_field(name))
    except (LookupError, FieldDoesNotExist):
        return False


def test_every_word_is_for_a_field_that_there_is():
    assert {key for key in registered_synonyms() if not is_field(key)} == NO_FIELDS


def test_no_word_is_given_twice_or_means_nothing():
    for key, words in registered_synonyms().items():
        assert len(words) == len(set(words)), key
        assert all(heading_key(word) for word in words), key


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("donations.cashgift.donor", "捐赠(单位/姓名)"),
        ("donations.cashgift.note", "备注"),
        ("donations.goodslot.unit", "计量单位"),
        ("relief.aid.person", "户主姓名"),
        ("training.session.attendance", "参训人数"),
        ("redcross.member.card_number", "会员证号"),
        ("campaigns.event.volunteers", "志愿者人数"),
    ],
)
def test_a_field_has_its_own_words_and_those_of_every_form(key, word):
    assert heading_key(word) in map(heading_key, synonyms_of(key))


def test_an_unknown_field_has_none():
    assert synonyms_of("redcross.person.nothing") == ()

"""Constraints asked in Python say what the database says."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from hypothesis import given
from hypothesis import strategies as st

from redcross.fields import EncryptedField
from redcross.models import EntryUrlsMixin
from redcross.models.constraints import is_satisfied, repeated_rows
from redcross.typed_values import DITTO_MARKS, FAILED_FORMULAS
from tests.factories import make_cash_gift

CONDITIONS = [
    pytest.param(model, condition, id=constraint.name)
    for model in apps.get_models()
    if issubclass(model, EntryUrlsMixin)
    for constraint in model._meta.constraints
    if (condition := getattr(constraint, "condition", None)) is not None
]


def fields_of(model, condition):
    for part in condition.children:
        if isinstance(part, Q):
            yield from fields_of(model, part)
            continue
        yield model._meta.get_field(part[0].split("__")[0])
        if isinstance(part[1], F):
            yield model._meta.get_field(part[1].name)


def values_of(field):
    """Return a strategy for what the field may hold, with few values, so that some are alike."""
    if isinstance(field, models.DateTimeField):
        return st.none()
    if isinstance(field, models.DateField):
        known = st.sampled_from([date(2021, 1, 1), date(2021, 6, 1), date(2022, 1, 1)])
    elif isinstance(field, models.DecimalField):
        known = st.sampled_from([Decimal(-1), Decimal(0), Decimal("0.01"), Decimal(5)])
    elif isinstance(field, models.BooleanField):
        known = st.booleans()
    elif isinstance(field, models.IntegerField | models.ForeignKey):
        known = st.sampled_from([0, 1, 2, 5])
    elif field.choices:
        known = st.sampled_from([value for value, _label in field.flatchoices])
    elif isinstance(field, ArrayField):
        known = st.lists(st.sampled_from(["times", "times:unknown"]), unique=True)
    else:
        known = st.sampled_from(["", "a", "b"])
    return st.none() | known if field.null else known


@pytest.mark.parametrize(("model", "condition"), CONDITIONS)
@given(data=st.data())
def test_a_condition_holds_in_python_as_it_does_in_the_database(db, model, condition, data):
    fields = set(fields_of(model, condition))
    values = {field.attname: data.draw(values_of(field), field.name) for field in fields}
    row = model(**values)
    against = {
        field.name: models.Value(
            getattr(row, field.attname), field.target_field if field.is_relation else field
        )
        for field in fields
    }
    # A check is met unless it is false, as in the database.
    assert (is_satisfied(condition, row) is not False) is condition.check(against)


def test_what_is_taken_is_found_among_stored_rows_and_new_ones(staff, outsider):
    rule = next(c for c in make_cash_gift(staff)._meta.constraints if "receipt" in c.name)
    stored = make_cash_gift(staff, receipt_number="R1")
    make_cash_gift(outsider, receipt_number="R2")
    new = [
        type(stored)(society=staff.society, receipt_number=number)
        for number in ("R1", "R2", "R3", "R3", "", "")
    ]
    assert [row.receipt_number for row in repeated_rows(new, rule)] == ["R1", "R3"]
    # A stored one among them gives its number free.
    stored.receipt_number = "R9"
    assert [row.receipt_number for row in repeated_rows([stored, *new], rule)] == ["R3"]
    assert repeated_rows([], rule) == []


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, EntryUrlsMixin)], ids=str
)
def test_no_text_of_a_record_means_something_only_in_a_table(model):
    texts = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        if field.editable and not isinstance(field, EncryptedField)
    ]
    for text in DITTO_MARKS | FAILED_FORMULAS:
        with pytest.raises(ValidationError) as refused:
            model(**dict.fromkeys(texts, f" {text}")).clean_fields()
        errors = refused.value.error_dict
        assert {name for name in errors if errors[name][0].code == "of_a_table"} == set(texts)

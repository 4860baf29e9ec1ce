"""Any change of any record or master data, as somebody might make it through the one save."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction

from redcross.kinds import entry_kinds
from redcross.merging import merge
from redcross.models import Line, NamedEntry

FIRST = datetime.date(2018, 1, 1)


def random_day(rng):
    return FIRST + datetime.timedelta(days=rng.randrange(366 * 6))


def other_value(field, row, rng):
    """Return another value that the field may take, None where there is none."""
    if field.is_relation:
        to = field.related_model
        owner = f"{to.owner}__" if issubclass(to, Line) else ""
        rows = to._base_manager.filter(**{f"{owner}society": row.society_id}).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        return rng.choice(keys) if keys else None
    if field.name == "model":  # of a table that is there
        named = field.model._base_manager.order_by("pk").values_list("model", flat=True)
        return rng.choice(list(named))
    if field.choices:
        return rng.choice([value for value, _label in field.flatchoices])
    if isinstance(field, models.DateField):
        return rng.choice([random_day(rng), None]) if field.null else random_day(rng)
    if isinstance(field, models.BooleanField):
        return rng.choice([True, False])
    if isinstance(field, models.DecimalField):
        return Decimal(rng.randrange(1, 100_000)) / 100
    if isinstance(field, models.IntegerField):
        return rng.randrange(1, 500)
    return f"x{rng.randrange(1000)}"


def change_a_field(row, rng, society):
    """Set one of the row's own fields to another value; return its name."""
    fields = [
        field
        for field in row._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != getattr(row, "owner", "")
        if isinstance(
            field,
            models.DateField
            | models.DecimalField
            | models.IntegerField
            | models.BooleanField
            | models.CharField
            | models.ForeignKey,
        )
    ]
    field = rng.choice(fields)
    owner = getattr(row, row.owner) if hasattr(row, "owner") else row
    setattr(row, field.attname, other_value(field, owner, rng))
    return field.name


def random_edit(by, rng):
    """Try one change; return what was done and why it was refused, "" where it was not."""
    model = rng.choice([kind for kind in entry_kinds() if kind._meta.app_label != "reports"])
    keys = list(model._base_manager.filter(society=by.society).order_by("pk").values_list("pk"))
    if not keys:
        return model.__name__, ""
    row = model._base_manager.get(pk=rng.choice(keys)[0])
    act = rng.randrange(8)
    try:
        with transaction.atomic():
            if act == 0:
                told = "void"
                row.void(by=by, reason="x")
            elif act == 1 and isinstance(row, NamedEntry):
                told = "merge"
                other = model._base_manager.get(pk=rng.choice(keys)[0])
                merge(row, other, by=by, reason="x")
            elif act == 2 and model.lines:
                name = rng.choice(model.lines)
                lines = list(getattr(row, name).all())
                told = f"{name} of it"
                if lines:
                    line = rng.choice(lines)
                    told = f"{name}.{change_a_field(line, rng, by.society)}"
                    row.save_entry(by=by, save_related=line.save)
            elif act == 3:
                told = "another one"
                row.pk, row.version, row._state.adding = None, 0, True
                row.submission = model._meta.get_field("submission").default()
                for field in model._meta.concrete_fields:
                    if isinstance(field, models.CharField) and "number" in field.name:
                        setattr(row, field.name, f"x{rng.randrange(10**9)}")
                if isinstance(row, NamedEntry):
                    row.name = f"x{rng.randrange(10**9)}"
                change_a_field(row, rng, by.society)
                row.save_entry(by=by)
            else:
                told = change_a_field(row, rng, by.society)
                row.save_entry(by=by)
    except ValidationError as error:
        assert all(message.strip() for message in error.messages)
        return f"{model.__name__} {told}", " ".join(error.messages)
    return f"{model.__name__} {told}", ""

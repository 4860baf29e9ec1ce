"""What there is before and after two entries are merged."""

from django.apps import apps

from redcross.models import EntryUrlsMixin, NamedEntry

NAMED = [model for model in apps.get_models() if issubclass(model, NamedEntry)]
# To an outline nothing points.
KINDS = [model for model in NAMED if any(model.referencing_fields())]


def everything():
    """Every entry and line with its values, without what every save counts up."""
    found = {}
    for model in apps.get_models():
        for row in model.objects.all() if issubclass(model, EntryUrlsMixin) else ():
            values = {f.name: getattr(row, f.attname) for f in model._meta.concrete_fields}
            for field in model._meta.many_to_many:
                values[field.name] = set(getattr(row, field.name).all())
            found[model, row.pk] = {
                k: v for k, v in values.items() if k not in ("version", "updated_at")
            }
    return found

"""How factories save: the way the pages do, with names that are counted up."""

from itertools import count

number_in_turn = count(1)


def save_new(model, by, fields, several=None, **lines):
    """`lines`: related name to the values of each line; `several`: many-to-many values."""
    entry = model(**{"society": by.society, **fields})

    def save_related():
        for name, values in (several or {}).items():
            getattr(entry, name).set(values)
        for name, rows in lines.items():
            for row in rows:
                getattr(entry, name).create(**row)

    entry.save_entry(by=by, save_related=save_related)
    return entry


def fresh(entry):
    """Return the entry as it is stored."""
    return type(entry).objects.get(pk=entry.pk)

"""People whom a ledger names with ID number or telephone: known by the number, or added."""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from redcross.fields import EncryptedField, Secret, digest
from redcross.models import Merge, Person, User
from redcross.naming import normalised

from .ledger_rows import SheetRow
from .reading import Cell
from .references import References, label_without_key
from .typed_cells import check_whole, text_of

# What a row tells of a person: name, ID number, telephone.
PersonDetails = Mapping[str, Cell]


class People(References):
    """The people who may be chosen, by ID number too. Numbers are compared by their digest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_digest: dict[str, Person] = {}

    def look_up_details(self, rows: Iterable[PersonDetails]) -> None:
        """Read the people that may be meant: a query for the names, and one for the numbers."""
        plain = [_readable(one) for one in rows]
        self.look_up(one["name"] for one in plain if one["name"])
        digests = {digest(one["id_number"]) for one in plain} - self.by_digest.keys() - {""}
        if digests:
            for person in cast("QuerySet[Person]", self.queryset).filter(
                id_number_digest__in=digests
            ):
                self.by_digest[person.id_number_digest] = person
            self._look_up_merged_numbers(digests - self.by_digest.keys())

    def _look_up_merged_numbers(self, digests: Set[str]) -> None:
        """Have the number of who was merged into another lead to that one."""
        ends = Merge.objects.final_targets(Person, self.by.society_id) if digests else {}
        if not ends:
            return
        gone = Person._base_manager.filter(pk__in=ends, id_number_digest__in=digests)
        found = dict(gone.values_list("id_number_digest", "pk"))
        people = self.queryset.in_bulk({ends[key] for key in found.values()})
        for number, key in found.items():
            if ends[key] in people:
                self.by_digest[number] = people[ends[key]]

    def find_person(self, details: PersonDetails) -> Person:
        """Return the person; a new one where the number, or the name without one, is unknown.

        Raises ValidationError, of the field that is wrong.
        """
        texts = {name: _text(name, cell) for name, cell in details.items()}
        name, number = texts.get("name", ""), texts.get("id_number", "")
        person = self._by_number(name, number, texts) if number else self._by_name(name, texts)
        _take_phone(person, texts.get("phone", ""))
        return person

    def _by_number(self, name: str, number: str, texts: Mapping[str, str]) -> Person:
        if person := self.by_digest.get(digest(number)):
            plain = normalised(label_without_key(name) if self.as_new else name)
            if name and plain != normalised(person.name) and person not in self.called(name):
                raise ValidationError(
                    {"name": _("The ID number is that of %(name)s.") % {"name": person.name}}
                )
            return person
        person = self._new(name, texts)
        self.by_digest[digest(number)] = person
        self.new[f"{normalised(name)} {digest(number)}"] = person
        return person

    def _by_name(self, name: str, texts: Mapping[str, str]) -> Person:
        if not name:
            raise ValidationError({"name": _("Whose is it? The name is missing.")})
        if self.adds and normalised(name) not in self.new and not self.called(name):
            self.new[normalised(name)] = self._new(name, texts)
        try:
            return cast(Person, self.find(name))
        except ValidationError as error:
            raise ValidationError({"name": error.messages}) from error

    def _new(self, name: str, texts: Mapping[str, str]) -> Person:
        if not name:
            raise ValidationError({"name": _("Whose is it? The name is missing.")})
        if not self.adds:
            raise ValidationError({"name": _("“%(name)s” is not known.") % {"name": name}})
        person = Person(society=self.by.society, **{**texts, "name": self.name_of_new(name)})
        pointing = {f.name for f in person._meta.concrete_fields if f.is_relation}
        person.clean_fields(exclude=pointing)
        return person


def references_to(
    queryset: "QuerySet[Any]",
    by: User,
    *,
    add_unknown: bool,
    kinds: Mapping[str, str] | None = None,
) -> References:
    """Return the entries of a kind that may be chosen; people by their ID number too."""
    kind = People if queryset.model is Person else References
    return kind(queryset, by, add_unknown=add_unknown, kinds=kinds)


def people_of(fields: Iterable[str], references: Mapping[str, References]) -> dict[str, People]:
    """Return by field those that are people."""
    return {name: cast(People, references[name]) for name in fields}


def look_up_people(people: Mapping[str, People], rows: Iterable[SheetRow]) -> None:
    """Read those whom the rows tell of, for `find_people`."""
    rows = list(rows)
    for name, known in people.items():
        known.look_up_details(row.people[name] for row in rows if name in row.people)


def find_people(
    people: Mapping[str, People],
    row: SheetRow,
    of: models.Model,
    refuse: Callable[[str, ValidationError], None],
) -> None:
    """Have the fields of `of` point to the people whom its row tells of."""
    for name, details in row.people.items():
        try:
            setattr(of, name, people[name].find_person(details))
        except ValidationError as error:
            refuse(name, error)


def _take_phone(person: Person, text: str) -> None:
    """Give a person who is added the telephone that only a later row tells.

    Raises ValidationError where it is another one: it would be lost.
    """
    field = cast(EncryptedField, Person.own_field("phone"))
    phone, known = field.to_python(text), field.to_python(person.phone)
    if phone and not known and person.pk is None:
        person.phone = phone
    elif phone and known and _digits(phone) != _digits(known):
        message = _("%(name)s has the telephone %(known)s, and here stands %(phone)s.")
        both = {"name": person.name, "known": known, "phone": phone}
        raise ValidationError({"phone": message % both})


def _digits(number: Secret) -> str:
    return "".join(filter(str.isdecimal, number.reveal()))


def _readable(details: PersonDetails) -> dict[str, str]:
    """Return the texts of a person, "" for what cannot be read."""
    texts = {"name": "", "id_number": ""}
    for name in texts.keys() & details.keys():
        try:
            texts[name] = _text(name, details[name])
        except ValidationError:
            continue
    return texts


def _text(name: str, cell: Cell) -> str:
    """Return what is told. Raises ValidationError, of the field, for what has lost digits."""
    try:
        text = text_of(forms.CharField(), cell) if cell != "" else ""
        if name in Person.secret_fields():
            check_whole(text)
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    return text

"""Sensitive values: encrypted in the database, masked wherever they are shown.

A value read from an `EncryptedField` is a `Secret`. Whatever prints it (template, admin, log, error
report) gets the mask; only `Secret.reveal()` gives the text, and only the reveal view calls it.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, cast

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.expressions import Expression
from django.db.models.functions import Length
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .naming import search_key
from .typed_values import compact

# No sum of money and no date has so many digits in a row.
# An ID number, an account or a mobile telephone; no sum, however many digits it has.
_LONG_NUMBER = re.compile(r"(?<![\d.,])(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15,19})(?![\d.,]|[Xx])")
# What a choice field offers: value and label, in order.
Choices = Sequence[tuple[str, str | Promise]]


def mask_id(text: str) -> str:
    """Return the first 6 and last 4 of an ID number at most (the rule for publication)."""
    return f"{text[:6]}********{text[-4:]}" if len(text) >= 15 else "********"


def mask_tail(text: str) -> str:
    """Return the last 4 only: telephones and bank accounts."""
    return f"*******{text[-4:]}" if len(text) >= 8 else "*******"


def mask_number(text: str) -> str:
    """Return the text without numbers that could be somebody's: of identity, telephone, account."""
    return _LONG_NUMBER.sub(lambda match: mask_tail(match[0]), text)


class Secret:
    """A sensitive text that prints as its mask."""

    __slots__ = ("_mask", "_text")

    def __init__(self, text: str, mask: Callable[[str], str]) -> None:
        self._text = text
        self._mask = mask

    def __str__(self) -> str:
        return self._mask(self._text) if self._text else ""

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    # What pickles (a cache, a queue) would keep the text in clear.
    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled.")

    def reveal(self) -> str:
        """Return the text in clear."""
        return self._text


def digest(text: str) -> str:
    """Return the keyed digest of a sensitive text: 64 hex digits, for exact search and uniqueness.

    Spaces, width and the case of its letters make no difference. No text has no digest: "".
    """
    key = settings.DIGEST_KEY.encode()
    return hmac.new(key, compact(text).encode(), hashlib.sha256).hexdigest() if text else ""


def encrypt(text: str) -> str:
    """Return `version:token`, encrypted with the newest of FIELD_KEYS."""
    number = max(settings.FIELD_KEYS)
    return f"{number}:{Fernet(settings.FIELD_KEYS[number]).encrypt(text.encode()).decode()}"


def decrypt(stored: str) -> str:
    """Return the text of `version:token`.

    Raises ImproperlyConfigured when the key of its version is not in FIELD_KEYS, or another.
    """
    number, token = stored.split(":", 1)
    try:
        return Fernet(settings.FIELD_KEYS[int(number)]).decrypt(token.encode()).decode()
    except (KeyError, InvalidToken) as error:
        raise ImproperlyConfigured(f"FIELD_KEYS cannot read key version {number}.") from error


def encrypt_bytes(content: bytes) -> bytes:
    """Return a file's content as `version:token`, encrypted with the newest of FIELD_KEYS."""
    number = max(settings.FIELD_KEYS)
    return b"%d:%s" % (number, Fernet(settings.FIELD_KEYS[number]).encrypt(content))


def decrypt_bytes(stored: bytes) -> bytes:
    """Return the content of `version:token`. Raises ImproperlyConfigured without its key."""
    number, token = stored.split(b":", 1)
    try:
        return Fernet(settings.FIELD_KEYS[int(number)]).decrypt(token)
    except (KeyError, InvalidToken) as error:
        raise ImproperlyConfigured(f"FIELD_KEYS cannot read key version {number!r}.") from error


if TYPE_CHECKING:  # What a field takes and gives; Django's own classes cannot be subscripted.
    from django.utils.functional import _StrOrPromise

    _SecretTextField = models.TextField[Secret | str | None, Secret]
    _AnyTextField = models.TextField[Any, Any]
    _BinaryField = models.BinaryField[bytes | None, bytes | None]
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
    _ChoicesField = ArrayField[Sequence[str], list[str]]
else:
    _SecretTextField, _CharField, _ChoicesField = models.TextField, models.CharField, ArrayField
    _TextField = _AnyTextField = models.TextField
    _BinaryField = models.BinaryField


class EncryptedField(_SecretTextField):
    """Text stored as `version:token`. Cannot be searched; pair it with a `DigestField`."""

    def __init__(self, *args: Any, mask: Callable[[str], str] = mask_tail, **kwargs: Any) -> None:
        self.mask = mask
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "mask": self.mask}

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Secret | None:
        return None if value is None else Secret(decrypt(value) if value else "", self.mask)

    def to_python(self, value: Secret | str | None) -> Secret:
        return value if isinstance(value, Secret) else Secret((value or "").strip(), self.mask)

    def get_prep_value(self, value: Secret | str | None) -> str:
        text = self.to_python(value).reveal()
        return encrypt(text) if text else ""

    def get_lookup(self, lookup_name: str) -> None:
        return None  # equal texts have unequal tokens: every comparison would be silently wrong

    def run_validators(self, value: Secret) -> None:
        super().run_validators(value.reveal())

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, *args: Any, **kwargs: Any) -> forms.CharField:
        return forms.CharField(
            label=self.verbose_name,
            required=not self.blank,
            max_length=50,
            help_text=_("Stored encrypted. Leave empty to keep what is stored."),
        )

    def save_form_data(self, instance: models.Model, data: str) -> None:
        if data:  # the mask is all the form ever showed: an empty box means "as it was"
            setattr(instance, self.name, self.to_python(data))


class EncryptedNumberField(EncryptedField):
    """A number that is a name, kept in one form however it is typed."""

    def to_python(self, value: Secret | str | None) -> Secret:
        return super().to_python(compact(value) if isinstance(value, str) else value)


class EncryptedJSONField(_AnyTextField):
    """Plain values of JSON, stored encrypted as a whole. Cannot be searched; None is ""."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": None, **kwargs})

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Any:
        return json.loads(decrypt(value)) if value else None

    def get_prep_value(self, value: Any) -> str:
        if value is None:
            return ""
        return encrypt(json.dumps(value, cls=DjangoJSONEncoder))

    def get_lookup(self, lookup_name: str) -> None:
        return None


class EncryptedBytesField(_BinaryField):
    """The content of a file, stored encrypted; None once it has expired."""

    def from_db_value(
        self, value: memoryview | bytes | None, expression: Expression, connection: Any
    ) -> bytes | None:
        return None if value is None else decrypt_bytes(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        stored = None if value is None else encrypt_bytes(value)
        return super().get_db_prep_value(stored, connection, prepared)


class DigestField(_CharField):
    """Keyed digest of the sensitive field named `of`, kept up to date by itself."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 64, "editable": False, "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def value_for(self, instance: models.Model) -> str:
        """Return the digest of what its sensitive field holds now."""
        source = cast(EncryptedField, instance._meta.get_field(self.of))
        return digest(source.to_python(getattr(instance, self.of)).reveal())

    def pre_save(self, instance: models.Model, add: bool) -> str:
        value = self.value_for(instance)
        setattr(instance, self.attname, value)
        return value


class SearchKeyField(_TextField):
    """What the name in the field `of` is found by, kept up to date by itself."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "blank": True, "default": "", **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> str:
        value = search_key(getattr(instance, self.of))
        setattr(instance, self.attname, value)
        return value


class ChoiceArrayField(_ChoicesField):
    """Several of a TextChoices, in the order of its definition; none is an empty list."""

    def __init__(
        self,
        verbose_name: "_StrOrPromise | None" = None,
        *,
        choices: type[models.TextChoices] | Choices | None = None,
        **kwargs: Any,
    ) -> None:
        # Of a field made by a migration nothing.
        self.item_choices: Choices = choices.choices if isinstance(choices, type) else choices or ()
        fixed = {"base_field": models.CharField(max_length=30), "default": list, "blank": True}
        super().__init__(verbose_name=verbose_name, **{**kwargs, **fixed})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        # `choices` is not passed on to ArrayField, and so in no migration: a new one needs none.
        for argument in ("base_field", "default", "blank"):
            kwargs.pop(argument, None)
        return name, path, args, kwargs

    def formfield(self, *args: Any, **kwargs: Any) -> forms.MultipleChoiceField:
        return forms.MultipleChoiceField(
            label=self.verbose_name,
            help_text=self.help_text,
            choices=self.item_choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)

        def display(instance: models.Model) -> str:
            return gettext(", ").join(self.labels(getattr(instance, name)))

        setattr(cls, f"get_{name}_display", display)

    def pre_save(self, model_instance: models.Model, add: bool) -> list[str]:
        value = self.ordered(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def ordered(self, values: Iterable[str] | None) -> list[str]:
        """Return the values in the order of their definition, then those that are no choice now."""
        order = {value: index for index, (value, _label) in enumerate(self.item_choices)}
        return sorted(values or (), key=lambda value: order.get(value, len(order)))

    def labels(self, values: Iterable[str] | None) -> list[str]:
        """Return the labels of the values; a value that is no choice any more stays itself."""
        names = dict(self.item_choices)
        return [str(names.get(value, value)) for value in values or ()]


# `text__length__lte=500`
models.TextField.register_lookup(Length)


@models.ForeignKey.register_lookup
@models.BigAutoField.register_lookup
class AmongLookup(Lookup):
    """`society__among=[1, 2]`: as `in`, with one parameter however many keys there are.

    So the text of the query is the same for every society.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, self.rhs)

"""Sensitive values: encrypted in the database, masked wherever they are shown.

A value read from an `EncryptedField` is a `Secret`. Whatever prints it (template, admin, log, error
report) gets the mask; only `Secret.reveal()` gives the text, and only the reveal view calls it.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def mask_id(text: str) -> str:
    """First 6 and last 4 of an ID number at most (the rule for publication)."""
    return f"{text[:6]}********{text[-4:]}" if len(text) >= 15 else "********"


def mask_tail(text: str) -> str:
    """Last 4 only: telephones and bank accounts."""
    return f"*******{text[-4:]}" if len(text) >= 8 else "*******"


class Secret:
    """A sensitive text that prints as its mask."""

    __slots__ = ("_mask", "_text")

    def __init__(self, text: str, mask: Callable[[str], str]):
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

    def __reduce__(self):
        raise TypeError("A secret is not pickled.")

    def reveal(self) -> str:
        return self._text


def digest(text: str) -> str:
    """Keyed digest of a sensitive text, 64 hex digits, for exact search and uniqueness."""
    key = settings.DIGEST_KEY.encode()
    return hmac.new(key, text.strip().upper().encode(), hashlib.sha256).hexdigest() if text else ""


def encrypt(text: str) -> str:
    number = max(settings.FIELD_KEYS)
    return f"{number}:{Fernet(settings.FIELD_KEYS[number]).encrypt(text.encode()).decode()}"


def decrypt(stored: str) -> str:
    """Raises ImproperlyConfigured when the key of its version is not in FIELD_KEYS."""
    number, token = stored.split(":", 1)
    try:
        return Fernet(settings.FIELD_KEYS[int(number)]).decrypt(token.encode()).decode()
    except (KeyError, InvalidToken) as error:
        raise ImproperlyConfigured(f"FIELD_KEYS cannot read key version {number}.") from error


class EncryptedField(models.TextField):
    """Text stored as `version:token`. Cannot be searched; pair it with a `DigestField`."""

    def __init__(self, *args, mask: Callable[[str], str] = mask_tail, **kwargs):
        self.mask = mask
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "mask": self.mask}

    def from_db_value(self, value, expression, connection):
        return None if value is None else Secret(decrypt(value) if value else "", self.mask)

    def to_python(self, value):
        return value if isinstance(value, Secret) else Secret((value or "").strip(), self.mask)

    def get_prep_value(self, value):
        text = self.to_python(value).reveal()
        return encrypt(text) if text else ""

    def get_lookup(self, lookup_name):
        return None  # equal texts have unequal tokens: every comparison would be silently wrong

    def run_validators(self, value):
        super().run_validators(value.reveal())

    def value_to_string(self, obj):
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs):
        return forms.CharField(
            label=self.verbose_name,
            required=not self.blank,
            max_length=50,
            help_text=_("Stored encrypted. Leave empty to keep what is stored."),
        )

    def save_form_data(self, instance, data):
        if data:  # the mask is all the form ever showed: an empty box means "as it was"
            setattr(instance, self.name, self.to_python(data))


class DigestField(models.CharField):
    """Keyed digest of the sensitive field named `of`, kept up to date by itself."""

    def __init__(self, *args, of: str, **kwargs):
        self.of = of
        super().__init__(*args, **{"max_length": 64, "editable": False, "blank": True, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def value_for(self, instance: models.Model) -> str:
        source: Any = instance._meta.get_field(self.of)
        return digest(source.to_python(getattr(instance, self.of)).reveal())

    def pre_save(self, instance, add):
        setattr(instance, self.attname, self.value_for(instance))
        return getattr(instance, self.attname)


class ChoiceArrayField(ArrayField):
    """Several of a TextChoices, in the order of its definition; none is an empty list."""

    def __init__(self, verbose_name: Any = None, *, choices: Any = None, **kwargs):
        self.several = getattr(choices, "choices", choices)
        fixed = {"base_field": models.CharField(max_length=30), "default": list, "blank": True}
        super().__init__(verbose_name=verbose_name, **{**kwargs, **fixed})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for given in ("base_field", "default", "blank"):
            kwargs.pop(given, None)
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            label=self.verbose_name,
            help_text=self.help_text,
            choices=self.several,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def contribute_to_class(self, cls, name, *args, **kwargs):
        super().contribute_to_class(cls, name, *args, **kwargs)

        def display(instance):
            return gettext(", ").join(self.labels(getattr(instance, name)))

        setattr(cls, f"get_{name}_display", display)

    def labels(self, values: Any) -> list[str]:
        names = dict(self.several or ())
        return [str(names.get(value, value)) for value in values or ()]

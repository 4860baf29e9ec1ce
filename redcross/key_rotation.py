"""Encrypting anew, with the newest of FIELD_KEYS, what is kept with an older one.

It goes on while others work: a few rows at a time, and rows that somebody holds are come back to.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from psycopg import sql

from .fields import (
    EncryptedBytesField,
    EncryptedField,
    EncryptedJSONField,
    decrypt,
    decrypt_bytes,
    encrypt,
    encrypt_bytes,
)
from .models.file_work import FileWork

# Rows at a time; of files in the database fewer, which are large.
AT_ONCE, FILES_AT_ONCE = 500, 10


class Rotated(NamedTuple):
    """So many values of a column were encrypted anew."""

    where: str
    number: int


def rotate_all() -> Iterator[Rotated]:
    """Encrypt anew what is kept with older keys, and yield what was done, column by column."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedField | EncryptedJSONField):
                yield Rotated(str(field), _rotate(field, AT_ONCE, _text_again))
            elif isinstance(field, EncryptedBytesField):
                yield Rotated(str(field), _rotate(field, FILES_AT_ONCE, _bytes_again))
    yield Rotated("mfa.Authenticator.data", _rotate_second_factors())


def kept_with_older_keys() -> list[str]:
    """Return which files that wait to be fetched are kept with an older key: they expire soon."""
    newest = b"%d:" % max(settings.FIELD_KEYS)
    older = []
    for model in apps.get_models():
        if issubclass(model, FileWork) and not model._meta.abstract:
            for name in model._default_manager.exclude(file="").values_list("file", flat=True):
                if default_storage.exists(name):
                    with default_storage.open(name) as file:
                        begins = file.read(len(newest))
                    older += [name] if begins and begins != newest else []
    return older


def _text_again(stored: str) -> str:
    return encrypt(decrypt(stored))


def _bytes_again(stored: bytes) -> bytes:
    return encrypt_bytes(decrypt_bytes(bytes(stored)))


def _rotate(
    field: "models.Field[Any, Any]", at_once: int, again: Callable[[Any], str | bytes]
) -> int:
    """Encrypt a column anew and return how many values that were.

    As the database has them, past the save: nothing of a record changes, neither its version.
    """
    newest = f"{max(settings.FIELD_KEYS)}:"
    prefix: str | bytes = newest.encode() if isinstance(field, EncryptedBytesField) else newest
    names = {
        "table": sql.Identifier(field.model._meta.db_table),
        "key": sql.Identifier(str(field.model._meta.pk.column)),
        "column": sql.Identifier(str(field.column)),
    }
    found = sql.SQL(
        "SELECT {key}, {column} FROM {table} WHERE length({column}) > 0 "
        "AND substring({column} FROM 1 FOR %s) <> %s LIMIT %s FOR UPDATE SKIP LOCKED"
    ).format(**names)
    changed = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s").format(**names)
    left = sql.SQL(
        "SELECT EXISTS (SELECT FROM {table} WHERE length({column}) > 0 "
        "AND substring({column} FROM 1 FOR %s) <> %s)"
    ).format(**names)
    number = 0
    with connection.cursor() as cursor:
        while True:
            with transaction.atomic():
                cursor.execute(found, [len(prefix), prefix, at_once])
                rows = cursor.fetchall()
                cursor.executemany(changed, [(again(value), key) for key, value in rows])
            number += len(rows)
            if not rows:
                cursor.execute(left, [len(prefix), prefix])
                if not cursor.fetchone()[0]:
                    return number
                # Somebody holds the last ones: wait for these, holding nothing meanwhile.
                cursor.execute("SELECT pg_sleep(0.2)")


def _rotate_second_factors() -> int:
    """Encrypt the secrets of second factors anew, which stand within JSON."""
    newest, number = f"{max(settings.FIELD_KEYS)}:", 0
    for key in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            stored = Authenticator.objects.select_for_update().filter(pk=key).first()
            names = [
                name
                for name in ("secret", "seed")
                if stored and not stored.data.get(name, newest).startswith(newest)
            ]
            for name in names:
                stored.data[name] = _text_again(stored.data[name])
                stored.save(update_fields=["data"])
            number += len(names)
    return number

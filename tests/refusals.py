"""What is refused: beside which fields and in which words, and what the database refuses."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import override

# Where a message stands that belongs to no field.
NO_FIELD = ""


@contextmanager
def refused(*fields, saying=()):
    """Check that what is done within is refused.

    `fields`: beside just these, if any are named. `saying`: words that one message has in it, all
    of them, read in English.
    """
    words = [saying] if isinstance(saying, str) else saying
    with override("en"):
        with pytest.raises(ValidationError) as refusal:
            yield
        told = messages_by_field(refusal.value)
    messages = [message for several in told.values() for message in several]
    assert not fields or told.keys() == set(fields), f"{fields} expected: {told}"
    assert any(all(word in one for word in words) for one in messages), f"{words} expected: {told}"


def messages_by_field(error):
    return error.message_dict if hasattr(error, "error_dict") else {NO_FIELD: error.messages}


@contextmanager
def database_refuses(error=IntegrityError, saying=""):
    """Check that the database itself refuses what is done within, in these words if any."""
    with pytest.raises(error, match=saying or None), transaction.atomic():
        yield


def check_database_refuses(sql, saying):
    """Check that the database itself refuses the statement in these words."""
    with database_refuses(DatabaseError, saying), connection.cursor() as cursor:
        cursor.execute(sql)

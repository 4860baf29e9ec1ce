"""The code that tells the installer from the first passer-by."""

import re

from django.utils.crypto import constant_time_compare, salted_hmac


def set_up_code() -> str:
    """Return the code of this installation: 64 bits of its SECRET_KEY, in four groups.

    Nothing is stored, and it opens nothing once there is an account.
    """
    key = salted_hmac("redcross.set_up", "first administrator", algorithm="sha256")
    return "-".join(re.findall(".{4}", key.hexdigest()[:16]))


def is_set_up_code(typed: str) -> bool:
    """Return whether that is the code, however it is grouped."""
    plain = re.sub(r"[\s-]", "", typed).lower()
    return constant_time_compare(plain, set_up_code().replace("-", ""))

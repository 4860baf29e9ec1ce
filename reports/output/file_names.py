"""Names of files and folders in archives."""

from os.path import splitext
from unicodedata import category

from reports.evaluation.document import UNSAFE_CHARACTERS

LONGEST = 60


def safe_name(name: str) -> str:
    """Return the name as part of a path that every system can unpack; what is long ends alike."""
    seen = "".join(c for c in name if category(c) not in ("Cc", "Cf", "Cs"))
    stem, ending = splitext(UNSAFE_CHARACTERS.sub("_", seen)[-LONGEST:])
    return f"{stem.strip('. ')}{ending}".rstrip(". ") or "_"

"""Characters that are not printed, whatever a paper leaves as."""

import re

# XML 1.0 (2.2) has no place for the first of them, not even escaped; the others are not seen, but
# delete what stands beside them or turn the direction of all that follows.
UNPRINTABLE = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff"
    "\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def printable(text: str) -> str:
    """Return the text without characters that cannot be printed; its lines end with LF."""
    if text.isprintable():  # nearly all are
        return text
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

"""Keys of rows, as addresses and forms name them."""


def read_key(written: object) -> int | None:
    """Return the key that is written, None for what is none.

    `isdigit` takes ² and ٣ for digits too, and the database has no room for more than 19 of them.
    """
    text = str(written)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None

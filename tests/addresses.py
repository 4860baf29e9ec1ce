"""Every address of the site, read from its list of addresses."""

import re

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

# What stands in an address for what is no key: there is none of that name.
TEXTS = {"str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def routes(patterns=None, before=""):
    """Yield each address with `<key>` for the keys in it."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        address = before + _in_words(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address
        else:
            yield from routes(entry.url_patterns, address)


def addresses(keys, several=()):
    """Yield each address with the first of the keys; what begins with one of `several`, with each.

    An address without a key stands once.
    """
    for route in dict.fromkeys(f"/{route}" for route in routes()):
        chosen = keys if route.startswith(tuple(several)) else keys[:1]
        yield from dict.fromkeys(route.replace("<key>", str(key)) for key in chosen)


def _in_words(pattern):
    if isinstance(pattern, RoutePattern):
        return re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: TEXTS.get(found[1] or "str", "<key>"), str(pattern)
        )
    plain = re.sub(r"\(\?P<\w+>[^()]*(?:\([^()]*\)[^()]*)*\)", "x", str(pattern))
    return re.sub(r"[\^$?\\]|\(.*\)", "", plain)

"""How names are compared: by a key kept beside each, which forgets how a name was written."""

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Case, Func, IntegerField, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Length, StrIndex
from django.db.models.lookups import GreaterThan, In
from pypinyin import Style, lazy_pinyin

# Spaces, those without width too, and the points within foreign names, of which every input method
# has its own; and what the database cannot be asked for.
_IGNORED = re.compile("[\\s\0\u00ad\u200b-\u200f\u2060\ufeff.·•・‧∙⋅᛫⸱]+")
# Brackets are brackets, whichever the input method has at hand.
_BRACKETS = str.maketrans("[{【〔〖〘〚「『《〈<]}】〕〗〙〛」』》〉>", "(" * 12 + ")" * 12)
# Each time over, what was taken out may bring two marks together: three times are enough.
_ROUNDS = 3
# The lookup that compares by the key: with what is `normalised`.
SEARCH_KEY = "search_key__contains"
LONGEST_NAME = 200
# What has more words is a sentence.
MAX_WORDS = 8
# Names longer than that are not looked through letter by letter.
_LONGEST_NEAR = 30


def normalised(text: str) -> str:
    """Return the text as names are compared: 阿·里（女） and 阿里【女】 are the same.

    What is normalised stays so. Cut to the longest name: NFKC takes a minute for a text of half a
    million combining marks.
    """
    for _round in range(_ROUNDS):
        plain = unicodedata.normalize("NFKC", text[:LONGEST_NAME]).casefold()
        plain = _IGNORED.sub("", plain).translate(_BRACKETS)
        if plain == text:
            break
        text = plain
    return text[:LONGEST_NAME]


def search_key(name: str) -> str:
    """Return what a name is found by, a line each: itself, its pinyin initials, its pinyin."""
    plain = normalised(name)
    styles = (Style.FIRST_LETTER, Style.NORMAL)
    return "\n".join([plain, *("".join(lazy_pinyin(plain, style=style)) for style in styles)])


def searched_words(text: str) -> list[str]:
    """Return the words that are looked for, each wherever it is; a sentence as it stands."""
    words = text.split()
    return words if len(words) <= MAX_WORDS else [text.strip()]


def named_like(text: str) -> Q:
    """Return the condition for every word being found in a name, its initials or its pinyin."""
    condition = Q()
    for word in filter(None, map(normalised, searched_words(text))):
        condition &= Q(**{SEARCH_KEY: word})
    return condition


def named_exactly(text: str) -> Q:
    """Return the condition for being of this name, however it is written."""
    return Q(search_key__startswith=f"{normalised(text)}\n")


def plain_name(key: str | Combinable = "search_key") -> Func:
    """Return the expression for the name as names are compared, of the key that it is found by."""
    parts = (key, Value("\n"), Value(1))
    return Func(*parts, function="split_part", output_field=TextField())


def named_one_of(names: Iterable[str]) -> Q:
    """Return the condition for being of one of these names, each `normalised`."""
    return Q(In(plain_name(), list(names)))


def closeness(text: str) -> Case:
    """Return the expression that sorts names: this one, those that begin so, others with it."""
    plain = normalised(text)
    return Case(
        When(named_exactly(text), then=Value(0)),
        When(search_key__startswith=plain, then=Value(1)),
        When(search_key__contains=plain, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def named_nearly(text: str) -> Q:
    """Return the condition for a name that may be meant: one within the other, or one slip away.

    A slip is a character too many, too few or another, or two exchanged. Of two characters one
    that differs makes another name.
    """
    plain = normalised(text)
    if len(plain) < 2:
        return named_exactly(text)
    name = plain_name()
    stands_within = Q(GreaterThan(Length(name), 1), GreaterThan(StrIndex(Value(plain), name), 0))
    holds_it = Q(GreaterThan(StrIndex(name, Value(plain)), 0))
    if len(plain) > _LONGEST_NEAR:
        return stands_within | holds_it
    return stands_within | holds_it | Q(search_key__regex=rf"^({'|'.join(_slips(plain))})\n")


def _slips(plain: str) -> list[str]:
    """Return the patterns of what is one slip away."""
    letters = [re.escape(letter) for letter in plain]
    pairs = range(len(letters) - 1)
    exchanged = [[*letters[:i], letters[i + 1], letters[i], *letters[i + 2 :]] for i in pairs]
    differing: list[list[str]] = []
    if len(letters) > 2:
        # Any character or none before a letter that may be missing: too many, another, too few.
        places = range(len(letters) + 1)
        one_off = [f"[^\n]?{letter}?" for letter in letters]
        differing = [[*letters[:i], *one_off[i : i + 1], *letters[i + 1 :]] for i in places]
        differing[-1] = [*letters, "[^\n]?"]
    return ["".join(pattern) for pattern in (*exchanged, *differing)]

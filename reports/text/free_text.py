"""What stands in a text by hand, outside its figures, and marking it for another period."""

import re
from collections.abc import Iterable
from functools import cache

from .dates import DAY, MONTH, YEAR
from .figure_references import REFERENCE, UNCONFIRMED
from .numbers import measure_words

LIST_NUMBER = r"^\s*(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）])"
# Two marks side by side are one, as long as a mark may be.
ADJACENT_MARKS = re.compile(r"\[\?([^\[\]\n]{1,100})\?\]\[\?([^\[\]\n]{1,100})\?\]")


@cache
def period_bound_pattern() -> re.Pattern[str]:
    """Return the pattern of what is true of one period and has to be confirmed for another."""
    measures = measure_words()
    return re.compile(
        "|".join(
            (
                r"《[^《》\n]*》",
                r"“[^“”\n]*”",
                rf"{YEAR}[-/.]{MONTH}[-/.]{DAY}",
                rf"(?:{YEAR}|[一二][九〇○零][〇○零一二三四五六七八九]{{2}})\s*年(?:度|底|末|初)?"
                rf"(?:{MONTH}月(?:{DAY}[日号]|上旬|中旬|下旬|初|底|份)?)?",
                rf"{MONTH}月(?:{DAY}[日号]|上旬|中旬|下旬|初|底|份)?",
                rf"\d+(?:[,.]\d+)*[余多]?[万亿千百]?[余多]?(?:个月|工作日|[年天日岁]|{measures})?",
                rf"(?!一(?:{measures}))[上近数]?[一二两三四五六七八九十百千]+[余多]?[万亿]?[余多]?"
                rf"(?:{measures})",
                r"一(?:人次|[户人名例期场笔])",
            )
        )
    )


def typed_text(text: str) -> str:
    """Return the text without its references and without what is not confirmed yet.

    A null byte stands in their place, so that what is left of them never joins what is right.
    """
    return UNCONFIRMED.sub("\0", REFERENCE.sub("\0", text))


def mark_unconfirmed(text: str, names: Iterable[str] = (), confirmed: Iterable[str] = ()) -> str:
    """Return the typed text with every number, date, quotation and name as `[?…?]`.

    References stay, and what is marked already. `names`: proper names; `confirmed`: words in which
    nothing is marked, like the society's own name.
    """
    proper = [re.escape(name) for name in sorted({*names}, key=len, reverse=True)]
    to_confirm = re.compile("|".join([*proper, period_bound_pattern().pattern]))
    own = [re.escape(words) for words in sorted({*confirmed}, key=len, reverse=True)]
    stays = re.compile("|".join([REFERENCE.pattern, UNCONFIRMED.pattern, LIST_NUMBER, *own]), re.M)

    def mark(piece: str) -> str:
        return to_confirm.sub(lambda match: _mark(match[0]), piece)

    pieces, at = [], 0
    for match in stays.finditer(text):
        pieces += [mark(text[at : match.start()]), match[0]]
        at = match.end()
    text = "".join([*pieces, mark(text[at:])])
    return ADJACENT_MARKS.sub(r"[?\1\2?]", text)


def _mark(words: str) -> str:
    """Return the words as marks. Brackets would end one, and 200 characters is its length."""
    if "[" in words or "]" in words:
        return words
    return "".join(f"[?{words[at : at + 200]}?]" for at in range(0, len(words), 200))


def confirm_text(text: str) -> str:
    """Return the text as it stands, with nothing left to confirm."""
    return UNCONFIRMED.sub(r"\1", text)


def unconfirmed_pieces(text: str) -> list[str]:
    """Return what nobody has confirmed, each once."""
    return list(dict.fromkeys(UNCONFIRMED.findall(text)))

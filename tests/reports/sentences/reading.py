"""The sentences of the sets, and what is found of each."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from reports.evaluation.consistency_checks import findings
from tests.factories import make_chapter

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Written:
    """A sentence, where it stands, and why it is wrong; nothing where it is right."""

    society: str
    text: str
    place: str = "text"
    reason: str = ""


def sentences_of(name, folder="."):
    """The sentences of a society's file, the right first. `folder`: "unseen" for others' ones."""
    given = tomllib.loads((HERE / folder / f"{name}.toml").read_text())
    right = [one if isinstance(one, dict) else {"text": one} for one in given["right"]]
    return [Written(name, **one) for one in (*right, *given["wrong"])]


def found_in(draft, by, sentences):
    """What is found of each sentence. Those of the text are a chapter each, of one evaluation."""
    chapters = {}
    for number, one in enumerate(sentences):
        if one.place == "text":
            heading = f"K{number}"
            chapters[one] = make_chapter(
                by, evaluation=draft, heading=heading, text=one.text, position=number
            )
    found = [finding for finding in findings(draft) if "佐证材料" not in finding.text]
    told = {
        one: [finding for finding in found if finding.text.startswith(f"“{chapter.heading}”")]
        for one, chapter in chapters.items()
    }
    for one in sentences:
        if one.place != "text":
            setattr(draft, one.place, one.text)
            label = f"“{draft.own_field(one.place).verbose_name}”"
            told[one] = [each for each in findings(draft) if each.text.startswith(label)]
            setattr(draft, one.place, "")
    return told

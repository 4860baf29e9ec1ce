"""A check answers what is, or raises what is to be done; `manage.py doctor` runs them all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class ToDo(Exception):
    """Something is not as it has to be; says in plain words what to do."""


class CheckResult(NamedTuple):
    """What was asked about, whether it is well, and what there is or what to do."""

    subject: str
    good: bool
    message: str


@dataclass(frozen=True)
class Check:
    """A question: about what, and the function that answers."""

    subject: str | Promise
    answer: Callable[[], str]

    def ask(self) -> CheckResult:
        """Return what it finds; where it cannot be asked at all, just that."""
        subject = str(self.subject)
        try:
            return CheckResult(subject, True, self.answer())
        except ToDo as to_do:
            return CheckResult(subject, False, str(to_do))
        except (DatabaseError, OSError) as error:
            message = _("It could not be asked: %(error)s") % {"error": str(error).strip()}
            return CheckResult(subject, False, message)


def check(subject: str | Promise) -> Callable[[Callable[[], str]], Check]:
    """Make a function a question of its module."""
    return lambda answer: Check(subject, answer)


def findings(modules: Iterable[ModuleType]) -> Iterator[CheckResult]:
    """Ask all that the modules ask, in their order."""
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, Check):
                yield value.ask()

"""A paper of a kind of entry, as an app declares it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import override

from redcross.fields import Secret
from redcross.models import Entry, Line, PaperWording, Society, User, is_closed_to

from .sheet import Sheet

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

E = TypeVar("E", bound=Entry)
# The name of a value within a text.
NAMED = re.compile("【([^【】]*)】")
# What the seal line may name; how a letter ends.
CLOSING_NAMES = ("单位", "日期")
LETTER_CLOSING = ("【单位】", "【日期】")


@dataclass(frozen=True)
class PrintContext:
    """Who prints, for which society, on which day, how it words the paper, what was chosen."""

    user: User
    society: Society
    day: date
    wording: PaperWording
    chosen: Mapping[str, Any] = field(default_factory=dict)
    # Whether sensitive values are printed in full.
    in_full: bool = False

    def shown(self, secret: Secret | str) -> str:
        """Return a sensitive value in full to who may reveal it, else its mask."""
        if isinstance(secret, Secret) and secret:
            return secret.reveal() if self.in_full else str(secret)
        return str(secret)


class Paper(Generic[E]):
    """One kind of paper: what it is called, which entries it is of, and what stands on it.

    `key` names it in addresses and in the log.
    """

    key: ClassVar[str]
    # In the language of the page; on the paper it stands in Chinese.
    title: ClassVar["_StrOrPromise"]
    # None: it is of the society itself, for whom it may show the permission says.
    model: ClassVar[type[Entry] | None]
    permission: ClassVar[str] = ""
    # Whether it comes back signed, and so bears a code.
    returns: ClassVar[bool] = True
    # Whether several entries stand on one sheet, as on a roster; else each has its own.
    together: ClassVar[bool] = False
    # Whether sensitive values stand on it: in full for who may reveal those of the kind.
    sensitive: ClassVar[bool] = False
    # What else it may leave as, for who edits on: "docx", "xlsx".
    editable_as: ClassVar[Sequence[str]] = ()
    # Whether it is printed; else it leaves for another system, its rows alone as XLSX.
    printed: ClassVar[bool] = True
    # What is asked before it is printed.
    options: ClassVar[type[forms.Form] | None] = None
    # What it says unless the society words it otherwise, with names of values in 【】; below the
    # title; who signs.
    text: ClassVar[str] = ""
    note: ClassVar[str] = ""
    signatures: ClassVar[Sequence[str]] = ()
    # At its end to the right, where the seal is set: lines with names of `CLOSING_NAMES` in 【】.
    closing: ClassVar[Sequence[str]] = ()
    # Names of values that a wording may use beside those in `text`.
    placeholders: ClassVar[Sequence[str]] = ()
    # What is read at once for all entries, beside what each points to and its lines: names as of
    # `prefetch_related`.
    related: ClassVar[Sequence[str]] = ()

    def options_form(self, data: Mapping[str, Any] | None, society: Society | None) -> forms.Form:
        """Return the form of what is asked; a paper that offers what the society has adds that."""
        return (self.options or forms.Form)(data)

    def groups(self, entries: Sequence[E], chosen: Mapping[str, Any]) -> list[list[E]]:
        """Return which entries stand on one sheet: all of them if `together`, else each alone.

        `chosen`: what was asked before. A paper of the society itself is of no entry.
        """
        if self.together or not entries:
            return [list(entries)]
        return [[entry] for entry in entries]

    def prefetch(self, entries: Sequence[E]) -> None:
        """Read what the entries point to, their lines and `related` of all of them at once."""
        if not entries:
            return
        model, lines = type(entries[0]), []
        for name in model.lines:
            line = cast(type[Line], model._meta.get_field(name).related_model)
            keys = (field.name for field in line._meta.concrete_fields if field.is_relation)
            rows = line._base_manager.select_related(*(key for key in keys if key != line.owner))
            lines.append(Prefetch(name, rows.order_by("pk")))
        keys = (field.name for field in model._meta.concrete_fields if field.is_relation)
        several = (field.name for field in model._meta.many_to_many)
        prefetch_related_objects(list(entries), *keys, *several, *lines, *self.related)

    def label_of(self, entries: Sequence[E]) -> str:
        """Return what its file is called beside the title: the one entry, or how many there are.

        What is published must not tell there what it does not say.
        """
        return str(entries[0]) if len(entries) == 1 else f"{len(entries)}份" if entries else ""

    def refusal(self, entry: E) -> str:
        """Return why the entry has no such paper, "" where it has one."""
        return ""

    def sheet(self, entries: Sequence[E], printing: PrintContext) -> Sheet:
        """Return what stands on it: of one entry, or of several together.

        Title, society, note, who signs, marks and code are set by who prints it.
        """
        raise NotImplementedError

    def detail(self, chosen: Mapping[str, Any]) -> str:
        """Return what tells it from others of the same entries, as for whom it is; "" if nothing.

        In its file's name and in the log, and what differs in it is no reprint.
        """
        return ""

    @property
    def needed_permission(self) -> str:
        """Return what a user needs to print it."""
        return self.permission if self.model is None else self.model.permission("view")

    @property
    def model_label(self) -> str:
        """Return the kinds of entries that it is printed of, in the language of the page."""
        return "" if self.model is None else str(self.model._meta.verbose_name_plural)

    def chinese_title(self) -> str:
        """Return its name as it stands on the paper."""
        with override("zh-hans"):
            return str(self.title)

    def in_full(self, user: User) -> bool:
        """Return whether sensitive values stand in full on what the user prints."""
        model = self.model
        return model is not None and self.sensitive and user.has_perm(model.permission("reveal"))

    def prints_masks(self, entries: Sequence[Entry], user: User) -> bool:
        """Return whether masks stand there for who may see more, as there is no business left."""
        return self.in_full(user) and is_closed_to(user, entries)

    def names(self) -> list[str]:
        """Return the names of values that its wording may use."""
        return list(dict.fromkeys([*NAMED.findall(self.text), *self.placeholders]))

    def worded(self, printing: PrintContext, values: Mapping[str, str]) -> list[str]:
        """Return the paragraphs of its text, the values in their places."""
        text = NAMED.sub(
            lambda found: values.get(found[1], found[0]), printing.wording.text or self.text
        )
        return [line.strip() for line in text.splitlines() if line.strip()]

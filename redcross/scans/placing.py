"""Which paper a scanned page is of, and how it becomes evidence of what that was printed of."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from redcross.models import (
    PDF_TYPE,
    Attachment,
    Entry,
    EvidenceFile,
    Printout,
    PrintoutQuerySet,
    ScannedPage,
    User,
    evidence_file,
)
from redcross.papers import paper_by_key, registered_papers

from .reading import ReadPage, divided_pages, joined_pages, read_pages

# Why a page waits.
NO_CODE = gettext_lazy("No code was found on it.")
UNREAD_CODE = gettext_lazy("There is a code on it that could not be read.")
UNKNOWN_CODE = gettext_lazy("The number on it is of no paper that was printed here.")
FOLLOWS = gettext_lazy("No code was found on it; it follows a page of this paper.")
LATE = gettext_lazy("There was no time left to read it.")
NOT_ALLOWED = gettext_lazy("Somebody who may change these records has to place it.")


@dataclass
class PlacedScan:
    """A paper that is back: what has the scan now, and what took it not, with the reason.

    `new`: whether anything had not had it before.
    """

    printout: Printout
    owners: Sequence[Entry | Printout]
    refused: list[tuple[Entry | Printout, ValidationError]] = field(default_factory=list)
    new: bool = True


@dataclass
class ReceivedScan:
    """What became of a file: the papers that are back, and its pages that wait."""

    placed: list[PlacedScan] = field(default_factory=list)
    waiting: list[ScannedPage] = field(default_factory=list)


def paper_title(printout: Printout) -> str:
    """Return what the paper is called, in the language of the page."""
    paper = paper_by_key().get(printout.paper)
    return str(paper.title) if paper else printout.paper


def permission_for(printout: Printout, action: str) -> str:
    """Return what a user needs to see ("view") what it was printed of, or to place its scan."""
    if not printout.is_of_society:
        return printout.kind.permission(action)
    paper = paper_by_key().get(printout.paper)
    return paper.needed_permission if paper else "redcross.set_up_society"


def may_place(user: User, printout: Printout) -> bool:
    """Return whether the user may add evidence to what the paper was printed of."""
    own = user.society_id is not None and printout.society_id == user.society_id
    return own and user.has_perm(permission_for(printout, "change"))


def places_any(user: User) -> bool:
    """Return whether the user may place the scan of any paper at all."""
    needed = (
        paper.model.permission("change") if paper.model else paper.needed_permission
        for paper in registered_papers()
        if paper.returns
    )
    return user.society_id is not None and any(map(user.has_perm, needed))


def visible_printouts(user: User) -> PrintoutQuerySet:
    """Return the papers of the user's own society, of the kinds that the user may see."""
    own = Printout.objects.filter(society=user.society_id)
    return own.filter(
        paper__in=[
            paper.key for paper in registered_papers() if user.has_perm(paper.needed_permission)
        ]
    )


def receive_file(file: "File[bytes]", *, by: User, attached: bool = False) -> ReceivedScan:
    """Read what somebody dropped, place what has a code, and keep the rest to be placed by hand.

    `attached`: what has no code was handed in with the paper whose page is before it, and goes
    with that.

    Raises ValidationError for what cannot be read at all.
    """
    evidence = evidence_file(file)
    evidence.seek(0)
    content = evidence.read()
    pages = read_pages(content, is_pdf=evidence.content_type == PDF_TYPE)
    return _ReceivedFile(evidence, content, pages, by, attached).receive()


def place_by_hand(
    pages: Sequence[ScannedPage],
    printout: Printout,
    *,
    by: User,
    sensitive: bool = False,
    complete: bool = True,
) -> PlacedScan:
    """Place these waiting pages of one file as one scan of the paper; `complete`: it is back then.

    Raises ValidationError when nothing takes it, or somebody has settled one meanwhile, and
    PermissionDenied.
    """
    with transaction.atomic():
        keys = [page.pk for page in pages]
        locked = ScannedPage.objects.waiting().select_for_update().filter(pk__in=keys)
        stored = sorted(locked, key=lambda page: page.number)
        if len(stored) != len(keys) or not stored:
            raise ValidationError(_("Somebody has placed or deleted this page meanwhile."))
        if any(page.society_id != by.society_id for page in stored):
            raise PermissionDenied
        contents = [bytes(page.content or b"") for page in stored]
        content = contents[0] if len(contents) == 1 else joined_pages(contents)
        marked = sensitive or any(page.sensitive for page in stored)
        scan = _evidence(content, stored[0].content_type, printout)
        pages_back: list[int] | None = None if complete else []
        placed = place(scan, printout, by=by, sensitive=marked, pages=pages_back)
        for page in stored:
            page.settle(ScannedPage.State.PLACED, by=by)
    return placed


def place(
    scan: EvidenceFile,
    printout: Printout,
    *,
    by: User,
    sensitive: bool,
    pages: Iterable[int] | None = None,
) -> PlacedScan:
    """Make the scan evidence of all that the paper was printed of.

    These pages of the paper are back then, None: all.

    Raises ValidationError when none of that takes it, and PermissionDenied.
    """
    if not may_place(by, printout):
        raise PermissionDenied
    owners = printout.evidence_owners()
    if not owners:
        raise ValidationError(_("What it was printed of is not there any more."))
    with transaction.atomic():
        shared = Attachment.share(
            scan, entries=owners, by=by, sensitive=sensitive or printout.sensitive
        )
        printout.come_back(pages)
    refused_keys = {owner.pk for owner, _error in shared.refused}
    takers = [owner for owner in owners if owner.pk not in refused_keys]
    return PlacedScan(printout, takers, shared.refused, new=shared.added > 0)


def discard(pages: Iterable[ScannedPage], *, by: User) -> None:
    """Delete pages that are of no paper of ours. Raises PermissionDenied for another society's."""
    with transaction.atomic():
        keys = [page.pk for page in pages]
        for page in ScannedPage.objects.waiting().select_for_update().filter(pk__in=keys):
            if page.society_id != by.society_id:
                raise PermissionDenied
            page.settle(ScannedPage.State.DISCARDED, by=by)


def _evidence(
    content: bytes, content_type: str, printout: Printout, photo: EvidenceFile | None = None
) -> EvidenceFile:
    """Return the scan as evidence, called by the paper: what it was called may tell whose it is."""
    paper = paper_by_key().get(printout.paper)
    with override("zh-hans"):
        title = paper.chinese_title() if paper else printout.paper
        name = f"{title}（签字扫描件）"
    if content_type == PDF_TYPE:
        return EvidenceFile(BytesIO(content), f"{name}.pdf", content_type)
    # Cleaned when it was dropped: only its small picture is made anew.
    known = photo or evidence_file(File(BytesIO(content), "scan"))
    ending = known.name.rpartition(".")[2]
    return EvidenceFile(BytesIO(content), f"{name}.{ending}", content_type, known.thumbnail)


@dataclass
class _Group:
    """A paper found in a file: which of the file's pages are of it, and which of its own they are.

    `printed` is None where a code does not tell its page.
    """

    printout: Printout
    scanned: list[int] = field(default_factory=list)
    printed: set[int] | None = field(default_factory=set)

    def add(self, number: int, page: int | None) -> None:
        """Take in the page of the file on which the code of that page of the paper is."""
        if number not in self.scanned:
            self.scanned.append(number)
        if page is None:
            self.printed = None
        elif self.printed is not None:
            self.printed.add(page)


class _ReceivedFile:
    """One file that was dropped, on its way. `attached`: see `receive_file()`."""

    def __init__(
        self,
        evidence: EvidenceFile,
        content: bytes,
        pages: list[ReadPage],
        by: User,
        attached: bool,
    ):
        self.kept, self.content, self.pages = evidence, content, pages
        self.by, self.attached = by, attached
        if by.society is None:
            raise PermissionDenied
        self.society = by.society
        self.sha256 = hashlib.sha256(content).hexdigest()
        codes = {code.paper for page in pages for code in page.codes}
        # Another society's number is as unknown here as one that nobody has printed.
        own = Printout.objects.filter(society=by.society_id, code__in=codes)
        self.known = {printout.code: printout for printout in own.select_related("society")}
        # The pages that wait: the paper each may be of, and why.
        self.waits: dict[int, tuple[Printout | None, str | Promise]] = {}

    def receive(self) -> ReceivedScan:
        """Place what can be placed, and keep the rest."""
        groups = self._groups()
        outcome = ReceivedScan()
        # On one photo lie the sheets of several: it is as sensitive as any of them.
        sensitive = {
            number: any(one.printout.sensitive for one in groups if number in one.scanned)
            for number in range(len(self.pages))
        }
        files = self._files([one.scanned for one in groups])
        for one, content in zip(groups, files, strict=True):
            printout, numbers = one.printout, one.scanned
            marked = any(sensitive[number] for number in numbers)
            try:
                scan = _evidence(content, self.kept.content_type, printout, self.kept)
                placed = place(scan, printout, by=self.by, sensitive=marked, pages=one.printed)
                outcome.placed.append(placed)
            except PermissionDenied:
                self.waits |= {number: (printout, NOT_ALLOWED) for number in numbers}
            except ValidationError as error:
                self.waits |= {number: (printout, " ".join(error.messages)) for number in numbers}
        outcome.waiting = self._keep_waiting(sensitive)
        return outcome

    def _groups(self) -> list[_Group]:
        """Return the papers found, each with its pages, and note what waits."""
        groups: dict[int, _Group] = {}
        last: Printout | None = None
        for number, page in enumerate(self.pages):
            found = {self.known[code.paper] for code in page.codes if code.paper in self.known}
            for code in page.codes:
                if printout := self.known.get(code.paper):
                    groups.setdefault(printout.pk, _Group(printout)).add(number, code.page)
            if found:
                last = found.pop() if len(found) == 1 else None
                if page.unread:
                    self.waits[number] = (None, UNREAD_CODE)
            elif page.late:
                self.waits[number] = (last, LATE)
            elif page.codes:
                last = None
                self.waits[number] = (None, UNKNOWN_CODE)
            elif page.unread:
                last = None
                self.waits[number] = (None, UNREAD_CODE)
            elif last and self.attached:
                groups[last.pk].scanned.append(number)
            else:
                self.waits[number] = (last, FOLLOWS if last else NO_CODE)
        return list(groups.values())

    def _files(self, groups: Sequence[Sequence[int]]) -> list[bytes]:
        """Return a file of each group of pages: the whole as it came, where it is the whole."""
        divided = [list(numbers) for numbers in groups if len(numbers) < len(self.pages)]
        pieces = iter(divided_pages(self.content, divided))
        return [
            next(pieces) if len(numbers) < len(self.pages) else self.content for numbers in groups
        ]

    def _keep_waiting(self, sensitive: dict[int, bool]) -> list[ScannedPage]:
        """Keep the pages that wait; those of the same file that wait already are these."""
        numbers = sorted(self.waits)
        of_file = ScannedPage.objects.waiting().filter(
            society=self.by.society_id, sha256=self.sha256
        )
        there = {page.number: page for page in of_file.without_content()}
        new = [number for number in numbers if number + 1 not in there]
        files = self._files([[number] for number in new])
        for number, content in zip(new, files, strict=True):
            printout, reason = self.waits[number]
            page = ScannedPage(
                society=self.society,
                file_name=self.kept.name,
                sha256=self.sha256,
                number=number + 1,
                content_type=self.kept.content_type,
                content=content,
                picture=self.pages[number].picture or None,
                printout=printout,
                reason=str(reason)[:200],
                sensitive=sensitive[number] or bool(printout and printout.sensitive),
                added_by=self.by,
            )
            try:
                with transaction.atomic():
                    page.save(force_insert=True)
            except IntegrityError:  # dropped by somebody else at the same moment
                continue
            there[number + 1] = page
        return [there[number + 1] for number in numbers if number + 1 in there]

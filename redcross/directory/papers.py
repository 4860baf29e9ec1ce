"""What is printed of the kernel's own records: who is a member, who sits on council and board."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.models import Board, BoardTerm, Member, Person, User
from redcross.papers import Column, Paper, PrintContext, Sheet, Table
from redcross.papers.days import full_day


def numbered_day(day: date | None) -> str:
    """Return 2021-03-05, nothing where it is not known."""
    return day.isoformat() if day else ""


class MemberList(Paper[Member]):
    """会员名册."""

    key = "member-list"
    title = gettext_lazy("list of members")
    model = Member
    returns = False
    together = True
    sensitive = True
    editable_as = ("xlsx",)
    signatures = ("制表人", "审核人")

    def sheet(self, entries: Sequence[Member], printing: PrintContext) -> Sheet:
        columns = [
            Column("序号", 12, centred=True),
            Column("姓名（单位名称）", 56),
            Column("类别", 24, centred=True),
            Column("会员证号", 34, centred=True),
            Column("入会日期", 24, centred=True),
            Column("退会日期", 24, centred=True),
            Column("联系人", 22, centred=True),
            Column("电话", 31, centred=True),
            Column("备注", 30),
        ]
        rows = [
            [
                *(str(index), member.name, member.get_kind_display(), member.card_number),
                *(numbered_day(member.joined_on), numbered_day(member.left_on)),
                *(member.contact, printing.shown(member.phone), member.note),
            ]
            for index, member in enumerate(entries, 1)
        ]
        return Sheet("", [Table(columns, rows)], note=_as_of(printing), landscape=True)


class BoardList(Paper[BoardTerm]):
    """Who sits on one board, each term's by the order of posts."""

    model = BoardTerm
    board: ClassVar[Board]
    returns = False
    together = True
    sensitive = True
    editable_as = ("xlsx",)
    signatures = ("制表人", "审核人")

    def refusal(self, entry: BoardTerm) -> str:
        supervises = entry.post in BoardTerm.SUPERVISING
        if supervises == (self.board == Board.SUPERVISORS):
            return ""
        return _("Not on this board.")

    def in_full(self, user: User) -> bool:
        """Telephones are those of the people."""
        return user.has_perm(Person.permission("reveal"))

    def sheet(self, entries: Sequence[BoardTerm], printing: PrintContext) -> Sheet:
        order = list(BoardTerm.Post.values)
        seats = sorted(entries, key=lambda one: (-one.term, order.index(one.post), one.pk))
        columns = [
            Column("序号", 12, centred=True),
            Column("姓名", 26, centred=True),
            Column("职务", 36, centred=True),
            Column("单位及职务", 60),
            Column("届次", 16, centred=True),
            Column("任期", 46, centred=True),
            Column("离任日期", 24, centred=True),
            Column("电话", 37, centred=True),
        ]
        rows = [
            [
                *(str(index), one.person.name, one.get_post_display(), one.unit),
                *(f"第{one.term}届", f"{one.starts_on}至{one.ends_on}"),
                *(numbered_day(one.left_on), printing.shown(one.person.phone)),
            ]
            for index, one in enumerate(seats, 1)
        ]
        note = _as_of(printing)
        ended = max((one.ends_on for one in seats), default=printing.day)
        if ended < printing.day:
            note += f"；任期已于{full_day(ended)}届满"
        return Sheet("", [Table(columns, rows)], note=note, landscape=True)


class CouncilList(BoardList):
    """理事会名单."""

    key = "council-list"
    title = gettext_lazy("list of the council")
    board = Board.COUNCIL


class SupervisorList(BoardList):
    """监事会名单."""

    key = "supervisor-list"
    title = gettext_lazy("list of the supervisory board")
    board = Board.SUPERVISORS


def _as_of(printing: PrintContext) -> str:
    """Return of which day a list is."""
    return f"截至{full_day(printing.day)}"


papers = [MemberList(), CouncilList(), SupervisorList()]

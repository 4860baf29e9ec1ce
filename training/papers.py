"""What is printed of a training session. Fields and their order are those of the forms in use.

What the roster does not know, as somebody's unit or the score of one of the two practical parts,
stays empty and is written by hand.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.directory.sign_in import ROWS, Expected, SignInSheet
from redcross.fields import Secret
from redcross.models import Person, User
from redcross.papers import NAMED, Column, Fields, Paper, PrintContext, Sheet, Table
from redcross.papers.days import days_of
from redcross.papers.identity import identity_of
from redcross.papers.sheet import Cell, shown_cell

from .models import Enrolment, Session

NUMBER = Column("序号", 12, centred=True)
# What is known of everybody on a roster, by the names that the columns of an upload may use.
PLACEHOLDERS = (
    *("序号", "姓名", "性别", "出生年月", "出生日期", "证件号", "电话", "理论", "实操", "总评"),
    *("证书编号", "发证日期", "有效期至", "培训名称", "地点", "主办单位", "培训对象", "授课师资"),
    *("开始日期", "结束日期"),
)


def roster_of(session: Session) -> list[Enrolment]:
    """Return the lines in the order in which they were entered, as they are read along."""
    return list(session.roster.all())


def passed(lines: Sequence[Enrolment]) -> list[Enrolment]:
    """Return the lines of those who passed."""
    return [line for line in lines if line.passed]


def described(session: Session) -> list[tuple[str, str]]:
    """Return what a paper says of the session above its names, without its days."""
    course = "" if str(session) == session.course.name else session.course.name
    return [
        ("培训名称", f"{session}（{course}）" if course else str(session)),
        ("地点", str(session.place or "")),
        ("主办单位", "、".join(host.name for host in session.hosts.all())),
        ("培训对象", session.audience),
        ("授课师资", session.trainers),
    ]


def row_values(line: Enrolment, printing: PrintContext) -> dict[str, Cell]:
    """Return what is known of who stands on the line, by the heads of columns.

    Sex and birth are what the ID number says, and so stand for who may see that. Who is not marked
    as having passed may not have been examined yet: of those nothing is said.
    """
    number = line.person.id_number if line.person else None
    identity = identity_of(number.reveal()) if number and printing.in_full else None
    return {
        "姓名": line.name,
        "性别": identity.sex if identity else "",
        "出生年月": identity.born_in if identity else "",
        "出生日期": identity.born_on.isoformat() if identity else "",
        "证件号": printing.shown(number) if isinstance(number, Secret) else "",
        "电话": printing.shown(line.person.phone) if line.person else "",
        "理论": line.theory,
        "实操": line.practice,
        "总评": "合格" if line.passed else "",
        "证书编号": line.certificate_number,
        "发证日期": line.issued_on.isoformat() if line.issued_on else "",
        "有效期至": line.expires_on.isoformat() if line.expires_on else "",
    }


class RosterPaper(Paper[Session]):
    """A table of those on the roster; without one, of empty rows."""

    model = Session
    editable_as: ClassVar[Sequence[str]] = ("xlsx",)
    landscape = False
    # In millimetres, with 12 for the number: those across a page have 257, the others 170.
    columns: Sequence[Column] = ()

    def in_full(self, user: User) -> bool:
        """ID numbers and telephones are those of the people."""
        return self.sensitive and user.has_perm(Person.permission("reveal"))

    def lines(self, session: Session) -> list[Enrolment]:
        """Return the lines that stand on it."""
        return roster_of(session)

    def columns_for(self, lines: Sequence[Enrolment]) -> Sequence[Column]:
        """Return the columns after the number."""
        return self.columns

    def sheet(self, entries: Sequence[Session], printing: PrintContext) -> Sheet:
        [session] = entries
        lines = self.lines(session)
        columns = self.columns_for(lines)
        cells = [row_values(line, printing) for line in lines] or [{}] * ROWS
        rows = [
            [str(index), *(known.get(column.head, "") for column in columns)]
            for index, known in enumerate(cells, 1)
        ]
        number = f"{len(lines)}人" if lines else ""
        whose = Fields([("日期", days_of(session)), *described(session), ("人数", number)])
        table = Table([NUMBER, *columns], rows, row_height=9)
        return Sheet("", [whose, table], landscape=self.landscape)


class SessionSignIn(SignInSheet[Session]):
    """签到表 of a session, with the names on its roster where it has one."""

    key = "session-sign-in"
    model = Session

    def expected(self, entry: Session, chosen: Mapping[str, Any]) -> Sequence[Expected]:
        return [Expected(line.name) for line in roster_of(entry)]

    def described(self, entry: Session) -> list[tuple[str, str]]:
        return described(entry)


class SessionRoster(RosterPaper):
    """培训花名册."""

    key = "session-roster"
    title = gettext_lazy("roster of a training")
    sensitive = True
    landscape = True
    signatures = ("填表人", "负责人")
    columns = (
        Column("姓名", 25, centred=True),
        Column("性别", 12, centred=True),
        Column("出生年月", 26, centred=True),
        Column("证件号", 44, centred=True),
        Column("文化程度", 20, centred=True),
        Column("单位", 48),
        Column("电话", 32, centred=True),
        Column("签名", 38),
    )


class SessionScores(RosterPaper):
    """成绩表. The record has one score for practice: it has a column of its own, if any has it."""

    key = "session-scores"
    title = gettext_lazy("score sheet of a training")
    signatures = ("考官", "负责人")
    columns = (
        Column("姓名", 30, centred=True),
        Column("理论", 20),
        Column("心肺复苏", 24),
        Column("创伤", 22),
        Column("总评", 24, centred=True),
        Column("考官", 38),
    )
    with_practice = (
        Column("姓名", 28, centred=True),
        Column("理论", 19),
        Column("实操", 19),
        Column("心肺复苏", 22),
        Column("创伤", 19),
        Column("总评", 20, centred=True),
        Column("考官", 31),
    )

    def columns_for(self, lines: Sequence[Enrolment]) -> Sequence[Column]:
        practised = any(line.practice is not None for line in lines)
        return self.with_practice if practised else self.columns


class CertificateRegister(RosterPaper):
    """发证登记 of those who passed, signed by who takes the certificate."""

    key = "certificate-register"
    title = gettext_lazy("register of certificates handed over")
    signatures = ("发证人", "负责人")
    columns = (
        Column("姓名", 28, centred=True),
        Column("证书编号", 44, centred=True),
        Column("发证日期", 26, centred=True),
        Column("有效期至", 26, centred=True),
        Column("领取人", 34),
    )

    def refusal(self, entry: Session) -> str:
        return _nobody_passed(entry)

    def lines(self, session: Session) -> list[Enrolment]:
        return passed(roster_of(session))


class CertificateUpload(RosterPaper):
    """The rows of those who passed, for the platform that registers certificates.

    What it asks for is not published: which columns there are, how they are called and in which
    order, the society sets as the wording of the paper. A line is a column: its head, ：, and what
    stands in it, what is known of everybody in 【】.
    """

    key = "certificate-upload"
    title = gettext_lazy("upload sheet for the certificate platform")
    sensitive = True
    returns = False
    printed = False
    together = True
    editable_as = ()
    placeholders = PLACEHOLDERS
    text = (
        "姓名：【姓名】\n性别：【性别】\n出生日期：【出生日期】\n证件号码：【证件号】\n文化程度：\n"
        "工作单位：\n联系电话：【电话】\n培训名称：【培训名称】\n培训地点：【地点】\n"
        "开始日期：【开始日期】\n结束日期：【结束日期】\n理论成绩：【理论】\n实操成绩：【实操】\n"
        "证书编号：【证书编号】\n发证日期：【发证日期】\n有效期至：【有效期至】"
    )

    def refusal(self, entry: Session) -> str:
        return _nobody_passed(entry)

    def sheet(self, entries: Sequence[Session], printing: PrintContext) -> Sheet:
        wording = printing.wording.text or self.text
        lines = [line.partition("：") for line in wording.splitlines() if line.strip()]
        rows: list[list[Cell]] = []
        for session in entries:
            of_all = dict(described(session)) | {
                "开始日期": session.date.isoformat(),
                "结束日期": (session.end_date or session.date).isoformat(),
            }
            for line in passed(roster_of(session)):
                known = {**of_all, **row_values(line, printing), "序号": str(len(rows) + 1)}
                rows.append([filled(content.strip(), known) for _head, _colon, content in lines])
        columns = [Column(head.strip(), 20) for head, _colon, _content in lines]
        return Sheet("", [Table(columns, rows)], landscape=True)


def filled(content: str, known: Mapping[str, Cell]) -> Cell:
    """Return the content with what is known in the places of its names; a number stays one."""
    if (alone := NAMED.fullmatch(content)) and alone[1] in known:
        return known[alone[1]]
    return NAMED.sub(lambda name: shown_cell(known.get(name[1], "")), content)


def _nobody_passed(session: Session) -> str:
    if passed(roster_of(session)):
        return ""
    return _("Nobody on its roster is marked as having passed.")


papers = [
    SessionSignIn(),
    SessionRoster(),
    SessionScores(),
    CertificateRegister(),
    CertificateUpload(),
]

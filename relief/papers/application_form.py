"""救助申请审批表, and 补正告知 of what an application lacks."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.formatting import amount_in_words
from redcross.models import Entry, Person, User
from redcross.papers import (
    LETTER_CLOSING,
    Column,
    Fields,
    Opinion,
    Opinions,
    Paper,
    Part,
    PrintContext,
    Sheet,
    Table,
    Text,
)
from redcross.papers.sheet import Cell
from redcross.resident_id import sex_of

from ..models import Aid, Application
from .wording import address_of, number_of, written_day

# Earlier aid that stands on the form.
MOST_EARLIER = 3
FAMILY = (
    Column("姓名", 24),
    Column("与户主关系", 24, centred=True),
    Column("性别", 12, centred=True),
    Column("年龄", 12, centred=True),
    Column("身份证号", 44),
    Column("职业及收入", 30),
    Column("健康状况", 24),
)


def may_see_people(user: User, model: type[Application | Aid]) -> bool:
    """Return whether the user may see numbers of people in full on papers of that kind."""
    return user.has_perm(model.permission("reveal")) and user.has_perm(Person.permission("reveal"))


def earlier_aid(application: Application) -> str:
    """Return what the applicant was given before, the latest first, a line each."""
    person = application.applicant
    earlier = [
        aid
        for aid in (person.aid.all() if person else ())
        if aid.voided_at is None
        and aid.date <= application.date
        and aid.application_id != application.pk
    ]
    earlier.sort(key=lambda aid: (aid.date, aid.pk), reverse=True)
    return "\n".join(
        " ".join(filter(None, [written_day(aid.date), str(aid.programme or ""), worth_of(aid)]))
        for aid in earlier[:MOST_EARLIER]
    )


def worth_of(aid: Aid) -> str:
    """Return money and goods that were given, in words."""
    gifts = [f"{aid.amount:,.2f}元"] if aid.amount else []
    if aid.value:
        gifts.append(f"物资（价值{aid.value:,.2f}元）")
    elif aid.contents:
        gifts.append(aid.contents)
    return "、".join(gifts)


class ApplicationFormPaper(Paper[Application]):
    """救助申请审批表, filled in as far as the application says it."""

    key = "application-form"
    title = gettext_lazy("form of application and approval")
    model: ClassVar[type[Entry] | None] = Application
    sensitive = True
    editable_as = ("docx",)
    related = ("applicant__aid__programme", "place__parent__parent")
    text = (
        "本人承诺：以上所填内容及所提交的材料真实、完整，如有虚假，愿退回救助款物并承担相应责任；"
        "同意【单位】为审核救助之目的核查本人及家庭的经济、医疗等情况。\n"
        "申请人（签字、捺印）：　　　　　监护人：　　　　　　　　年　　月　　日"
    )

    def in_full(self, user: User) -> bool:
        return may_see_people(user, Application)

    def label_of(self, entries: Sequence[Application]) -> str:
        """Return the number: the name of a file lies about on a computer, a patient's must not."""
        return number_of(entries[0]) if len(entries) == 1 else super().label_of(entries)

    def refusal(self, entry: Application) -> str:
        if entry.applicant_id:
            return ""
        return _("Of these applications only the number is known.")

    def sheet(self, entries: Sequence[Application], printing: PrintContext) -> Sheet:
        [application] = entries
        return Sheet("", self.parts(application, printing), number=number_of(application))

    def parts(self, application: Application, printing: PrintContext) -> list[Part]:
        """Return what stands on the form, of an application that may be a new one."""
        declared = self.worded(printing, {"单位": printing.society.name})
        return [
            Fields(self.household(application, printing)),
            Fields(self.illness(application)),
            Table(FAMILY, [], blank_rows=max(3, min((application.household_size or 5) - 1, 9))),
            Fields(
                [
                    ("上次救助", earlier_aid(application) if application.pk else ""),
                    ("申请理由", "\n" * 5),
                ],
                columns=1,
            ),
            Text(declared),
            Opinions(self.opinions(application)),
        ]

    def household(self, application: Application, printing: PrintContext) -> list[tuple[str, Cell]]:
        """Return who applies and where they live."""
        person = application.applicant or Person()
        return [
            ("申请人", person.name),
            ("性别", sex_of(person.id_number) if person.pk else ""),
            ("户主", ""),
            ("家庭人口", application.household_size),
            ("家庭类别", application.get_household_display() if application.household else ""),
            ("户籍地", ""),
            ("证件号", printing.shown(person.id_number)),
            ("现住址", address_of(application.place)),
            ("联系电话", printing.shown(person.phone)),
            ("监护人", application.guardian),
            ("家庭年收入（元）", application.yearly_income),
        ]

    def illness(self, application: Application) -> list[tuple[str, Cell]]:
        """Return what for, and what it costs."""
        return [
            ("疾病", application.cause),
            ("确诊日期", ""),
            ("诊断医院", ""),
            ("总费用（元）", application.total_cost),
            ("报销（元）", application.insurance_paid),
            ("其他救助（元）", application.other_aid),
            ("自付（元）", application.own_cost),
        ]

    def opinions(self, application: Application) -> list[Opinion]:
        """Return who says what, in the order in which they are asked."""
        return [
            Opinion("村（社区）评议意见", application.village_opinion),
            Opinion("镇（街道）审核意见", application.town_opinion),
            Opinion("红十字会经办人意见", application.district_opinion),
            Opinion("红十字会分管领导意见"),
            Opinion("红十字会审批意见", self.decision(application)),
        ]

    def decision(self, application: Application) -> str:
        """Return what was decided, as far as it is known."""
        if application.decision == Application.Decision.REFUSED:
            return "不予救助。"
        if application.decision != Application.Decision.APPROVED:
            return ""
        granted = application.amount
        amount = f"{granted:,.2f}元（{amount_in_words(granted)}）" if granted is not None else ""
        grounds = filter(None, (application.decided_by, written_day(application.decided_on)))
        return f"同意救助{amount}。" + "，".join(grounds)


class BlankApplicationForm(ApplicationFormPaper):
    """The same for those who write by hand."""

    key = "blank-application-form"
    title = gettext_lazy("blank form of application")
    model = None
    permission = "relief.view_application"
    returns = False
    sensitive = False

    def in_full(self, user: User) -> bool:
        return False

    def sheet(self, entries: Sequence[Application], printing: PrintContext) -> Sheet:
        return Sheet("救助申请审批表", self.parts(Application(decision=""), printing))


class NoticeOptions(forms.Form):
    """By when what is missing is to be handed in, and where to ask."""

    days = forms.IntegerField(
        label=gettext_lazy("days to hand it in"), min_value=1, max_value=365, required=False
    )
    phone = forms.CharField(
        label=gettext_lazy("telephone of the society"), max_length=40, required=False
    )


class MissingPapersNotice(Paper[Application]):
    """补正告知: all that an application lacks, said once."""

    key = "application-notice"
    title = gettext_lazy("notice of what is missing")
    model = Application
    returns = False
    options = NoticeOptions
    editable_as = ("docx",)
    closing = LETTER_CLOSING
    text = (
        "【收件人】：\n"
        "您于【日期】向【单位】提出的“【项目】”救助申请收悉。经审核，尚需补正以下内容和材料，现一次性告知：\n"
        "【缺项】\n"
        "请于收到本告知【期限】补齐。【电话】"
    )

    def label_of(self, entries: Sequence[Application]) -> str:
        """Return the number, as of the form."""
        return number_of(entries[0]) if len(entries) == 1 else super().label_of(entries)

    def refusal(self, entry: Application) -> str:
        if not entry.applicant_id:
            return _("Of these applications only the number is known.")
        if entry.decision != Application.Decision.PENDING:
            return _("It is decided already.")
        return "" if entry.lacking() else _("Nothing is missing.")

    def sheet(self, entries: Sequence[Application], printing: PrintContext) -> Sheet:
        [application] = entries
        lacking = [
            f"{n}. {str(name).rstrip('；。')}" for n, name in enumerate(application.lacking(), 1)
        ]
        days, phone = printing.chosen.get("days"), printing.chosen.get("phone")
        name, guardian = str(application.applicant or ""), application.guardian.strip()
        addressee = f"{guardian}（{name}的监护人）" if guardian else name
        values = {
            "收件人": addressee,
            "申请人": name,
            "日期": written_day(application.date),
            "单位": printing.society.name,
            "项目": str(application.programme),
            "期限": f"之日起{days}日内" if days else "后尽快",
            "电话": f"联系电话：{phone}。" if phone else "",
            "缺项": "；\n".join(lacking) + "。",
        }
        return Sheet(
            "补正告知书",
            [Text(self.worded(printing, values))],
            number=number_of(application),
        )

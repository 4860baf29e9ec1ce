"""What is printed of an event. Fields and their order are those of the forms in use."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.directory.sign_in import MOST_ROWS, Expected, SignInForm, SignInSheet
from redcross.fields import ChoiceArrayField
from redcross.formatting import format_decimal, with_rounding
from redcross.forms import TypedDecimalField
from redcross.models import Attachment, Board, BoardTerm
from redcross.papers import LETTER_CLOSING, Column, Fields, Paper, PrintContext, Sheet, Table, Text
from redcross.papers.days import days_of, full_day
from redcross.papers.sheet import Cell
from redcross.typed_values import visible_text

from .models import Event

# More than a day has in a month of full days.
MOST_HOURS = 1000


def spot_of(event: Event) -> str:
    """Return where it was, as exactly as it is known."""
    return " ".join(filter(None, (str(event.place or ""), event.spot)))


class ExpectingPaper(Paper[Event]):
    """A paper with the names of who sits on a board on the day of the event."""

    def prefetch(self, entries: Sequence[Event]) -> None:
        """Read the boards too: a query a day."""
        super().prefetch(entries)
        order = list(BoardTerm.Post.values)
        found: dict[tuple[int, date], list[BoardTerm]] = {}
        for society, day in {(event.society_id, event.date) for event in entries}:
            rows = BoardTerm.objects.countable().filter(BoardTerm.sitting(day), society=society)
            seats = list(rows.select_related("person"))
            found[society, day] = sorted(seats, key=lambda one: (order.index(one.post), one.pk))
        for event in entries:
            event.seats = found[event.society_id, event.date]

    def sitting(self, event: Event, chosen: Mapping[str, Any]) -> list[BoardTerm]:
        """Return who sits on the chosen board, once each, by the order of posts."""
        board: str = chosen.get("board", "")
        people: dict[int, BoardTerm] = {}
        for seat in event.seats if board else []:
            if (seat.post in BoardTerm.SUPERVISING) == (board == Board.SUPERVISORS):
                people.setdefault(seat.person_id, seat)
        return list(people.values())


def expected_field() -> forms.ChoiceField:
    """Return the field for the board whose members are expected."""
    return forms.ChoiceField(
        label=gettext_lazy("names of"),
        required=False,
        choices=[("", gettext_lazy("nobody: they are written by hand")), *Board.choices],
    )


class EventSignInForm(SignInForm):
    """Besides, whose names stand on it."""

    board = expected_field()


class EventSignIn(ExpectingPaper, SignInSheet[Event]):
    """签到表 of an event, of a meeting with the names of a board."""

    key = "event-sign-in"
    model = Event
    options = EventSignInForm

    def expected(self, entry: Event, chosen: Mapping[str, Any]) -> Sequence[Expected]:
        return [Expected(seat.person.name, seat.unit) for seat in self.sitting(entry, chosen)]

    def described(self, entry: Event) -> list[tuple[str, str]]:
        return [("活动名称", entry.title), ("地点", spot_of(entry))]


class EventRecord(Paper[Event]):
    """活动记录: when and where, what was done, how many came, the materials and photos."""

    key = "event-record"
    title = gettext_lazy("record of an event")
    model = Event
    editable_as = ("docx",)
    signatures = ("记录人", "负责人")
    # These stand there also where nothing is known.
    always = ("活动名称", "时间", "地点", "活动内容", "参与人数", "发放资料", "照片")

    def prefetch(self, entries: Sequence[Event]) -> None:
        """Count the photos too."""
        super().prefetch(entries)
        rows = Attachment.objects.kept().filter(
            model=Event._meta.label_lower,
            object_id__in=[event.pk for event in entries],
            content_type__startswith="image/",
        )
        photos = dict(rows.values_list("object_id").annotate(Count("pk")))
        for event in entries:
            event.photos = photos.get(event.pk, 0)

    def sheet(self, entries: Sequence[Event], printing: PrintContext) -> Sheet:
        [event] = entries
        materials = [
            f"{line.item} {with_rounding(str(line.quantity), rounding)}{line.unit}"
            for line in event.materials.all()
            for rounding in [line.rounding_of("quantity")]
        ]
        labelled: list[tuple[str, Cell]] = [
            ("活动名称", event.title),
            ("时间", days_of(event)),
            ("地点", spot_of(event)),
            ("类别", event.get_kind_display()),
            ("主题日", event.get_theme_day_display()),
            ("负责人", event.chair),
            ("次数", counted(event, "times", "次") if event.times != 1 else ""),
            ("活动内容", _joined_labels(event, "contents")),
            ("宣传主题", _joined_labels(event, "topics")),
            ("宣传渠道", _joined_labels(event, "channels")),
            ("服务项目", event.programme),
            ("协作单位", "、".join(partner.name for partner in event.partners.all())),
            ("参与人数", counted(event, "people", "人")),
            ("志愿者", counted(event, "volunteers", "人")),
            ("服务时长", counted(event, "hours", "小时")),
            ("发放资料", "\n".join(materials)),
            ("成果", event.outcomes),
            ("照片", f"{event.photos}张" if event.photos else ""),
            ("备注", event.note),
        ]
        fields = [(name, cell) for name, cell in labelled if cell or name in self.always]
        written = Table([Column("活动情况", 170)], [], blank_rows=1, row_height=60)
        return Sheet("", [Fields(fields), written])


class MinutesForm(forms.Form):
    """Who is expected, and for how many subjects there is room."""

    board = expected_field()
    blank_rows = forms.IntegerField(
        label=gettext_lazy("empty rows for those present"),
        initial=5,
        min_value=0,
        max_value=MOST_ROWS,
    )
    subjects = forms.IntegerField(
        label=gettext_lazy("subjects"), initial=3, min_value=1, max_value=30
    )


class Minutes(ExpectingPaper):
    """会议记录 of a meeting: who was there and who was not, what was discussed and resolved."""

    key = "event-minutes"
    title = gettext_lazy("minutes of a meeting")
    model = Event
    editable_as = ("docx",)
    options = MinutesForm
    signatures = ("主持人", "记录人")

    def refusal(self, entry: Event) -> str:
        return "" if entry.kind == Event.Kind.MEETING else _("It is no meeting.")

    def sheet(self, entries: Sequence[Event], printing: PrintContext) -> Sheet:
        [event] = entries
        seats = self.sitting(event, printing.chosen)
        whose = Fields(
            [
                ("会议名称", event.title),
                ("时间", days_of(event) if event.times == 1 else ""),
                ("地点", spot_of(event)),
                ("主持", event.chair),
            ]
        )
        attending = [
            Column("序号", 12, centred=True),
            Column("姓名", 26, centred=True),
            Column("职务", 30, centred=True),
            Column("单位及职务", 46),
            Column("出席（签名）", 28),
            Column("缺席（事由）", 28),
        ]
        known = [[seat.person.name, seat.get_post_display(), seat.unit] for seat in seats]
        known += [[""] * 3] * printing.chosen["blank_rows"]
        people = [[str(number), *cells, "", ""] for number, cells in enumerate(known, 1)]
        summed = [("应到", f"{len(seats)}人" if seats else ""), ("出席", ""), ("缺席", "")]
        subjects = [
            Column("序号", 12, centred=True),
            Column("议题", 60),
            Column("决议", 98),
        ]
        discussed = [[str(number), "", ""] for number in range(1, printing.chosen["subjects"] + 1)]
        return Sheet(
            "",
            [
                whose,
                *([Table(attending, people, row_height=9)] if people else []),
                Fields(summed, columns=3),
                Table(subjects, discussed, row_height=24),
            ],
        )


class VolunteerForm(forms.Form):
    """Whom it is of: neither name nor hours of a single volunteer are recorded."""

    name = forms.CharField(label=gettext_lazy("name of the volunteer"), max_length=30)
    hours = TypedDecimalField(
        label=gettext_lazy("hours of service"),
        required=False,
        min_value=0.1,
        max_value=MOST_HOURS,
        max_digits=5,
        decimal_places=1,
        help_text=gettext_lazy("Of this volunteer alone. Empty: nothing is said of them."),
    )

    def clean_name(self) -> str:
        name = visible_text(self.cleaned_data["name"]).strip()
        if not name:
            raise ValidationError(_("Say whom it is of."))
        return name


class VolunteerCertificate(Paper[Event]):
    """志愿服务证明: the event as recorded, name and hours as typed on the spot by who is named."""

    key = "volunteer-certificate"
    title = gettext_lazy("certificate of volunteer service")
    model = Event
    returns = False
    editable_as = ("docx",)
    options = VolunteerForm
    closing = LETTER_CLOSING
    text = (
        "兹证明【姓名】作为志愿者，于【日期】参加【单位】组织的【活动】【地点】【时长】。\n"
        "特此证明。"
    )

    def refusal(self, entry: Event) -> str:
        if entry.date > timezone.localdate():
            return _("It has not taken place yet.")
        return ""

    def detail(self, chosen: Mapping[str, Any]) -> str:
        name, hours = chosen.get("name", ""), chosen.get("hours")
        return f"{name} {format_decimal(hours)}小时" if hours else name

    def sheet(self, entries: Sequence[Event], printing: PrintContext) -> Sheet:
        [event] = entries
        hours, spot = printing.chosen.get("hours"), spot_of(event)
        values = {
            "姓名": printing.chosen.get("name", ""),
            "日期": days_of(event),
            "单位": printing.society.name,
            "活动": event.title,
            "地点": f"（地点：{spot}）" if spot else "",
            "时长": f"，服务时长{format_decimal(hours)}小时" if hours else "",
        }
        typed = "姓名、服务时长" if hours else "姓名"
        by_whom = (
            f"活动情况依据本会登记；志愿者{typed}由{printing.user}于{full_day(printing.day)}填写。"
        )
        return Sheet(
            "",
            [Text(self.worded(printing, values), large=True), Text([by_whom])],
        )


def counted(event: Event, name: str, unit: str) -> str:
    """Return a number of the event as well as it is known, with its unit; "" without one."""
    number = getattr(event, name)
    if number is None:
        return ""
    return f"{with_rounding(format_decimal(number), event.rounding_of(name))}{unit}"


def _joined_labels(event: Event, name: str) -> str:
    """Return the labels of several choices, as Chinese joins them."""
    field = cast(ChoiceArrayField, event.own_field(name))
    return "、".join(map(str, field.labels(getattr(event, name))))


papers = [EventSignIn(), EventRecord(), Minutes(), VolunteerCertificate()]

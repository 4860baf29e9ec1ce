"""Every kind of box in which a name is chosen, and how a clerk types into one at full speed."""

from dataclasses import dataclass

from redcross.models import Entry
from tests import factories


@dataclass(frozen=True)
class NameBox:
    """The page it stands on, the id of its field, and what makes one of its choices by name."""

    page: str
    field: str
    make: object
    several: bool = False
    # A click that brings it to sight.
    opened_by: str = ""


def make_lot(by, name):
    """A lot of goods of this name."""
    lots = [{"item": name, "quantity": 10}]
    return factories.make_goods_gift(by, lots=lots).lots.get()


def named(make):
    return lambda by, name: make(by, name=name)


ROW = ".lines summary, details:has(.lines) > summary"
MORE = "[role=search] details > summary"
BOXES = {
    "donor": NameBox("/donations/cash-gifts/add/", "donor", named(factories.make_donor)),
    "donor in a row": NameBox(
        "/donations/cash-gifts/sheet/", "cashgift-1-donor", named(factories.make_donor)
    ),
    "fund": NameBox("/donations/cash-gifts/add/", "fund", named(factories.make_fund)),
    "programme": NameBox("/relief/aid/add/", "programme", named(factories.make_programme)),
    "person": NameBox("/relief/aid/add/", "person", named(factories.make_person)),
    "person in a row": NameBox(
        "/training/sessions/add/", "roster-0-person", named(factories.make_person), opened_by=ROW
    ),
    "place": NameBox("/relief/aid/add/", "place", named(factories.make_place)),
    "course": NameBox("/training/sessions/add/", "course", named(factories.make_course)),
    "partners": NameBox(
        "/training/sessions/add/", "hosts", named(factories.make_partner), several=True
    ),
    "lot in a row": NameBox("/relief/aid/add/", "goods-0-lot", make_lot, opened_by=ROW),
    "fund of a list": NameBox(
        "/donations/cash-gifts/", "fund", named(factories.make_fund), opened_by=MORE
    ),
}
# Each within the next, so that a list for less than the name holds others first.
NAMES = ("甲乙", "甲乙丙", "甲乙丙丁")


def make_choices(box, by):
    """Make one of each name, the longest first; return their keys by name."""
    made: dict[str, Entry] = {name: box.make(by, name) for name in reversed(NAMES)}
    return {name: str(entry.pk) for name, entry in made.items()}


def open_box(page, server, box):
    """Show the page with the box in sight; return the box."""
    page.goto(f"{server.url}{box.page}")
    field = page.locator(f"#id_{box.field}-ts-control")
    if box.opened_by and not field.is_visible():
        page.locator(box.opened_by).first.click()
    return field


def chosen(page, box):
    """Return the keys that the form would send."""
    return page.locator(f"#id_{box.field}").evaluate(
        "select => [...select.selectedOptions].map((option) => option.value).filter(Boolean)"
    )

"""Two clerks at a real browser, one with mouse and keys, one with keys alone, and what each did."""

import json
from dataclasses import asdict, dataclass

from playwright.sync_api import expect

# A key that presses a button brings a click too: its `detail` is 0.
COUNTING = """
if (origin !== "null") {
  const counts = JSON.parse(sessionStorage.counts || '{"loads": 0, "clicks": 0, "keys": 0}');
  const count = (name) => {
    counts[name] += 1;
    sessionStorage.counts = JSON.stringify(counts);
  };
  addEventListener("load", () => count("loads"));
  addEventListener("click", (event) => event.isTrusted && event.detail && count("clicks"), true);
  addEventListener("keydown", (event) => event.isTrusted && count("keys"), true);
}
"""


@dataclass
class Counts:
    """Page loads, clicks of the mouse, and keys beside the Chinese characters."""

    loads: int
    clicks: int
    keys: int


class Clerk:
    """Signed in, and on the home page. `where`: what each page had cost when it was left."""

    def __init__(self, page, home):
        self.page, self.home = page, home
        self.unseen = Counts(0, 0, 0)
        self.where = {}
        page.add_init_script(COUNTING)
        # Heard of from now on: asked for at the key itself, the first window would be missed.
        page.on("filechooser", lambda _chooser: None)
        page.goto(home)
        # Until here it is signing in.
        page.evaluate("() => sessionStorage.removeItem('counts')")
        page.reload()
        expect(page.locator(".ways").first).to_be_visible()

    def counts(self):
        """Return what it has cost up to now, without the home page itself."""
        seen = json.loads(self.page.evaluate("sessionStorage.counts"))
        unseen = asdict(self.unseen)
        counts = Counts(**{name: number + unseen[name] for name, number in seen.items()})
        return Counts(counts.loads - 1, counts.clicks, counts.keys)

    def press(self, keys):
        for key in keys.split():
            self.page.keyboard.press(key)

    def write(self, text, keys=""):
        """Put in Chinese text, as an input method does, and go on."""
        self.page.keyboard.insert_text(text)
        self.press(keys)

    def type(self, text, keys=""):
        self.page.keyboard.type(text)
        self.press(keys)

    def choose(self, field, name, keys=""):
        """Take the one of this name in the search box that has the focus; Enter goes on too."""
        self.write(name, "Enter")
        expect(self._chosen(field)).to_have_text(name)
        self.press(keys)

    def add(self, field, name, keys=""):
        """Add one of this name from within the search box, and go on."""
        self.write(name, "Enter")
        expect(self.page.locator("dialog.quick-add button.btn-primary")).to_be_focused()
        self.press("Enter")
        expect(self._chosen(field)).to_have_text(name)
        expect(self._box(field)).not_to_be_focused()
        self.press(keys)

    def _box(self, field):
        return self.page.locator(f"#id_{field}-ts-control")

    def _chosen(self, field):
        return self.page.locator(f"#id_{field} + .ts-wrapper .item")

    def _leave(self, then, focused):
        """Do what leads to the next page; wait until its first empty field has the focus."""
        name = self.page.title()
        with self.page.expect_navigation():
            then()
        self.where[name] = self.counts()
        expect(self.page.locator(f"#id_{focused}")).to_be_focused()

    def _give(self, chooser, files):
        """Choose these; wait until each is shown, with a button of its own to take it away."""
        chooser.set_files(files)
        expect(self.page.locator(".chosen-files li")).to_have_count(len(files))

    def save(self):
        name = self.page.title()
        with self.page.expect_navigation(url="**/donations/life/"):
            self.press("Control+s")
        self.where[name] = self.counts()

    def message(self):
        """Return the three numbers, and how they grew from page to page."""
        return f"{self.counts()}; {self.where}"


class MouseClerk(Clerk):
    """Clicks what lies further than a key away."""

    def open(self, label, focused):
        card = self.page.locator(".way", has_text=label).first
        self._leave(card.click, focused)

    def go_to(self, field, keys):
        self.page.locator(f"#id_{field}").click()

    def choose_files(self, keys, files):
        with self.page.expect_file_chooser() as chooser:
            self.page.locator("#id_files").click()
        self._give(chooser.value, files)
        # In the window of the operating system, which no page sees: first, last, and "Open".
        self.unseen.clicks += 3 if len(files) > 1 else 2

    def go_on(self, label, letters, focused):
        self.page.locator(".dropup > button").click()
        way = self.page.locator(".dropup .dropdown-menu.show button", has_text=label)
        self._leave(way.click, focused)


class KeyboardClerk(Clerk):
    """Has no mouse."""

    def open(self, label, focused):
        # Past the menu by the link that leads to the content; the letter leads to the card.
        self.press("Tab Enter Tab")
        self._leave(lambda: self.press("Enter"), focused)

    def go_to(self, field, keys):
        self.press(keys)
        expect(self.page.locator(f"#id_{field}")).to_be_focused()

    def choose_files(self, keys, files):
        self.press(keys)
        expect(self.page.locator("#id_files")).to_be_focused()
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        self._give(chooser.value, files)
        # In the window of the operating system: Shift+Tab into the list, Ctrl+A or ↓, Enter.
        self.unseen.keys += 5 if len(files) > 1 else 4

    def go_on(self, label, letters, focused):
        self.press("Control+Enter")
        self.press(letters)
        expect(self.page.locator(".dropdown-menu.show :focus")).to_contain_text(label)
        self._leave(lambda: self.press("Enter"), focused)

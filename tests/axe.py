"""What is wrong with a page as it stands in the browser: what axe finds, what a phone cuts."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 360, "height": 740}
# Only what is wrong leaves the browser: all that axe looked at would take longer than looking.
RUN = """async ([where, rules, colours]) => {
    const found = await axe.run(where, {
        runOnly: { type: "tag", values: rules },
        rules: { "color-contrast": { enabled: colours } },
        resultTypes: ["violations"],
    });
    return found.violations.flatMap(
        (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 150)}`));
}"""
FRAME = [["body > .page > header"], ["body > .page > footer"], ["dialog.session"]]
# A table that is no list may be scrolled in its own box; nothing else may be out of sight.
CUT = """() => {
    const shown = (box) => box.width > 0 && box.height > 0;
    const hides = (node) => getComputedStyle(node).overflowX !== "visible";
    const cut = (node) => {
        const box = node.getBoundingClientRect();
        if (!shown(box) || node.closest(".table-responsive > .table:not(.cards)")) return false;
        if (node.clientWidth && node.scrollWidth > node.clientWidth + 1) return true;
        let [left, right] = [0, innerWidth];
        for (let above = node.parentElement; above; above = above.parentElement) {
            if (!hides(above)) continue;
            left = Math.max(left, above.getBoundingClientRect().left);
            right = Math.min(right, above.getBoundingClientRect().right);
        }
        return box.left < left - 1 || box.right > right + 1;
    };
    const wide = document.documentElement.scrollWidth;
    return [
        ...(wide > innerWidth ? [`the page is ${wide} wide`] : []),
        ...[...document.querySelectorAll(".num, .cards td")].filter(cut)
            .map((node) => `cut: ${node.outerHTML.slice(0, 150)}`),
    ];
}"""


def axe_faults(page, *, frame=True, colours=True):
    """Return what axe finds at WCAG 2.2 AA, a line each: its rule, and the element.

    Half of its time goes into the frame, which is the same around every page, and most of the
    rest into colours: a walk over all pages can do without looking at them everywhere.
    """
    page.evaluate(Axe().axe_script)
    where = {"exclude": [] if frame else FRAME}
    return page.evaluate(RUN, [where, RULES, colours])


def phone_faults(page):
    """Return how far the page is too wide for a phone, and the numbers and cells it cuts."""
    before = page.viewport_size
    if before != PHONE:
        page.set_viewport_size(PHONE)
    faults = page.evaluate(CUT)
    if before != PHONE:
        page.set_viewport_size(before)
    return faults

"""What a person does on a page: chooses, pastes, hands over files, saves."""

from tests.photos import photo_named

# Text alone, or a text for each kind of what is on the clipboard.
PASTE = """(target, given) => {
    const data = new DataTransfer();
    const kinds = typeof given === "string" ? { text: given } : given;
    for (const [kind, text] of Object.entries(kinds)) data.setData(kind, text);
    return target.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    );
}"""
# Hands the page files as the desktop or the clipboard would.
HAND_OVER = """([kind, files]) => {
    const data = new DataTransfer();
    for (const { name, type, content } of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
    }
    const options = { bubbles: true, cancelable: true };
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: data })
        : new DragEvent(kind, { ...options, dataTransfer: data });
    return document.body.dispatchEvent(event);
}"""


def photo(name="现场.jpg", size=(3000, 1500), content=None):
    content = photo_named(name, size=size) if content is None else content
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def pick(page, field, text):
    """Types into the search box of the field and takes what is found."""
    box = page.locator(f"#id_{field}-ts-control")
    box.click()
    box.fill(text)
    page.locator(".ts-dropdown:visible .option", has_text=text).click()


def save(page):
    page.click("main form button.btn-primary")


def save_and_wait(page):
    with page.expect_navigation():
        page.click("main form button.btn-primary:has-text('保存')")

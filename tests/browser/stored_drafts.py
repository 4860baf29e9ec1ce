"""What of a form is kept in the store of the browser, and the bar that puts it back."""

from playwright.sync_api import expect

READ_STORE = """() => new Promise((resolve) => {
    indexedDB.open("redcross").onsuccess = ({ target: { result: database } }) => {
        const drafts = database.transaction("drafts").objectStore("drafts").getAll();
        drafts.onsuccess = () => { database.close(); resolve(drafts.result); };
    };
})"""
# Keys of submission too: sent twice, a restored form saves once.
READ = (
    """() => JSON.stringify(redcross.readForm(document.querySelector("main form[method=post]")))"""
)


def wait_until_kept(page, text):
    """Wait until the text is in the store of the browser."""
    for _attempt in range(50):
        if text in str(page.evaluate(READ_STORE)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{text} is not kept")


def wait_until_empty(page):
    """Wait until the store of the browser holds nothing."""
    for _attempt in range(50):
        if page.evaluate(READ_STORE) == []:
            return
        page.wait_for_timeout(100)
    raise AssertionError("something is kept still")


def bar_of(page):
    return page.locator(".kept[role=group]")


def restore(page):
    bar_of(page).get_by_role("button", name="恢复").click()
    expect(bar_of(page)).to_contain_text("尚未保存")

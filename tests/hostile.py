"""Values that no page is made for, for every parameter and every field of every page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.urls import resolve, reverse
from lxml.etree import LxmlError

from donations.forms import CashGiftForm
from redcross.models import SpreadsheetImport
from redcross.spreadsheets.import_steps import check_import
from tests.expected_answers import OF_A_YEAR, OF_AN_ACCOUNT, OWN, SIGNED_IN, address
from tests.factories import make_export_file
from tests.kinds import GENERAL, KINDS
from tests.pages import form_data, posted_form
from tests.photos import photo_bytes

# A digit that is none, digits of another script, text that no database holds, numbers that are none
# or too large, no date, too much. A lone surrogate comes as the three bytes that no UTF-8 has.
VALUES = (
    *("²", "٣", "\x00", "a\x00b", "\ud800", "9" * 400, "9" * 19, "-1", "0", "[]", "x" * 10_000),
    *("NaN", "Infinity", "1e999", "9999-99-99", "9999-12-31", "0001-01-01", "\u3000", "%", "\\"),
)
# What some page or other reads from its address, beside its filters and the fields of its form.
PARAMETERS = (
    *("page", "per_page", "sort", "format", "copy", "from", "year", "q", "society", "scope"),
    *("period", "chart", "all", "date_from", "date_to", "field", "into", "beside", "evaluation"),
    *("on", "as_of", "shipped", "next", "fund", "date", "status", "columns", "number", "month"),
    *("name", "code", "reference", "original", "single", "back", "bank_line", "who", "act", "kind"),
    *("paper", "listed", "watch", "renew", "o", "p"),
)
# What is posted to addresses that have no form of their own.
POSTED = (
    *("name", "text", "version", "reason", "year", "seen", "file", "following", "again", "field"),
    *("language", "next", "code", "sensitive", "caption", "query", "list", "column", "choice"),
    *("step", "row", "record", "line", "one", "match", "as", "to", "then", "kind", "page"),
    *("session", "questions", "confirm", "confirmed", "finding", "annex", "period", "explain"),
    *("returned_paper", "returned_on", "new_confirmed", "kept_form", "usual", "standard"),
)
# Where files are sent to addresses that have no form of their own.
FILES = ("file", "files")
# What a file begins with; what follows is no such file.
BEGINNINGS = (
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"{\\rtf1",
)
# They end the session, or are about it: the tries after them would be nobody's.
LEFT_OUT = {
    *("account_logout", "usersessions_list", "account_change_password"),
    *("accounts:account_deactivate", "accounts:account_reset_password"),
}
# Pages that are files: one takes a second to write.
WRITTEN = ("_pdf", "_docx", "_papers", "_evidence")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Page:
    """An address, what its query reads, and what its form sends if it has one."""

    name: str
    url: str
    parameters: tuple[str, ...]
    posted: dict[str, object]
    fields: tuple[str, ...]
    files: tuple[str, ...] = ()

    def places(self):
        """Every parameter and field of it, each as (method, name)."""
        sent = [("post", name) for name in self.fields]
        sent += [("file", name) for name in self.files]
        return [*(("get", name) for name in self.parameters), *sent]


def hostile_addresses(by, left_out=LEFT_OUT):
    """Name to address of every page of the URL list, each with a record where it needs one."""
    entries = {kind: make(by) for kind, (_pages, make) in KINDS.items()}
    gift = entries["donations:cash_gift"]
    kept = gift.attach(ContentFile(photo_bytes(), name="a.jpg"), by=by)
    files = ("attachment", "thumbnail", "attachment_caption", "attachment_removal")
    keys = dict.fromkeys(files, kept.pk) | dict.fromkeys(OF_A_YEAR, 2021)
    keys |= dict.fromkeys(OF_AN_ACCOUNT, by.pk) | {"saved_filter_delete": 1}
    written = ("export_file", "export_file_download", "export_file_cancel")
    keys |= dict.fromkeys(written, make_export_file(by).pk)
    for kind, (pages, _make) in KINDS.items():
        keys |= {f"{kind}_{page}": entries[kind].pk for page in pages if page not in GENERAL}
    # One whose rows are looked at; the others are of no file.
    keys["donations:cash_gift_import_review"] = sent_ledger(by).pk
    names = [name for name in (*OWN, *SIGNED_IN) if name not in left_out]
    return {
        name: reverse(name, args=[keys[name]]) if name in keys else address(name, gift)
        for name in names
    }


def sent_ledger(by):
    """A spreadsheet of gifts that was sent, with one row to take in and one to mend."""
    content = "日期,捐赠人,金额,捐赠项目（资金）\n2021-8-4,甲,5,乙\n2021-8-4,甲,五,乙\n".encode()
    file = SpreadsheetImport.objects.create(
        society=by.society,
        model="donations.cashgift",
        file_name="a.csv",
        sha256="0" * 64,
        content=content,
        uploaded_by=by,
    )
    check_import(file, CashGiftForm, by)
    return file


def look_at(name, url, client):
    """Return the page at the address, as its form is now."""
    if name.endswith(WRITTEN):
        return Page(name, url, ("society", "scope"), {}, ())
    answer = client.get(f"{url}?field=phone" if name.endswith("_reveal") else url)
    data, fields, files = {}, POSTED, FILES
    try:
        form = posted_form(answer)
    except (AttributeError, ValueError, LxmlError):  # a file, no form or several small ones
        form = None
    if form is not None:
        data = form_data(answer)
        own = {one.name for one in form.inputs if one.name} - {"csrfmiddlewaretoken"}
        fields = tuple(sorted(own | set(POSTED)))
        chosen = {one.name for one in form.inputs if one.name and one.get("type") == "file"}
        files = tuple(sorted(chosen | set(FILES)))
    return Page(name, url, _parameters(url), data, fields, files)


def _parameters(url):
    view = getattr(resolve(url.partition("?")[0]).func, "view_class", None)
    filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
    form = getattr(view, "entry_form", None)
    asked = form.field_names() if form else ()
    return tuple(dict.fromkeys((*PARAMETERS, *filters, *asked)))


def send(client, page, method, name, value):
    """Send the value in one parameter, or in one field beside what the form sends anyway."""
    if method == "get":
        return client.get(page.url, QUERY_STRING=encoded({name: value}))
    if method == "file":
        return client.post(page.url, page.posted | {name: hostile_file(value)})
    return client.post(page.url, encoded(page.posted | {name: value}), content_type=FORM)


def hostile_file(value):
    """A file that is called and that holds the value, behind the beginning of one of some kind."""
    said = value.encode("utf-8", "surrogatepass")
    beginning = BEGINNINGS[len(said) % len(BEGINNINGS)]
    name = said.decode("utf-8", "replace")[:300].replace("/", "") or "a"
    return ContentFile(beginning + said, name=f"{name}.pdf")


def encoded(data):
    return urlencode(data, doseq=True, errors="surrogatepass")


def addresses_with_text(value):
    """Addresses with the value where they take something."""
    quoted = encoded({"": value})[1:]
    yield f"/accounts/confirm-email/{quoted}/"
    yield f"/accounts/password/reset/key/{quoted}-{quoted}/"
    for kind in KINDS:
        base = reverse(f"{kind}_list")
        yield f"{base}{quoted}/"
        yield f"{base}{quoted}/change/"
    for base in ("/figures/", "/evaluations/", "/attachments/", "/admin/donations/donor/"):
        yield f"{base}{quoted}/"
        yield f"{base}{quoted}/change/"
    yield f"/admin/{quoted}/"

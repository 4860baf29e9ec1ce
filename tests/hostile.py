"""Values that no page is made for, for every parameter and every field of every page."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.urls import resolve, reverse
from lxml.etree import LxmlError

from tests.kinds import GENERAL, KINDS
from tests.pages import form_data, posted_form
from tests.redcross.test_access import OF_A_YEAR, OWN, SIGNED_IN

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
    *("on", "as_of", "shipped", "next", "fund", "date"),
)
# What is posted to addresses that have no form of their own.
POSTED = (
    *("name", "text", "version", "reason", "year", "seen", "file", "following", "again", "field"),
    *("language", "next", "code"),
)
# They end the session, or are about it: the tries after them would be nobody's.
LEFT_OUT = {"account_logout", "usersessions_list", "account_change_password"}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Page:
    """An address, what its query reads, and what its form sends if it has one."""

    name: str
    url: str
    parameters: tuple[str, ...]
    posted: dict[str, object] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    def tries(self):
        """Every parameter and field of it, each as (method, name)."""
        yield from (("get", name) for name in self.parameters)
        yield from (("post", name) for name in self.fields)


def hostile_pages(by, client):
    """Every page of the URL list, with a record of its kind where it needs one."""
    entries = {kind: make(by) for kind, (_pages, make) in KINDS.items()}
    gift = entries["donations:cash_gift"]
    kept = gift.attach(ContentFile(b"%PDF-1.7", name="a.pdf"), by=by)
    keys = {"attachment": kept.pk} | dict.fromkeys(OF_A_YEAR, 2021)
    for kind, (pages, _make) in KINDS.items():
        keys |= {f"{kind}_{page}": entries[kind].pk for page in pages if page not in GENERAL}
    names = [*OWN, *(name for name in SIGNED_IN if name not in LEFT_OUT)]
    return [_page(n, reverse(n, args=[keys[n]] if n in keys else []), client) for n in names]


def _page(name, url, client):
    if name.endswith("_reveal"):
        url += "?field=phone"
    answer = client.get(url)
    data, fields = {}, POSTED
    if answer.status_code == 200 and not answer.streaming:
        try:
            form = posted_form(answer)
        except (ValueError, LxmlError):  # none, several small ones, or no page at all
            form = None
        if form is not None:
            data = form_data(answer)
            sent = {one.name for one in form.inputs if one.name} - {"csrfmiddlewaretoken"}
            fields = tuple(sorted(sent | set(POSTED[:8])))
    # A file takes a second to write.
    written = name.endswith(("_pdf", "_docx", "_papers", "_evidence"))
    parameters = ("society", "scope") if written else _parameters(url)
    return Page(name, url, parameters, data, fields)


def _parameters(url):
    view = getattr(resolve(url.partition("?")[0]).func, "view_class", None)
    filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
    form = getattr(view, "entry_form", None)
    asked = form.field_names() if form else ()
    return tuple(dict.fromkeys((*PARAMETERS, *filters, *asked)))


def send(client, page, method, name, value):
    """Send the value in one parameter, or in one field beside what the form sends anyway."""
    if method == "get":
        query = _encoded({name: value})
        return client.get(page.url.partition("?")[0], QUERY_STRING=query)
    data = page.posted | {name: value}
    return client.post(page.url, _encoded(data), content_type=FORM)


def _encoded(data):
    return urlencode(data, doseq=True, errors="surrogatepass")


def addresses_with_text(value):
    """Addresses with the value where they take something."""
    quoted = _encoded({"": value})[1:]
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

"""What a browser would send back from a page, read from its HTML, and the rows of a list."""

from django.test import Client
from lxml import html

# What a form holds beside its fields: buttons, files that are yet to be chosen, and the token.
BUTTONS_AND_FILES = ("submit", "image", "reset", "button", "file")
TOKEN = "csrfmiddlewaretoken"


def form_data(response):
    """Return the values of the page's form by the names of its fields, without the empty ones.

    A field of several values has a list of them.
    """
    data = {}
    for field in posted_form(response).inputs:
        if field.name and field.name != TOKEN and "disabled" not in field.attrib:
            data |= _sent(field, data.get(field.name))
    return data


def posted_form(response):
    """Return the one form that the page posts to its own address."""
    page = html.document_fromstring(response.content.decode())
    for pattern in page.xpath("//template"):  # of rows that are yet to be added
        pattern.drop_tree()
    [form] = page.xpath("//main//form[@method='post'][not(@action)]")
    return form


def reset_password(client, account):
    """Press the button for it on the account's page; return the answer."""
    page = html.document_fromstring(client.get(f"/users/{account.pk}/").content.decode())
    [form] = page.xpath("//form[contains(@action, '/reset-password/')]")
    return client.post(form.action, dict(form.form_values()))


def rows_behind(client, url):
    """Return the rows of the list at the address."""
    return client.get(url).context["table"].data.data


def line_data(prefix, number, **cells):
    """Return what is sent for the cells of one line of an entry."""
    return {f"{prefix}-{number}-{name}": str(value) for name, value in cells.items()}


def without_line(data, prefix, number):
    """Return what is sent after that line was taken away."""
    return {name: v for name, v in data.items() if not name.startswith(f"{prefix}-{number}-")}


def _sent(field, before):
    """Return the field's value under its name; nothing if it has none."""
    if field.tag == "select" and field.multiple:
        return {field.name: list(field.value)} if field.value else {}
    if field.tag == "input" and field.type in BUTTONS_AND_FILES:
        return {}
    if field.tag == "input" and field.checkable and not field.checked:
        return {}
    value = field.value
    if field.tag == "textarea":
        # HTML leaves out the line break behind the tag, and a browser ends lines in its own way.
        value = "\r\n".join(value.removeprefix("\n").splitlines())
    if not value:
        return {}
    if before is None:
        return {field.name: value}
    return {field.name: [*([before] if isinstance(before, str) else before), value]}


def open_doubts(page):
    """Return the keys of what the page asks about before it is saved."""
    return [doubt.key for doubt in page.context["form"].doubts if not doubt.confirmed]


def client_of(user):
    """A browser of their own; `signed_in` has one for all."""
    client = Client()
    client.force_login(user)
    return client

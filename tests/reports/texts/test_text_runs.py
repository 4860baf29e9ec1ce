"""The pieces of a sentence on a page: what is a link, what is marked, and that all is escaped."""

from django.template import Context, Template

from reports.text.wording import TextRun

HOSTILE = "<script>alert('&')</script>"
SHOWN = "&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;"


def shown(*runs, links=1):
    template = Template("{% load text_runs %}{% text_runs runs links %}")
    return template.render(Context({"runs": runs, "links": links}))


def test_a_number_opens_its_list_on_a_page_and_not_on_paper():
    run = TextRun("120元", "/donations/cash-gifts/?society=1&source=public")
    url = "/donations/cash-gifts/?society=1&amp;source=public"
    assert shown(TextRun("共"), run) == f'共<a href="{url}">120元</a>'
    assert shown(TextRun("共"), run, links=None) == "共120元"
    assert shown() == ""


def test_what_is_wrong_or_not_confirmed_is_marked():
    assert shown(TextRun("甲", faulty=True)) == "<mark>甲</mark>"
    assert shown(TextRun("乙", unconfirmed=True), links=None) == "<mark>乙</mark>"


def test_whatever_was_typed_is_text():
    assert shown(TextRun(HOSTILE)) == SHOWN
    assert shown(TextRun(HOSTILE, faulty=True)) == f"<mark>{SHOWN}</mark>"
    assert shown(TextRun(HOSTILE, '/"><b>')) == f'<a href="/&quot;&gt;&lt;b&gt;">{SHOWN}</a>'

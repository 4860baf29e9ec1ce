"""The pages on which a text is written, and that nothing typed ever runs."""

from redcross.figures import registry
from reports.models import Chapter
from reports.text import figure_references
from tests.factories import make_cash_gift, make_chapter, make_evaluation, make_fund
from tests.pages import form_data

AMOUNT, GIFTS = "donations.cash.amount", "donations.cash.gifts"


def test_a_refused_text_stays_in_the_form_beside_its_message(client, staff):
    chapter = make_chapter(staff, text="原文")
    client.force_login(staff)
    typed = "款[[donations.cash.amount]]，[[no.such.figure]]，{{ 7 }}"
    answer = client.post(
        f"{chapter.get_absolute_url()}change/",
        {
            "evaluation": chapter.evaluation_id,
            "heading": chapter.heading,
            "text": typed,
            "position": 1,
            "level": 1,
            "source": "",
            "version": chapter.version,
        },
    )
    assert answer.status_code == 422
    [error] = answer.context["form"].errors["text"]
    assert "没有这个指标" in error and "no.such" not in error
    assert answer.context["form"]["text"].value() == typed
    assert "[[no.such.figure]]，{{ 7 }}</textarea>" in answer.content.decode()
    assert Chapter.objects.get().text == "原文"


HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}<img src=x onerror=alert(1)>"


def test_what_is_typed_is_shown_as_text_wherever_it_is_read(client, staff):
    chapter = make_chapter(staff, heading=HOSTILE[:60], text=HOSTILE, source="gifts")
    client.force_login(staff)
    preview = client.post(
        f"/drafts/{chapter.evaluation_id}/preview/", {"text": HOSTILE + "[[<img onerror=x>]]"}
    ).json()
    pages = [
        client.get(address).content.decode()
        for address in (
            chapter.evaluation.get_absolute_url(),
            chapter.get_absolute_url(),
            f"{chapter.get_absolute_url()}change/",
        )
    ]
    for html in (*pages, preview["html"]):
        assert "<script>alert" not in html and "<img" not in html and "1414" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in html
    assert "〔" in preview["html"]
    assert len(preview["errors"]) == 1


def test_the_preview_gives_every_chip_with_its_number_and_its_words(client, staff):
    fund = make_fund(staff, name="甲基金")
    make_cash_gift(staff, "124000", fund=fund)
    evaluation = make_evaluation(staff, year=2021)
    client.force_login(staff)
    texts = [
        f"[[ {AMOUNT} ]]",
        f"[[{AMOUNT};own_fund={fund.pk};period=before]]",
        "[[list;of=gifts]]",
        f"[[table;figure={AMOUNT};by=fund]]",
        "[[no.such.figure]]",
    ]
    answer = client.post(f"/drafts/{evaluation.pk}/preview/", {"text": "\n".join(texts)}).json()
    assert answer["references"][texts[0]] == "12.4万元"
    assert answer["references"][texts[1]] == "0元"
    assert answer["references"][texts[2]].endswith("接受社会捐赠")
    assert "社会捐款金额" in answer["references"][texts[3]]
    assert answer["labels"][texts[0]] == "社会捐款金额"
    assert "甲基金" in answer["labels"][texts[1]]
    assert answer["labels"][texts[4]] == ""
    [error] = answer["errors"]
    assert "没有这个指标" in error and "no.such" not in error
    assert f'amp;fund={fund.pk}">124000</a>' in answer["html"]


def test_figures_are_found_by_words_and_initials(client, staff):
    make_cash_gift(staff, "124000")
    evaluation = make_evaluation(staff, year=2021)
    client.force_login(staff)

    def found(query):
        answer = client.get("/figure-search/", {"q": query, "evaluation": evaluation.pk}).json()
        return {figure["id"]: figure for figure in answer["results"]}

    for query in ("社会捐款金额", "捐款", "shjkje"):
        assert AMOUNT in found(query)
    figure = found("社会捐款金额")[AMOUNT]
    assert figure["shown"] == "12.4万元"
    filters = {one["name"]: one for one in figure["filters"]}
    assert filters["own_fund"]["url"] == "/donations/funds/search/"
    assert ["bank", "银行转账"] in filters["channel"]["choices"]
    assert filters.keys().isdisjoint({"source", "society", "date_from", "q", "rounded"})
    assert {one["name"] for one in figure["by"]} == set(figure_references.breakdown_choices(AMOUNT))
    assert found("没有这个指标") == {}


def test_every_restriction_that_is_offered_is_accepted(client, staff, society):
    client.force_login(staff)
    tried = 0
    for key in registry.figures_by_key():
        figure = client.get("/figure-chosen/", {"reference": key}).json()["figure"]
        assert figure["id"] == key
        for one in figure["filters"]:
            if choices := one.get("choices"):
                figure_references.check_references(
                    f"[[{key};{one['name']}={choices[0][0]}]]", society
                )
                tried += 1
            else:
                assert client.get(one["url"]).status_code == 200
    assert tried > 20


def test_the_numbers_of_a_society_elsewhere_are_not_in_the_list(client, staff, outsider):
    evaluation = make_evaluation(outsider, year=2021)
    client.force_login(staff)
    assert client.get("/figure-search/", {"evaluation": evaluation.pk}).status_code == 404


def test_a_chapter_is_added_at_the_end_of_its_evaluation(client, staff):
    evaluation = make_evaluation(staff, year=2021)
    make_chapter(staff, evaluation=evaluation, position=70)
    client.force_login(staff)
    add = f"/chapters/add/?evaluation={evaluation.pk}&position=80"
    page = client.get(evaluation.get_absolute_url()).content.decode()
    assert add.replace("&", "&amp;") in page
    data = form_data(client.get(add)) | {"heading": "附则", "text": "无。", "level": 1}
    answer = client.post(add, data)
    made = evaluation.chapters.last()
    assert answer.url == f"{evaluation.get_absolute_url()}#chapter-{made.pk}"
    assert (made.heading, made.position) == ("附则", 80)

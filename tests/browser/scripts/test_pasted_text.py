"""What is pasted into a chapter: text of a word processor, of a web page, of a plain file."""

import pytest

pytestmark = pytest.mark.browser
SCRIPTS = ("text_source.js", "pasted_text.js")
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:w"><head>
<meta name=Generator content="Microsoft Word 15"><title>总结</title>
<style>p.MsoNormal {mso-style-parent:""}</style>
<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--></head>
<body lang=ZH-CN><!--StartFragment--><p class=MsoNormal style='text-indent:32.0pt'><span
lang=EN-US>2</span><span>笔
捐款<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><b>第二段</b><script>window.ran = 1</script></p>
<!--EndFragment--></body></html>"""
PAGE = """<h1>工作 动态</h1><style>p { color: red }</style><div>第一段<br>换行</div>
<ul><li>一、<a href="/x">链接</a></li>
<li>二、<img src="http://localhost/x.png" onload="window.ran = 1"></li></ul>
<table><tr><th>项目</th><td>数量</td></tr><tr><td>大米</td><td>40袋</td></tr></table>
<template>模板</template>&lt;b&gt; &amp; 尾"""


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        (WORD, ["2笔 捐款", "第二段"]),
        (
            PAGE,
            [
                *("工作 动态", "第一段", "换行", "一、链接", "二、"),
                *("项目 数量", "大米 40袋", "<b> & 尾"),
            ],
        ),
        ("<p>共[[donations.cash.gifts]]，[?3月?]</p>", ["共[[donations.cash.gifts]]，[?3月?]"]),
        ("<span>一</span><span>二</span>", ["一二"]),
        ("<blockquote><p>一<p>二</blockquote>三", ["一", "二", "三"]),
        ("", []),
    ],
)
def test_of_a_formatted_text_the_lines_stay(call, html, lines):
    assert call("cleanPastedText", call("readHtml", html)).split("\n") == (lines or [""])


def test_nothing_of_a_pasted_page_runs_or_is_loaded(load_scripts):
    page = load_scripts(*SCRIPTS)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate("(html) => redcross.readHtml(html)", WORD + PAGE)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert requests == []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("一\v二\f三\u2028四\u2029五", "一\n二\n三\n四\n五"),
        ("一\n\n\n  \n　\n二", "一\n二"),
        ("　　首行缩进 \t", "首行缩进"),
        ("甲\t乙\u00a0丙", "甲 乙 丙"),
        ("零\u200b宽\ufeff", "零宽"),
        ("响\u0007铃\u0000\u007f", "响铃"),
        ("两  格", "两  格"),
        ("", ""),
    ],
)
def test_of_a_plain_text_the_filled_lines_stay_without_indent_and_hidden_characters(
    call, text, clean
):
    assert call("cleanPastedText", text) == clean


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        ({"text/plain": "一\r\n二", "text/html": "<p>三</p>"}, "一\n二"),
        ({"text/html": "<p>一</p><p>二</p>"}, "一\n二"),
        ({}, ""),
    ],
)
def test_plain_text_is_taken_before_formatted_text(load_scripts, kinds, text):
    page = load_scripts(*SCRIPTS)
    read = """(kinds) => {
        const clipboard = new DataTransfer();
        Object.entries(kinds).forEach(([kind, text]) => clipboard.setData(kind, text));
        return redcross.readPastedText(clipboard);
    }"""
    assert page.evaluate(read, kinds) == text

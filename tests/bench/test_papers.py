"""What a long roster costs."""

import subprocess
import sys
from decimal import Decimal

import pytest
from django.contrib.staticfiles import finders
from weasyprint import HTML

from redcross.papers import Column, Fields, Sheet, Table
from redcross.papers.pdf import paper_html, papers_pdf

NAMES = ("张建国", "欧阳娜娜", "李䶮", "喆堃", "王小明")
ADDRESSES = ("渌口镇向阳街道3组", "渌口区龙门镇花冲村村民委员会第十二村民小组")


@pytest.fixture
def roster():
    """A thousand rows of a village's roster, with rare characters in two names of five."""
    columns = [
        Column("序号", 10, centred=True),
        Column("姓名", 20),
        Column("身份证号", 38),
        Column("住址", 45),
        Column("电话", 26),
        Column("类别", 14),
        Column("物资", 32),
        Column("金额（元）", 22, total=True),
        Column("签字（捺印）", 24),
        Column("代领人及关系", 18),
        Column("备注", 10),
    ]
    rows = [
        [
            *(str(number), NAMES[number % 5], "430212********1234", ADDRESSES[number % 2]),
            *("139****1234", "低保", "大米10公斤、食用油5升", Decimal("500.00"), "", "", ""),
        ]
        for number in range(1, 1001)
    ]
    whose = Fields([("项目名称", "博爱送万家"), ("发放地点", "龙门镇花冲村")])
    return Sheet(
        "爱心物资发放花名册",
        [whose, Table(columns, rows, row_height=10, capitals="金额（元）")],
        number="2026-001",
        signatures=("发放人", "发放人", "监督人", "村（社区）"),
        signed_pages=True,
        landscape=True,
        society="株洲市渌口区红十字会",
        marks=("演示数据",),
        code="12345678901234567890",
    )


def test_a_roster_of_a_thousand_rows_prints_at_the_speed_of_weasyprint(roster, compare, tmp_path):
    """Bare: WeasyPrint's own call on the same HTML and stylesheet, with its defaults. Ours reckons
    the pages, fills the template, looks for rare characters and makes an archive's PDF on top.
    """
    html = paper_html(roster).html
    stylesheet = finders.find("print/papers.css")
    pages = len(HTML(string=html).render(stylesheets=[stylesheet]).pages)
    assert html.count("<tr") >= 1000 and 60 <= pages <= 120, pages
    ratio = compare(
        f"PDF of a roster of 1,000 rows on {pages} pages / bare WeasyPrint on the same HTML",
        "at most 1.3",
        lambda: papers_pdf([roster]),
        lambda: HTML(string=html).write_pdf(stylesheets=[stylesheet]),
        rounds=2,
    )
    file = tmp_path / "roster.html"
    file.write_text(html)
    worker = [sys.executable, "-c", PEAK, str(file)]
    peak = int(subprocess.run(worker, check=True, capture_output=True, timeout=600).stdout)
    print(f"peak memory of a worker that prints it: {peak} MB (under 900)")  # noqa: T201
    assert ratio <= 1.3 and peak < 900


# In a process of its own: the most memory it ever took, in MB.
PEAK = """
import os, re, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "redcross.settings"
import django
django.setup()
from redcross.printing.pdf import PaperHtml, render_papers
render_papers([PaperHtml(open(sys.argv[1]).read())])
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""

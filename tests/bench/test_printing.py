"""What a PDF costs."""

import shutil
import subprocess
import sys
from dataclasses import replace
from math import inf
from time import perf_counter

import pytest
from django.contrib.staticfiles import finders
from weasyprint import HTML

from redcross.figures import Value, registered_figures
from redcross.models import Society
from reports.evaluation.annexes import PrintedAnnex
from reports.evaluation.document import DocumentSection, EvaluationDocument
from reports.evaluation.grids import Grid, GridCell
from reports.output.docx import evaluation_docx
from reports.output.pdf import evaluation_html, evaluation_pdf
from reports.text.charts import Chart, Series
from reports.text.wording import TextRun

SENTENCES = (
    (
        "持续开展救灾、帮困和送温暖活动，走访慰问困难群众",
        "户",
        "，发放米、油等年货并登记造册。",
    ),
    ("联合蓝天救援队走进青龙湾小学开展应急救援暨家庭防火安全知识讲座，", "名", "师生参加了培训。"),
    ("在伏波广场组织红十字志愿者义诊、健康咨询，发放无偿献血知识小册子", "本", "。"),
    ("“博爱家园”“博爱卫生站”项目通过验收，缓解村民看病难、看病贵，受益", "人次", "。"),
    ("针对患有肿瘤、白血病、严重心脑血管疾病的家庭开展大病救助，支出", "元", "，逐笔公示。"),
    ("红十字救护员培训班反复操练心肺复苏、止血、包扎、固定与搬运，", "人", "考核合格并获证。"),
    ("通过展板、户外广告、微信和网络媒体普及造血干细胞与遗体器官捐献知识", "次", "。"),
    ("为“新冠肺炎疫情防控”接受社会捐款", "元", "，按区领导小组统一部署分发送达并向社会公开。"),
)

HEADINGS = ("社会捐款接收情况", "人道救助", "应急救护培训", "宣传动员", "无偿献血", "项目建设")


@pytest.fixture
def evaluation():
    """Six sections of three paragraphs, of the words and numbers that an evaluation is made of."""
    society = Society(name="株洲市渌口区红十字会", short_name="区红十字会", demonstration=True)
    sections = []
    for place, heading in enumerate(HEADINGS):
        section = DocumentSection(f"{'一二三四五六'[place]}、{heading}")
        for first in range(3):
            parts = []
            for line in range(3):
                before, unit, after = SENTENCES[(place + first + 3 * line) % len(SENTENCES)]
                number = 17 * place + 131 * first + 1009 * line
                parts += [
                    TextRun(before),
                    TextRun(f"{number}{unit}", "/donations/"),
                    TextRun(after),
                ]
            section.paragraphs.append(parts)
        sections.append(section)
    preamble = [TextRun("2021年，区红十字会依法履行人道救助职责，接受社会监督。")]
    return EvaluationDocument(society, 2021, "2021年部门整体绩效评价报告", preamble, sections)


def test_an_evaluation_prints_at_the_speed_of_weasyprint(evaluation, compare):
    """Bare: WeasyPrint's own call on the same HTML and stylesheet, with its defaults. Ours has
    the template, the tags for screen readers and the refusal of outside addresses on top, and
    reads stylesheet and fonts only once; the bare call reads them every time.
    """
    html = evaluation_html(evaluation)
    stylesheet = finders.find("print/gbt9704.css")
    assert 4 <= len(HTML(string=html).render(stylesheets=[stylesheet]).pages) <= 6

    ratio = compare(
        "PDF / bare WeasyPrint on the same HTML",
        "at most 1.5",
        lambda: evaluation_pdf(evaluation),
        lambda: HTML(string=html).write_pdf(stylesheets=[stylesheet]),
        rounds=15,
    )
    assert ratio <= 1.5


@pytest.fixture
def long_evaluation(evaluation):
    """Some sixty pages with thirty charts and a table of a thousand rows behind the text."""
    figure = next(
        figure for figure in registered_figures() if figure.key == "donations.cash.amount"
    )
    months = [f"{month}月" for month in range(1, 13)]
    sections = []
    for number in range(30):
        section = evaluation.sections[number % len(evaluation.sections)]
        values = [Value(figure, 100 + (7 * number + month) ** 2) for month in range(12)]
        series = [Series("2021", values)]
        key = f"chart-{number}"
        chart = Chart(key, "捐款", figure.unit, "月", months, series, over_time=True)
        sections.append(DocumentSection(section.heading, 1, [*section.paragraphs[:2], chart]))
    rows = [
        [
            GridCell(((TextRun(text),),))
            for text in (f"{n}", f"{n % 12 + 1}月1日", "捐款", f"{n * 7}")
        ]
        for n in range(1000)
    ]
    head = [
        [GridCell(((TextRun(text),),), "head") for text in ("序号", "日期", "项目", "金额（元）")]
    ]
    grid = Grid((20, 40, 56, 40), head, [[row] for row in rows])
    annex = PrintedAnnex(mark="附件1", title="记录明细", grids=[grid], wide=False)
    return replace(evaluation, sections=sections, annexes=[annex])


def test_sixty_pages_with_charts_print_at_the_speed_of_weasyprint(
    long_evaluation, compare, tmp_path
):
    html = evaluation_html(long_evaluation)
    stylesheet = finders.find("print/gbt9704.css")
    pages = len(HTML(string=html).render(stylesheets=[stylesheet]).pages)
    assert html.count("<svg") >= 30 and html.count("<tr") >= 1000 and 50 <= pages <= 75, pages
    ratio = compare(
        f"PDF of {pages} pages, 30 charts, 1,000 rows / bare WeasyPrint on the same HTML",
        "at most 1.2",
        lambda: evaluation_pdf(long_evaluation),
        lambda: HTML(string=html).write_pdf(stylesheets=[stylesheet]),
        rounds=2,
    )
    file = tmp_path / "long.html"
    file.write_text(html)
    worker = [sys.executable, "-c", PEAK, str(file)]
    peak = int(subprocess.run(worker, check=True, capture_output=True, timeout=120).stdout)
    print(f"peak memory of a worker that prints it: {peak} MB (under 400)")  # noqa: T201
    assert ratio <= 1.2 and peak < 400


# In a process of its own: the most memory it ever took, in MB. Not ru_maxrss, which a process
# inherits from the one that started it.
PEAK = """
import os, re, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "redcross.settings"
import django
django.setup()
from redcross.printing.pdf import render_pdf
render_pdf(open(sys.argv[1]).read())
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def test_the_usual_pages_print_faster_than_libreoffice_converts_them(evaluation, tmp_path):
    """Ours in a warm process; LibreOffice, as always, in a cold one."""
    soffice = shutil.which("soffice")
    assert soffice, "make bench installs LibreOffice as root, or says how"
    word = tmp_path / "evaluation.docx"
    word.write_bytes(evaluation_docx(evaluation))
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(word)]
    evaluation_pdf(evaluation)
    theirs = ours = inf
    for _round in range(3):
        start = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        theirs = min(theirs, perf_counter() - start)
        start = perf_counter()
        evaluation_pdf(evaluation)
        ours = min(ours, perf_counter() - start)
    print(  # noqa: T201
        f"LibreOffice (cold process) / ours (warm worker) on the same pages: {theirs / ours:.1f}"
        f" (at least 4; {theirs * 1000:.0f} ms to {ours * 1000:.0f} ms)"
    )
    assert theirs >= 4 * ours

"""Packages of a year, read back."""

from io import BytesIO
from zipfile import ZipFile

import pikepdf
from django.core.files.base import ContentFile
from python_calamine import CalamineWorkbook

from redcross.models import Attachment
from tests.photos import photo_bytes

PNG = photo_bytes("PNG")


def packed(client, year=2021):
    """The bytes of the package."""
    answer = client.post(f"/archive/{year}/pack/")
    assert answer.status_code == 200 and answer.streaming
    return b"".join(answer)


def files_of(content):
    """Path to bytes."""
    archive = ZipFile(BytesIO(content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(set(names)) == len(names)
    return {name: archive.read(name) for name in names}


def rows_of(book):
    """The rows of a spreadsheet's first sheet below its heading, by heading."""
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def directory(files):
    return rows_of(files["归档文件目录.xlsx"])


def missing(files):
    """What is missing: sort, about and what."""
    return [(row["类别"], row["名称"], row["缺什么"]) for row in rows_of(files["缺失清单.xlsx"])]


def evidence(files):
    """Path to bytes of all but the lists and working papers."""
    return {
        path: content
        for path, content in files.items()
        if "/" in path and not path.endswith("工作底稿.xlsx")
    }


def marked_pdf(pages, mark=""):
    """A PDF of so many pages; another one for every mark."""
    file, content = pikepdf.new(), BytesIO()
    for _page in range(pages):
        file.add_blank_page()
    file.docinfo["/Title"] = mark
    file.save(content)
    return content.getvalue()


def attach(entry, by, name="收据.png", content=PNG):
    return entry.attach(ContentFile(content, name=name), by=by)


def attach_sensitive(entry, by):
    file = attach(entry, by, "身份证.png", photo_bytes("PNG", colour="black"))
    Attachment.objects.filter(pk=file.pk).update(sensitive=True)
    return file

"""XLSX files of XML as it is given, whatever it says."""

from io import BytesIO
from itertools import islice
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LAST_ROW = 1_048_576


def compound_letters(column):
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def worksheet(rows, before=""):
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def book_of(*rows, before=""):
    """Return an XLSX file of one sheet with this XML."""
    start, end = worksheet("|", before).split("|")
    return package({"xl/worksheets/sheet1.xml": [start, *rows, end]})


def in_blocks(rows):
    """Yield a million short texts as a thousand long ones, which are written sooner."""
    rows = iter(rows)
    while block := "".join(islice(rows, 1000)):
        yield block


def package(parts, names=("Sheet1",)):
    """Return an XLSX file of these parts; every name is one of the sheet's."""
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId1"/>'
        for number, name in enumerate(names, start=1)
    )
    return archive(
        {
            "[Content_Types].xml": [f'<Types xmlns="{PACKAGE}/content-types"/>'],
            "_rels/.rels": [
                f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ],
            "xl/workbook.xml": [
                f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
            ],
            "xl/_rels/workbook.xml.rels": [
                f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ],
            **parts,
        }
    )


def archive(parts):
    """Return a zip archive. `parts`: by name an iterable of texts or bytes."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as file:
        for name, pieces in parts.items():
            with file.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode() if isinstance(piece, str) else piece)
    return stream.getvalue()

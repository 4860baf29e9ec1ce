"""Spreadsheet files as offices send them, and as nobody should; each function returns bytes."""

import zlib
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from . import compound

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LAST_ROW = 1_048_576
ROWS = [["日期", "捐赠人", "金额"], ["2021-08-04", "甲公司", 500.25], ["2021-08-05", "乙", 1000]]
AS_TEXT = [["日期", "捐赠人", "金额"], ["2021-08-04", "甲,公司", "500.25"], ["", "乙", "1000"]]


def workbook(fill, **options):
    """Return what XlsxWriter writes after fill(book)."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        fill(book)
    return stream.getvalue()


def write(sheet, rows):
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    return sheet


def ledgers(by_name):
    """A workbook of these rows, by the names of its sheets; its dates are shown as days."""

    def fill(written):
        for name, rows in by_name.items():
            write(written.add_worksheet(name), rows)

    return workbook(fill, default_date_format="yyyy-mm-dd")


def ledger(*rows, name="台账"):
    """A workbook of one sheet of these rows."""
    return ledgers({name: rows})


def plain():
    return workbook(lambda book: write(book.add_worksheet("收入"), ROWS))


def merged_titles():
    def fill(book):
        sheet = write(book.add_worksheet(), [[], [], *ROWS])
        # The title reaches beyond the table.
        sheet.merge_range(0, 0, 0, 5, "捐赠台账")
        sheet.merge_range(1, 0, 1, 1, "单位：元")
        sheet.merge_range(20, 0, 21, 1, "")

    return workbook(fill)


def sheet_a_month():
    def fill(book):
        for month in range(1, 13):
            write(book.add_worksheet(f"{month}月"), [["日期", "金额"], [f"2021-{month}-1", month]])

    return workbook(fill)


def hidden_parts():
    def fill(book):
        sheet = write(book.add_worksheet("表"), ROWS)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(90, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        write(book.add_worksheet("藏"), ROWS).hide()
        write(book.add_worksheet("深藏"), ROWS).very_hidden()
        book.add_worksheet("空")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=表!$C$2:$C$3"})
        book.add_chartsheet("图").set_chart(chart)

    return workbook(fill)


def dates(**options):
    def fill(book):
        def shown_as(number_format):
            return book.add_format({"num_format": number_format})

        sheet = book.add_worksheet()
        for row, (value, number_format) in enumerate(
            [
                (date(2021, 8, 4), "yyyy-mm-dd"),
                (date(2021, 8, 4), 31),
                (date(2021, 8, 4), 58),
                (date(2021, 8, 4), 'yyyy"年"m"月"d"日";@'),
                (date(2021, 8, 4), "[DBNum1][$-804]yyyy年m月d日"),
                (datetime(2021, 8, 4, 9, 30), "yyyy-mm-dd hh:mm"),
                (datetime(2021, 8, 4), "yyyy-mm-dd hh:mm"),
                (time(9, 30), "hh:mm"),
                (timedelta(hours=30), "[h]:mm"),
            ]
        ):
            sheet.write_datetime(row, 0, value, shown_as(number_format))
        sheet.write_number(row + 1, 0, 44412, shown_as('0.00"元"'))

    return workbook(fill, **options)


def kinds_of_cells():
    def fill(book):
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '="甲"', None, "甲")
        sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 3, "=NA()", None, "#N/A")
        sheet.write_formula(0, 4, '=""', None, "")
        sheet.write_row(1, 0, [True, False, 3, 3.5, 12345678901234567890, "430202102108041234"])
        sheet.write_rich_string(2, 0, bold, "甲", "公司")
        sheet.write_string(2, 1, " 两\n行\u3000")
        sheet.write_blank(2, 9, None, bold)
        sheet.write_formula(3, 6, "=#REF!", None, "#REF!")

    return workbook(fill)


def same_headings():
    return workbook(lambda book: write(book.add_worksheet(), [["金额", "金额"], [1, 2]]))


def trailing_formatted_rows():
    filled = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'
    filled += '<row r="3"><c r="A3" t="str"><f>A1</f><v>x</v></c></row>'
    empty = (
        f'<row r="{row}" spans="1:2" s="1" customFormat="1" ht="14.25"><c r="A{row}" s="1"/>'
        f'<c r="B{row}" s="1"/></row>'
        for row in range(4, LAST_ROW + 1)
    )
    return book_of(filled, *in_blocks(empty))


def formulas_to_the_last_row():
    empty = (
        f'<row r="{r}"><c r="B{r}" t="str"><f>IF(A{r}="","",1)</f><v></v></c></row>'
        for r in range(2, LAST_ROW + 1)
    )
    first = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    return book_of(first, *in_blocks(empty))


def far_cell():
    return book_of(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="{LAST_ROW}"><c r="XFD{LAST_ROW}"><v>2</v></c></row>'
    )


def far_column():
    rows = (f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 200))
    return book_of(*rows, '<row r="200"><c r="XFD200" t="inlineStr"><is><t>x</t></is></c></row>')


def lying_row():
    """The cell does not stand in the row that its reference names."""
    return book_of('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>')


def lying_dimension(reference):
    return book_of(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c></row>',
        before=f'<dimension ref="{reference}"/>',
    )


def unnumbered(mixed=""):
    return book_of(f"<row>{mixed}<c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")


def inline_strings():
    return book_of(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>乙</t></r><r><t>公司</t></r></is></c>'
        '<c r="C1" t="e"><v>#REF!</v></c><c r="D1"><v>1e999</v></c></row>'
    )


def prefixed():
    """As some programs write: every element with a prefix."""
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        f'</x:row><x:row r="{LAST_ROW}"><x:c r="A{LAST_ROW}"><x:v>2</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    return package({"xl/worksheets/sheet1.xml": [sheet]})


def zip_bomb():
    return book_of(*[" " * 1024 * 1024] * 400)


def bomb_of_shared_strings():
    """A thousand cells with one text of a megabyte: a gigabyte of values."""
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 1001))
    shared = f'<sst xmlns="{MAIN}"><si><t>{"甲" * 1024 * 1024}</t></si></sst>'
    return package(
        {"xl/worksheets/sheet1.xml": [worksheet(cells)], "xl/sharedStrings.xml": [shared]}
    )


def full_shared_strings():
    """Ten million empty texts."""
    shared = ["<si><t/></si>" * 10_000] * 1000
    shared = [f'<sst xmlns="{MAIN}">', *shared, "</sst>"]
    sheet = worksheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    return package({"xl/worksheets/sheet1.xml": [sheet], "xl/sharedStrings.xml": shared})


def same_sheet_many_times():
    """Twenty names for one sheet that takes a tenth of what is allowed."""
    rows = '<row r="1"/><row r="10"><c r="XFD10"><v>1</v></c></row>'
    names = [f"{number}" for number in range(20)]
    return package({"xl/worksheets/sheet1.xml": [worksheet(rows)]}, names=names)


def long_texts():
    """Ninety megabytes to tell."""
    row = f"<is><t>{'甲' * 1000}</t></is></c></row>"
    rows = (f'<row r="{r}"><c r="A{r}" t="inlineStr">{row}' for r in range(1, 30_001))
    return book_of(*in_blocks(rows))


def nested():
    return archive({"a.xlsx": [plain()], "b.zip": [archive({"a.xlsx": [plain()]})]})


def wrong_length():
    """The list at the end of the archive says that the sheet is shorter than it is."""
    content = plain()
    with ZipFile(BytesIO(content)) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    listed = content.index(b"PK\x01\x02")
    place = content.index(size.to_bytes(4, "little"), listed)
    return content[:place] + (size - 99).to_bytes(4, "little") + content[place + 4 :]


def wrong_checksum():
    """A byte of the sheet is another one."""
    content = BytesIO()
    with ZipFile(BytesIO(plain())) as old, ZipFile(content, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    return content.getvalue().replace(b"<v>500.25</v>", b"<v>900.25</v>")


def billion_laughs(part="xl/worksheets/sheet1.xml"):
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{former};" * 10}">'
        for former, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    text = f"<!DOCTYPE x [{entities}]>"
    sheet = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>')
    shared = f'<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'
    parts = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}
    if part == "xl/sharedStrings.xml":
        parts["xl/worksheets/sheet1.xml"] = worksheet(
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        )
    parts[part] = text + parts[part]
    return package({name: [content] for name, content in parts.items()})


def two_sheets_of_one_name():
    sheet = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    return package({"xl/worksheets/sheet1.xml": [sheet]}, names=["表", "表"])


def rows_of_text(number, columns):
    """So many rows of different texts."""
    letters = [compound_letters(column) for column in range(columns)]
    rows = (
        f'<row r="{row}">'
        + "".join(
            f'<c r="{letter}{row}" t="s"><v>{(row - 1) * columns + column}</v></c>'
            for column, letter in enumerate(letters)
        )
        + "</row>"
        for row in range(1, number + 1)
    )
    shared = [f"<si><t>捐赠人姓名{count}</t></si>" for count in range(number * columns)]
    return package(
        {
            "xl/worksheets/sheet1.xml": [worksheet("\n".join(rows))],
            "xl/sharedStrings.xml": [f'<sst xmlns="{MAIN}">', *shared, "</sst>"],
        }
    )


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


def ods(tables, styles="", manifest=""):
    """Return an ODS file of these tables' XML."""
    spaces = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in [(n, n) for n in ("office", "table", "text", "style")]
    )
    content = (
        f'<office:document-content{spaces} xmlns:calcext="urn:org:documentfoundation:names:'
        'experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive(
        {
            "mimetype": ["application/vnd.oasis.opendocument.spreadsheet"],
            "content.xml": [content],
            "META-INF/manifest.xml": [f"<manifest>{manifest}</manifest>"],
        }
    )


def ods_text(text, attributes=""):
    return (
        f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def ods_value(kind, value, text="", attributes=""):
    name = {"float": "value", "boolean": "boolean-value"}.get(kind, f"{kind}-value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"{attributes}>'
        f"<text:p>{text or value}</text:p></table:table-cell>"
    )


def ods_repeated(rows=LAST_ROW):
    """Rows and cells written once and counted, as LibreOffice does to the sheet's end."""
    hidden = '<style:table-properties table:display="false"/>'
    hidden = f'<style:style style:name="ta2">{hidden}</style:style>'
    tail = '<table:table-cell table:number-columns-repeated="16380"/>'
    spanned = ' table:number-columns-spanned="3" table:number-rows-spanned="1"'
    first = (
        f'<table:table table:name="收入"><table:table-row>{ods_text("台账", spanned)}'
        f'<table:covered-table-cell table:number-columns-repeated="2"/>{tail}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{ods_text("甲")}'
        f"{ods_value('float', 1.5, attributes=TWICE)}{tail}</table:table-row>"
        f'<table:table-row table:visibility="filter">{ods_value("date", "2021-08-04")}'
        f"{ods_value('date', '2021-08-04T09:30:00')}{ods_value('boolean', 'true')}"
        "</table:table-row>"
        f"<table:table-row>{ods_value('time', 'PT09H30M00S')}{ERROR}"
        f"{ods_value('currency', 7, '￥7').replace('currency-value', 'value')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="{rows - 5}"><table:table-cell '
        'table:style-name="ce1" table:number-columns-repeated="16384"/></table:table-row>'
        "</table:table>"
    )
    second = (
        '<table:table table:name="藏" table:style-name="ta2"><table:table-row>'
        f"{ods_text('乙')}</table:table-row></table:table>"
    )
    return ods(first + second, hidden)


TWICE = ' table:number-columns-repeated="2"'
ERROR = (
    '<table:table-cell office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
)


def ods_far(repeated='table:number-rows-repeated="1048576"'):
    return ods(
        f'<table:table table:name="表"><table:table-row {repeated}>{ods_text("甲")}'
        f"{ods_text('乙')}</table:table-row></table:table>"
    )


def ods_protected():
    return ods("", manifest="<manifest:encryption-data/>")


def xls():
    c = compound
    first = (
        c.hidden_row(2)
        + c.cell(0, 0, "台账")
        + c.cell(1, 0, "甲公司")
        + c.cell(1, 1, 500.25)
        + c.cell(1, 2, 44412, c.DATE)
        + c.cell(2, 0, 44412.5, c.DATE_TIME)
        + c.cell(2, 1, 1.25, c.DURATION)
        + c.cell(2, 2, True)
        + c.error(3, 0, 0x2A)
        + c.formula(3, 1, "#N/A")
        + c.formula(3, 2, 7)
        + c.merged((0, 0, 0, 2))
    )
    return c.xls({"收入": (first, 0), "藏": (c.cell(0, 0, "乙"), 1), "空": (b"", 0)})


def xls_1904():
    return compound.xls({"a": (compound.cell(0, 0, 42950, compound.DATE), 0)}, since_1904=True)


def xls_far():
    return compound.xls(
        {"a": (b"".join(compound.cell(r, 255 * (r > 0), 1) for r in (0, 65535)), 0)}
    )


def xls_protected():
    return compound.xls({"a": (compound.cell(0, 0, 1), 0)}, extra=compound.record(0x2F, bytes(54)))


def xls_rows(number, columns=5):
    cells = (compound.cell(r, c, float(r)) for r in range(number) for c in range(columns))
    return compound.xls({"a": (b"".join(cells), 0)})


def protected():
    return compound.compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": bytes(9000)})


def word():
    return compound.compound({"WordDocument": bytes(9000)})


def picture():
    """A PNG of one point."""
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
        b"\0\0\0\x0cIDAT" + zlib.compress(b"\0\xff\0\0") + b"\0\0\0\0IEND\xaeB`\x82"
    )


def text_rows(delimiter, rows=AS_TEXT):
    quoted = [[f'"{c}"' if delimiter in c else c for c in row] for row in rows]
    return "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"

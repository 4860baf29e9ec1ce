"""XLSX files that lie, or that would take all memory."""

from io import BytesIO
from zipfile import ZipFile

from .package import MAIN, archive, book_of, in_blocks, package, worksheet
from .written import plain


def lying_row():
    """The cell does not stand in the row that its reference names."""
    return book_of('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>')


def lying_dimension(reference):
    return book_of(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c></row>',
        before=f'<dimension ref="{reference}"/>',
    )


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

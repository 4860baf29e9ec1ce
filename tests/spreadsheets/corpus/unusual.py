"""XLSX files as other programs write them: unnumbered, prefixed, formatted to the last row."""

from .package import LAST_ROW, MAIN, book_of, compound_letters, in_blocks, package, worksheet


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

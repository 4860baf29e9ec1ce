"""Workbooks as offices send them."""

import zlib
from datetime import date, datetime, time, timedelta
from io import BytesIO

import xlsxwriter

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


def picture():
    """A PNG of one point."""
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
        b"\0\0\0\x0cIDAT" + zlib.compress(b"\0\xff\0\0") + b"\0\0\0\0IEND\xaeB`\x82"
    )


def text_rows(delimiter, rows=AS_TEXT):
    quoted = [[f'"{c}"' if delimiter in c else c for c in row] for row in rows]
    return "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"

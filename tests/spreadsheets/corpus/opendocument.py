"""ODS files."""

from .package import LAST_ROW, archive


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

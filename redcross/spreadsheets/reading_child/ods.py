"""ODS."""

from .archive import Archive, parse
from .limits import MAX_CELLS, MAX_HEIGHT
from .scan import Refused, SheetScan

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
# What python-calamine takes for a filled cell.
VALUES = frozenset(
    f"office:{name}"
    for name in (
        "value-type",
        "value",
        "string-value",
        "date-value",
        "time-value",
        "boolean-value",
    )
)


class ContentScanner:
    """Takes the elements of content.xml, with the prefixes that every program writes."""

    def __init__(self) -> None:
        self.scans: list[SheetScan] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = 0
        self._row_repeats = 1
        self._row_filled = False
        self._column = 0
        # Where the text of an error belongs.
        self._errors: list[tuple[int, int]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)
        elif name == "table:table-row":
            self._column = 0
            self._row_filled = False
            self._row_repeats = int(attributes.get("table:number-rows-repeated", 1))
            if attributes.get("table:visibility", "visible") != "visible":
                end = min(self._row + self._row_repeats, MAX_HEIGHT)
                self.scans[-1].hidden_rows.update(range(self._row, end))
        elif name == "table:table":
            hidden = attributes.get("table:style-name") in self._hidden_styles
            self.scans.append(SheetScan(attributes.get("table:name", ""), hidden))
            self._row = 0
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._row_repeats
            if self._row_filled:
                self.scans[-1].filled_rows += self._row_repeats
        elif name == "table:table-cell":
            self._errors = []

    def text(self, text: str) -> None:
        errors = self.scans[-1].errors if self._errors else {}
        for place in self._errors:
            errors[place] = errors.get(place, "") + text

    def _cell(self, attributes: dict[str, str]) -> None:
        scan = self.scans[-1]
        row, column = self._row, self._column
        self._column += int(attributes.get("table:number-columns-repeated", 1))
        if not VALUES.isdisjoint(attributes):
            self._row_filled = True
            scan.fill(row + self._row_repeats - 1, self._column - 1)
        rows = int(attributes.get("table:number-rows-spanned", 1))
        columns = int(attributes.get("table:number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            scan.merged.append((row, column, row + rows - 1, column + columns - 1))
        if attributes.get("calcext:value-type") == "error":
            columns = self._column - column
            if self._row_repeats * columns > MAX_CELLS:
                raise Refused("too_large")
            self._errors = [
                (row + down, column + right)
                for down in range(self._row_repeats)
                for right in range(columns)
            ]


def is_encrypted(archive: Archive) -> bool:
    return MANIFEST in archive and any(
        b"encryption-data" in chunk for chunk in archive.chunks(MANIFEST)
    )


def scan_ods(archive: Archive) -> list[SheetScan]:
    scanner = ContentScanner()
    parse(archive.chunks(CONTENT), scanner.start, scanner.end, scanner.text)
    return scanner.scans

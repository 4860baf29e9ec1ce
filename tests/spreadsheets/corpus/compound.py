"""Compound files and the records of XLS, as few as a reader needs."""

import struct

SECTOR, MINI_SECTOR = 512, 64
FREE, END, FAT_SECTOR, LIST_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
# A shorter one is kept within the root's stream.
SMALLEST_STREAM = 4096
# How many FAT sectors the header lists, and a sector of the list that goes on.
IN_HEADER, IN_SECTOR = 109, 127
FORMATS = GENERAL, DATE, DATE_TIME, DURATION = 0, 14, 22, 46


def compound(streams):
    """Return a compound file of these streams, by name."""
    sectors, fat, mini_sectors, mini_fat, entries = [], [], [], [], []
    for number, (name, content) in enumerate(streams.items(), start=1):
        following = number + 1 if number < len(streams) else FREE
        if len(content) < SMALLEST_STREAM:
            first = _append(mini_sectors, mini_fat, content, MINI_SECTOR)
        else:
            first = _append(sectors, fat, content)
        entries.append(_entry(name, 2, first, len(content), right=following))
    mini = b"".join(mini_sectors)
    root = _entry("Root Entry", 5, _append(sectors, fat, mini), len(mini), child=1)
    first_mini_fat = _append(sectors, fat, struct.pack(f"<{len(mini_fat)}I", *mini_fat))
    first_entry = _append(sectors, fat, root + b"".join(entries))
    return _with_fat(sectors, fat, first_entry, first_mini_fat)


def _with_fat(sectors, fat, first_entry, first_mini_fat):
    """Return the file: header, sectors, the FAT, and the list of its sectors where it is long."""
    # Every FAT sector lists 128 sectors, itself and the list among them.
    number = -(-(len(sectors) + 10) // 126)
    lists = -(-max(number - IN_HEADER, 0) // IN_SECTOR)
    places = [*range(len(sectors), len(sectors) + number)]
    first_list = len(sectors) + number if lists else END
    fat = [*fat, *[FAT_SECTOR] * number, *[LIST_SECTOR] * lists]
    fat += [FREE] * (number * 128 - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6, 0, number, first_entry, 0, SMALLEST_STREAM),
        *(first_mini_fat, 1, first_list, lists, places[0]),
    )
    header += struct.pack(f"<{len(places[1:IN_HEADER])}I", *places[1:IN_HEADER])
    listed = b""
    for index in range(lists):
        some = places[IN_HEADER + index * IN_SECTOR :][:IN_SECTOR]
        some += [FREE] * (IN_SECTOR - len(some))
        following = first_list + index + 1 if index + 1 < lists else END
        listed += struct.pack("<128I", *some, following)
    table = struct.pack(f"<{len(fat)}I", *fat)
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors) + table + listed


def _append(sectors, fat, content, size=SECTOR):
    """Add the content and return its first sector."""
    first = len(sectors)
    pieces = [content[at : at + size].ljust(size, b"\0") for at in range(0, len(content), size)]
    if not pieces:
        return END
    fat += [*range(first + 1, first + len(pieces)), END]
    sectors += pieces
    return first


def _entry(name, kind, first, size, *, right=FREE, child=FREE):
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content


def xls(sheets, *, since_1904=False, extra=b""):
    """Return an XLS file. `sheets`: by name (records, hidden); `extra`: records of the book."""
    formats = b"".join(
        record(0xE0, struct.pack("<HH16x", 0, number))
        for number in (GENERAL, DATE, DATE_TIME, DURATION)
    )
    head = _begin(5) + extra + record(0x42, b"\xb0\x04") + record(0x22, bytes([since_1904, 0]))
    head += formats
    names = [name.encode("utf-16-le") for name in sheets]
    start = len(head) + sum(12 + len(name) for name in names) + 4
    bound = body = b""
    for name, (records, hidden) in zip(names, sheets.values(), strict=True):
        place = struct.pack("<IBBBB", start + len(body), hidden, 0, len(name) // 2, 1)
        bound += record(0x85, place + name)
        body += _begin(0x10) + records + record(0x0A)
    return compound({"Workbook": head + bound + record(0x0A) + body})


def _begin(kind):
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def cell(row, column, value, number_format=GENERAL):
    place = struct.pack(
        "<HHH", row, column, (GENERAL, DATE, DATE_TIME, DURATION).index(number_format)
    )
    if isinstance(value, bool):
        return record(0x205, place + bytes([value, 0]))
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return record(0x204, place + struct.pack("<HB", len(value), 1) + text)
    return record(0x203, place + struct.pack("<d", value))


def error(row, column, code):
    return record(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def formula(row, column, value):
    """A formula with its number, or "#N/A"."""
    result = b"\x02\0\x2a\0\0\0\xff\xff" if value == "#N/A" else struct.pack("<d", value)
    return record(6, struct.pack("<HHH", row, column, 0) + result + bytes(6) + b"\x03\0\x1e\1\0")


def hidden_row(row):
    return record(0x208, struct.pack("<HHHHHHHH", row, 0, 1, 255, 0, 0, 0x20, 0))


def merged(*areas):
    """`areas`: first row, last row, first column, last column."""
    return record(
        0xE5, struct.pack("<H", len(areas)) + b"".join(struct.pack("<4H", *a) for a in areas)
    )

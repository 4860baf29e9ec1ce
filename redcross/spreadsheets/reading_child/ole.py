"""The compound file that an XLS, a protected XLSX and an old Word document are ([MS-CFB])."""

import struct

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Sector numbers from here on mean the end of a chain, or none.
LAST_SECTOR = 0xFFFFFFFA
MINI_SECTOR = 64
ENTRY = 128
STREAM = 2


class CompoundFile:
    """Reads a compound file's streams by name. Raises ValueError for a damaged one."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._read_header()
        except (struct.error, IndexError) as error:
            raise ValueError("header") from error

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    def stream(self, name: str) -> bytes:
        """Return the stream. Raises ValueError where the file ends before it."""
        first, size = self._streams[name]
        if size < self._mini_cutoff:
            sectors = _chain(first, self._mini_fat)
            content = b"".join(
                self._mini[number * MINI_SECTOR : (number + 1) * MINI_SECTOR] for number in sectors
            )
        else:
            content = self._read_chain(first)
        if len(content) < size:
            raise ValueError(name)
        return content[:size]

    def _read_header(self) -> None:
        shift, _mini_shift = struct.unpack_from("<HH", self._content, 30)
        if shift not in (9, 12):
            raise ValueError("sector size")
        self._sector = 1 << shift
        (first_entry,) = struct.unpack_from("<I", self._content, 48)
        (self._mini_cutoff, first_mini_fat) = struct.unpack_from("<II", self._content, 56)
        self._fat = self._numbers(b"".join(map(self._read_sector, self._fat_sectors())))
        self._mini_fat = self._numbers(self._read_chain(first_mini_fat))
        self._read_entries(self._read_chain(first_entry))

    def _fat_sectors(self) -> list[int]:
        """Return where the list of chains stands: 109 places in the header, more in a chain."""
        (next_list,) = struct.unpack_from("<I", self._content, 68)
        sectors = [*struct.unpack_from("<109I", self._content, 76)]
        seen: set[int] = set()
        while next_list < LAST_SECTOR and next_list not in seen:
            seen.add(next_list)
            *more, next_list = self._numbers(self._read_sector(next_list))
            sectors += more
        return [number for number in sectors if number < LAST_SECTOR]

    def _read_entries(self, directory: bytes) -> None:
        self._streams: dict[str, tuple[int, int]] = {}
        self._mini = b""
        for start in range(0, len(directory) - ENTRY + 1, ENTRY):
            entry = directory[start : start + ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            first, size = struct.unpack_from("<II", entry, 116)
            name = entry[: max(length - 2, 0)].decode("utf-16-le")
            if kind == STREAM:
                self._streams.setdefault(name, (first, size))
            elif start == 0 and size:
                self._mini = self._read_chain(first)

    def _read_chain(self, first: int) -> bytes:
        return b"".join(map(self._read_sector, _chain(first, self._fat)))

    def _read_sector(self, number: int) -> bytes:
        """Return the sector; the file's last one may be short."""
        start = (number + 1) * self._sector
        if start >= len(self._content):
            raise ValueError("beyond the end")
        return self._content[start : start + self._sector]

    @staticmethod
    def _numbers(content: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _chain(first: int, following: tuple[int, ...]) -> list[int]:
    """Return the sectors of a chain. Raises ValueError for one that runs in a circle."""
    sectors: list[int] = []
    while first < LAST_SECTOR:
        if first >= len(following) or len(sectors) > len(following):
            raise ValueError("chain")
        sectors.append(first)
        first = following[first]
    return sectors

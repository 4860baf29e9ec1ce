"""Files of the old format, and what only looks like one."""

from . import compound


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

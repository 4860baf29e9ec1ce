"""Word files: parts of XML from templates, in a ZIP."""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .characters import UNPRINTABLE
from .faces import has_rare, split_rare

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What every file is made of.
COMMON_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/fontTable.xml",
    "word/settings.xml",
    "word/styles.xml",
)
# In English Metric Units.
MILLIMETRE = 36000
# A paragraph's style, or a run of text.
STYLE_OR_RUN = re.compile(
    '<w:pStyle w:val="(?P<style>[A-Za-z0-9]+)"/>'
    '|<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>(?P<more>(?:<w:sz(?:Cs)? [^>]*>)*)</w:rPr>'
    '<w:t(?: xml:space="preserve")?>(?P<text>[^<]*)</w:t></w:r>'
)


def word_file(
    parts: Iterable[tuple[str, str]],
    pictures: Iterable[tuple[str, bytes]],
    rare_faces: Mapping[str, str],
) -> bytes:
    """Return the file of these parts, path to XML, and of pictures. The same give the same bytes.

    `rare_faces`: the style of a paragraph to the face of what its own lacks.
    """
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, xml in parts:
            text = with_rare_faces(UNPRINTABLE.sub("", xml), rare_faces)
            archive.writestr(ZipInfo(name), text, ZIP_DEFLATED)
        for name, content in pictures:
            archive.writestr(ZipInfo(name), content)
    return file.getvalue()


def with_rare_faces(xml: str, faces: Mapping[str, str]) -> str:
    """Return the XML with what holds a rare character in runs of their own, in another face."""
    if not has_rare(xml):
        return xml
    style = ""

    def faced(found: re.Match[str]) -> str:
        nonlocal style
        if found["style"]:
            style = found["style"]
            return found[0]
        face, more = faces.get(style, "仿宋"), found["more"]
        names = " ".join(f'w:{script}="{face}"' for script in ("ascii", "eastAsia", "hAnsi", "cs"))
        runs = (
            f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"{" " + names if rare else ""}/>{more}</w:rPr>'
            f'<w:t xml:space="preserve">{text}</w:t></w:r>'
            for text, rare in split_rare(found["text"])
        )
        return "".join(runs) if has_rare(found["text"]) else found[0]

    return STYLE_OR_RUN.sub(faced, xml)

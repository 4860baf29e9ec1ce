"""What PDF/A-2a (ISO 19005-2) asks of a file, as far as reading it tells."""

import re

import pikepdf

ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/Movie", "/Sound"}
ANNOTATIONS = {"/Link"}
# Of the structure's elements those of ISO 32000-1, 14.8.4.
STANDARD = re.compile(
    "/(Document|Part|Art|Sect|Div|BlockQuote|Caption|TOC|TOCI|Index|NonStruct|Private|P|H[1-6]?|L|LI"
    "|Lbl|LBody|Table|TR|TH|TD|THead|TBody|TFoot|Span|Quote|Note|Reference|BibEntry|Code|Link|Annot"
    "|Figure|Formula|Form)"
)


def faults(pdf):
    """What the file lacks or must not have."""
    return sorted(
        {*_document(pdf), *_metadata(pdf), *_structure(pdf), *_objects(pdf), *_pages(pdf)}
    )


def _document(pdf):
    root, trailer = pdf.Root, pdf.trailer
    if pdf.is_encrypted:
        yield "encrypted"
    if "/ID" not in trailer:
        yield "no identifier"
    if pdf.pdf_version not in ("1.4", "1.5", "1.6", "1.7"):
        yield "version"
    intents = list(root.get("/OutputIntents", []))
    if not any(one.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents):
        yield "no output intent"
    for one in intents:
        profile = one.get("/DestOutputProfile")
        if profile is not None and profile.read_bytes()[36:40] != b"acsp":
            yield "output intent without a profile"
    if "/AcroForm" in root and "/XFA" in root.AcroForm:
        yield "form"
    if "/OCProperties" in root:
        yield "layers"
    if "/AA" in root or ("/OpenAction" in root and "/S" in root.OpenAction):
        yield "action on opening"
    if "/Names" in root and {"/JavaScript", "/EmbeddedFiles"} & set(root.Names.keys()):
        yield "script or embedded file"


def _metadata(pdf):
    if "/Metadata" not in pdf.Root:
        yield "no metadata"
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        if (told.get("pdfaid:part"), told.get("pdfaid:conformance")) != ("2", "A"):
            yield "metadata do not claim PDF/A-2a"
        info = pdf.docinfo
        for name, key in (("dc:title", "/Title"), ("dc:creator", "/Author")):
            value = told.get(name)
            value = value[0] if isinstance(value, list) and value else value
            if not value:
                yield f"metadata without {name}"
            elif key in info and str(info[key]) != value:
                yield f"{key} differs from the metadata"
        if not told.get("xmp:CreateDate"):
            yield "metadata without a date"


def _structure(pdf):
    root = pdf.Root
    if "/MarkInfo" not in root or not root.MarkInfo.get("/Marked"):
        yield "not marked"
    if not str(root.get("/Lang", "")):
        yield "no language"
    tree = root.get("/StructTreeRoot")
    if tree is None or "/K" not in tree:
        yield "no structure"
        return
    roles = {str(key) for key in tree.get("/RoleMap", {})}
    waiting, seen = list(tree.K), 0
    while waiting:
        element = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        seen += 1
        kind = str(element.S)
        if not STANDARD.fullmatch(kind) and kind not in roles:
            yield f"structure of no known kind: {kind}"
        if kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "figure without words"
        below = element.get("/K", [])
        waiting += list(below) if isinstance(below, pikepdf.Array) else [below]
    if not seen:
        yield "empty structure"


def _objects(pdf):
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if str(one.get("/S", "")) in ACTIONS:
            yield f"action: {one.S}"
        if str(one.get("/S", "")) == "/URI":
            yield "address outside"
        if isinstance(one, pikepdf.Stream):
            if {"/F", "/FFilter", "/FDecodeParms"} & set(one.keys()):
                yield "content outside"
            if "/LZWDecode" in str(one.get("/Filter", "")):
                yield "LZW"
        if str(one.get("/Type", "")) == "/Font":
            yield from _font(one)
        if str(one.get("/Type", "")) == "/ExtGState":
            yield from _state(one)
        if str(one.get("/Subtype", "")) == "/Image" and "/SMask" in one:
            yield "transparent picture"


def _font(font):
    name = str(font.get("/BaseFont", font.get("/Subtype", "")))
    if str(font.Subtype) == "/Type0":
        if "/ToUnicode" not in font:
            yield f"letters without meaning: {name}"
        font = font.DescendantFonts[0]
    if str(font.Subtype) == "/Type3":
        return
    described = font.get("/FontDescriptor", {})
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
        yield f"not embedded: {name}"


def _state(state):
    if any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA")):
        yield "transparent"
    if (
        str(state.get("/SMask", "/None")) != "/None"
        or str(state.get("/BM", "/Normal")) != "/Normal"
    ):
        yield "blended"


def _pages(pdf):
    for page in pdf.pages:
        if "/StructParents" not in page:
            yield "page outside the structure"
        for one in page.get("/Annots", []):
            if str(one.Subtype) not in ANNOTATIONS:
                yield f"annotation: {one.Subtype}"
            if not int(one.get("/F", 0)) & 4 or int(one.get("/F", 0)) & 0b100011:
                yield "annotation that is not printed"
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) in ("Tj", "'", '"') and b"\0\0" in _pairs(bytes(operands[-1])):
                yield "letter that no face holds"
            if str(operator) == "TJ":
                for piece in operands[0]:
                    if isinstance(piece, pikepdf.String) and b"\0\0" in _pairs(bytes(piece)):
                        yield "letter that no face holds"


def _pairs(content):
    """The numbers of the glyphs, two bytes each."""
    return {content[at : at + 2] for at in range(0, len(content), 2)}

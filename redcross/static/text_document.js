"use strict";
// The text of a chapter as the editor's document, and back: a paragraph a line, an atom for each figure, a mark
// around what nobody has confirmed.
window.redcross = window.redcross || {};
(() => {
  const { Fragment, Schema, Slice } = ProseMirror;
  const { cleanText, findTyped, hasReference, splitPieces } = redcross;

  const textSchema = new Schema({
    nodes: {
      doc: { content: "paragraph+" },
      paragraph: { content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
      text: { group: "inline" },
      figure: {
        group: "inline", inline: true, atom: true, draggable: true, attrs: { source: {} },
        parseDOM: [{ tag: "span[data-source]", getAttrs: (element) => ({ source: element.dataset.source }) }],
        toDOM: (node) => ["span", { "data-source": node.attrs.source }],
      },
    },
    marks: {
      // Two beside each other are two: each is confirmed on its own.
      unconfirmed: {
        attrs: { number: {} }, inclusive: false,
        parseDOM: [{ tag: "mark", getAttrs: (element) => ({ number: Number(element.dataset.number) }) }],
        toDOM: (mark) => ["mark", { class: "unconfirmed", "data-number": mark.attrs.number }, 0],
      },
    },
  });
  const { paragraph, figure } = textSchema.nodes;
  const { unconfirmed } = textSchema.marks;
  let marks = 0;

  function readPiece({ kind, source, words }) {
    if (kind === "reference") return figure.create({ source });
    if (kind === "text") return textSchema.text(words);
    marks += 1;
    return textSchema.text(words, [unconfirmed.create({ number: marks })]);
  }

  function readParagraphs(text) {
    const lines = text.replace(/\r\n?/g, "\n").split("\n");
    return lines.map((line) => paragraph.create(null, splitPieces(line).map(readPiece)));
  }

  function readDocument(text) {
    return textSchema.topNodeType.create(null, readParagraphs(text));
  }

  // To be put into the middle of a paragraph: its first and last line join what stands there.
  function readSlice(text) {
    return new Slice(Fragment.from(readParagraphs(text)), 1, 1);
  }

  function writeInline(node, cells) {
    if (node.type === figure) return node.attrs.source;
    const text = cleanText(node.text || "", cells);
    const isMarked = node.marks.length && /^[^[\]]+$/.test(text);
    return isMarked ? `[?${text}?]` : text;
  }

  // Of a document, or of a part that was cut out of one. `cells`: whether it is the rows of a table.
  function writeText(node, cells = false) {
    const { content } = node.content;
    const writeLine = (nodes) => nodes.map((inline) => writeInline(inline, cells)).join("");
    return content.every((child) => child.isTextblock)
      ? content.map((child) => writeLine(child.content.content)).join("\n") : writeLine(content);
  }

  // Where words are typed out, as [from, to]; null where they are not.
  function findWords(document, words) {
    let found = null;
    document.descendants((node, position) => {
      if (found || !node.isText || node.marks.length) return;
      const place = findTyped(node.text, words);
      if (place >= 0) found = [position + place, position + place + words.length];
    });
    return found;
  }

  // Whether there are references that were typed by hand and are no figures yet.
  function hasTypedReference(document) {
    let found = false;
    document.descendants((node) => { found ||= node.isText && hasReference(node.text); });
    return found;
  }

  // Each marked piece with the place behind it.
  function findMarks(document) {
    const found = [];
    document.descendants((node, position) => {
      const mark = unconfirmed.isInSet(node.marks);
      const last = found.at(-1);
      if (!mark) return;
      if (last && last.end === position && last.mark.eq(mark)) last.end += node.nodeSize;
      else found.push({ mark, start: position, end: position + node.nodeSize });
    });
    return found.map((one) => ({ ...one, words: document.textBetween(one.start, one.end) }));
  }

  Object.assign(redcross, {
    textSchema, readDocument, readSlice, writeText, findWords, hasTypedReference, findMarks,
  });
})();

"use strict";
// The text of a chapter as it is saved. A line is a paragraph, [[…]] refers to a figure, and [?…?] marks
// what nobody has confirmed. Both are written as reports/text/figure_references.py reads them.
window.redcross = window.redcross || {};
(() => {
  const REFERENCE = /\[\[([^[\]\n]{1,300})\]\]/;
  const MARK = /\[\?([^[\]\n]{1,200})\?\]/;
  const PIECE = new RegExp(`${REFERENCE.source}|${MARK.source}`, "g");
  // Removed as a whole by one press of a key.
  const UNIT_BEFORE = new RegExp(`(?:${REFERENCE.source}|\\n)$`);
  const UNIT_AFTER = new RegExp(`^(?:${REFERENCE.source}|\\n)`);
  // The editor puts a zero-width space beside a reference, so that the caret can stand there.
  const JOINT = "\u200B";
  const INVISIBLE = /[\u200B\uFEFF]/g;

  // The pieces of a line. `kind` is text, reference or mark; `words` of a reference are its inside.
  function splitPieces(line) {
    const pieces = [];
    let end = 0;
    const addText = (source) => { if (source) pieces.push({ kind: "text", source, words: source }); };
    for (const match of line.matchAll(PIECE)) {
      const [source, reference, marked] = match;
      addText(line.slice(end, match.index));
      pieces.push({ kind: reference ? "reference" : "mark", source, words: reference || marked });
      end = match.index + source.length;
    }
    addText(line.slice(end));
    return pieces;
  }

  // [[name;parameter=value;…]] of the parameters that have a value.
  function formatReference(name, parameters = {}) {
    const given = Object.entries(parameters).filter(([, value]) => value);
    return `[[${[name, ...given.map(([parameter, value]) => `${parameter}=${value}`)].join(";")}]]`;
  }

  function hasReference(text) {
    return REFERENCE.test(text);
  }

  // What a text node of the editor adds to the text: one line, without what nobody can see.
  function cleanText(text) {
    return text.replace(INVISIBLE, "").replace(/[\u00A0\n\r\t]/g, " ");
  }

  // Where a place of the cleaned text lies in the text before cleaning; behind a joint rather than before it.
  function findRawOffset(raw, place) {
    let offset = 0;
    for (let visible = 0; offset < raw.length; offset += 1) {
      if (!cleanText(raw[offset])) continue;
      if (visible === place) break;
      visible += 1;
    }
    return offset;
  }

  // Nothing is put into the middle of a reference or a mark: the place itself, or the end of that piece.
  function skipPiece(text, place) {
    for (const { 0: source, index } of text.matchAll(PIECE)) {
      const end = index + source.length;
      if (index < place && place < end) return end;
    }
    return place;
  }

  // The reference or the end of a line right before a place, and right after it.
  function findUnitBefore(text, place) {
    return text.slice(0, place).match(UNIT_BEFORE)?.[0] || "";
  }

  function findUnitAfter(text, place) {
    return text.slice(place).match(UNIT_AFTER)?.[0] || "";
  }

  // A table, chart or listing has a line to itself: where it goes below the place, and with which break.
  function fitOnOwnLine(text, place, block) {
    const lineEnd = text.indexOf("\n", place);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const isEmptyLine = end === 0 || text[end - 1] === "\n";
    return [end, isEmptyLine ? block : `\n${block}`];
  }

  // Where words are typed out: not within a reference or a mark, and not as the tail of a longer number.
  function findTyped(text, words) {
    const typed = text.replace(PIECE, (source) => "\0".repeat(source.length));
    let place = typed.indexOf(words);
    while (place > 0 && /[\d.,]/.test(typed[place - 1])) place = typed.indexOf(words, place + 1);
    return place;
  }

  // As others read it: references as their numbers, marks as their words.
  function formatPlain(text, numbers) {
    return text.replace(PIECE, (source, _reference, marked) => marked || numbers[source] || source);
  }

  Object.assign(redcross, {
    JOINT, splitPieces, formatReference, hasReference, cleanText, findRawOffset, skipPiece,
    findUnitBefore, findUnitAfter, fitOnOwnLine, findTyped, formatPlain,
  });
})();

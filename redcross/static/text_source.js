"use strict";
// The text of a chapter as it is saved. A line is a paragraph, [[…]] refers to a figure, and [?…?] marks
// what nobody has confirmed. Both are written as reports/text/figure_references.py reads them.
window.redcross = window.redcross || {};
(() => {
  const REFERENCE = /\[\[([^[\]\n]{1,300})\]\]/;
  const MARK = /\[\?([^[\]\n]{1,200})\?\]/;
  const PIECE = new RegExp(`${REFERENCE.source}|${MARK.source}`, "g");
  const INVISIBLE = /[\u200B\uFEFF]/g;
  // Stands for a number that is not there yet.
  const PENDING = "…";

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

  // The name and the parameters of a reference, with its brackets or without.
  function parseReference(source) {
    const [name, ...rest] = source.replace(/^\[\[|\]\]$/g, "").split(";").map((piece) => piece.trim());
    const pairs = rest.filter(Boolean).map((piece) => [...piece.split("="), ""]);
    return { name, parameters: Object.fromEntries(pairs.map(([key, value]) => [key.trim(), value.trim()])) };
  }

  function hasReference(text) {
    return REFERENCE.test(text);
  }

  // One line without what nobody can see. `cells`: of a table, whose cells have a tab between them.
  function cleanText(text, cells = false) {
    return text.replace(INVISIBLE, "").replace(cells ? /[\u00A0\n\r]/g : /[\u00A0\n\r\t]/g, " ");
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
    return text.replace(PIECE, (source, _reference, marked) => marked || numbers[source] || PENDING);
  }

  Object.assign(redcross, {
    PENDING, splitPieces, formatReference, parseReference, hasReference, cleanText, findTyped, formatPlain,
  });
})();

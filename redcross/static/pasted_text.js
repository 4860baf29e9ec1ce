"use strict";
// What is pasted into a chapter, as its lines: a word processor and a web page bring more than text.
window.redcross = window.redcross || {};
(() => {
  const { cleanText } = redcross;
  const BLOCK = /^(P|DIV|LI|TR|H[1-6]|BLOCKQUOTE|PRE|TABLE|UL|OL|SECTION|ARTICLE)$/;
  // Styles, comments and settings of a word processor are no text.
  const NO_TEXT = /^(STYLE|SCRIPT|TITLE|HEAD|TEMPLATE|XML|O:P)$/;
  const LINE_END = /\r\n?|[\n\v\f\u2028\u2029]/;

  function readNode(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || NO_TEXT.test(node.tagName)) return "";
    if (node.tagName === "BR") return "\n";
    const text = [...node.childNodes].map(readNode).join("");
    if (/^T[DH]$/.test(node.tagName)) return `${text} `;
    return BLOCK.test(node.tagName) ? `\n${text}\n` : text;
  }

  // A parsed document runs no script and loads no picture.
  function readHtml(html) {
    return readNode(new DOMParser().parseFromString(html, "text/html").body);
  }

  function trimLine(line) {
    return cleanText(line).replace(/[\u0000-\u001F\u007F]/g, "").replace(/^[\s\u3000]+|[\s\u3000]+$/g, "");
  }

  // `cells`: of a table each line is a row, and its cells keep the tabs between them.
  function cleanPastedText(text, cells = false) {
    const clean = (line) => (cells ? line.split("\t").map(trimLine).join("\t") : trimLine(line));
    return text.split(LINE_END).map(clean).filter((line) => line.trim()).join("\n");
  }

  function readPastedText(clipboard, cells = false) {
    return cleanPastedText(clipboard.getData("text/plain") || readHtml(clipboard.getData("text/html")), cells);
  }

  // The rows of a table that was copied from a spreadsheet or a word processor; nothing where it is none.
  function readPastedTable(clipboard) {
    const rows = cleanPastedText(clipboard.getData("text/plain"), true);
    return rows.split("\n").filter((row) => row.includes("\t")).length > 1 ? rows : "";
  }

  Object.assign(redcross, { readHtml, cleanPastedText, readPastedText, readPastedTable });
})();

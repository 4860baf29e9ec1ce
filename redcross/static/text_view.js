"use strict";
// The text of a chapter shown in an element: a paragraph a line, a chip for each figure, a mark with its
// button around what nobody has confirmed. A place is a number of characters of the text; a point is a
// node and an offset in the page.
window.redcross = window.redcross || {};
(() => {
  const { JOINT, cleanText, createElement, findRawOffset, formatPlain, hasReference, splitPieces } = redcross;

  function pointBehind(node) {
    return [node.parentNode, [...node.parentNode.childNodes].indexOf(node) + 1];
  }

  // What a node adds to the text, in order: each with its text, the point behind it, and its text node.
  function* readNode(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      yield { text: cleanText(node.data), point: [node, node.length], node };
    } else if (node.dataset?.source) {
      yield { text: node.dataset.source, point: pointBehind(node) };
    } else if (node.nodeType === Node.ELEMENT_NODE && node.tagName !== "BUTTON") {
      const inside = [...node.childNodes].flatMap((child) => [...readNode(child)]);
      // Of a mark that was emptied nothing stays.
      const isMark = node.tagName === "MARK" && inside.some((part) => part.text);
      if (isMark) yield { text: "[?", point: [node, 0] };
      yield* inside;
      if (isMark) yield { text: "?]", point: pointBehind(node) };
    }
  }

  function joinParts(parts) {
    return [...parts].map((part) => part.text).join("");
  }

  class TextView {
    // `messages`: textRemove, textConfirm and textConfirmHelp.
    constructor(element, messages) {
      Object.assign(this, { element, messages, numbers: {}, labels: {} });
    }

    show(text) {
      this.element.replaceChildren(...text.split("\n").map((line) => this.createLine(line)));
    }

    // What each reference reads as, and what it is called: no label for one that leads nowhere.
    showFigures(numbers, labels) {
      Object.assign(this, { numbers, labels });
      this.element.querySelectorAll(".chip").forEach((chip) => this.describeChip(chip));
    }

    createLine(text) {
      const line = createElement("p");
      const pieces = splitPieces(text);
      // In front even when text stands there: it may be deleted, and the caret must still find a place.
      if (pieces.some(({ kind }) => kind !== "text")) line.append(JOINT);
      for (const { kind, source, words } of pieces) {
        if (kind === "text") line.append(words);
        else line.append(kind === "reference" ? this.createChip(source) : this.createMark(words), JOINT);
      }
      line.normalize();
      if (!line.textContent) line.append(createElement("br"));
      return line;
    }

    createChip(source) {
      const chip = createElement("span", { className: "chip", contentEditable: "false", tabIndex: 0 });
      chip.setAttribute("role", "img");
      chip.dataset.source = source;
      this.describeChip(chip);
      return chip;
    }

    describeChip(chip) {
      const { source } = chip.dataset;
      const number = this.numbers[source] ?? source.slice(2, -2);
      const label = this.labels[source] || source;
      chip.textContent = number;
      chip.title = label;
      chip.setAttribute("aria-label", `${number}: ${label}. ${this.messages.textRemove}`);
      chip.classList.toggle("faulty", source in this.numbers && !this.labels[source]);
    }

    createMark(words) {
      const { textConfirm, textConfirmHelp } = this.messages;
      const properties = { type: "button", contentEditable: "false", textContent: textConfirm, title: textConfirmHelp };
      const button = createElement("button", properties);
      button.setAttribute("aria-label", `${textConfirm}: ${words}`);
      return createElement("mark", { className: "unconfirmed" }, createElement("span", {}, words), button);
    }

    * readParts() {
      for (const [index, line] of [...this.element.childNodes].entries()) {
        if (index) yield { text: "\n", point: [line, 0] };
        yield* readNode(line);
      }
    }

    read() {
      return joinParts(this.readParts());
    }

    formatPlain(text) {
      return formatPlain(text, this.numbers);
    }

    placeOf(container, offset) {
      const range = document.createRange();
      range.setStart(container, offset);
      let place = 0;
      for (const part of this.readParts()) {
        if (part.node === container) return place + cleanText(container.data.slice(0, offset)).length;
        if (range.comparePoint(...part.point) > 0) break;
        place += part.text.length;
      }
      return place;
    }

    pointOf(place) {
      let rest = place;
      let point = [this.element.firstChild, 0];
      for (const part of this.readParts()) {
        if (part.node && rest <= part.text.length) return [part.node, findRawOffset(part.node.data, rest)];
        if (rest < part.text.length) break;
        rest -= part.text.length;
        point = part.point;
      }
      return point;
    }

    placesOfChip(chip) {
      const end = this.placeOf(...pointBehind(chip));
      return [end - chip.dataset.source.length, end];
    }

    // The places of a mark, brackets and all, and the words it holds.
    readMark(mark) {
      const source = joinParts(readNode(mark));
      const end = this.placeOf(...pointBehind(mark));
      return { start: end - source.length, end, words: source.slice(2, -2) };
    }

    // Whether there are references that were typed by hand and are no chips yet.
    hasTypedReference() {
      return [...this.readParts()].some((part) => part.node && hasReference(part.text));
    }

    // Whether anything but lines is left: when everything is deleted, or a word is dropped beside them.
    isBroken() {
      return !this.element.firstChild || [...this.element.childNodes].some((node) => node.nodeName !== "P");
    }
  }

  Object.assign(redcross, { TextView });
})();

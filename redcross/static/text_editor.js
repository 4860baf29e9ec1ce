"use strict";
// The editor of a chapter's text. What is saved is the <textarea> it stands in for, kept in step.
window.redcross = window.redcross || {};
(() => {
  const {
    TextHistory, TextView, createElement, findUnitAfter, findUnitBefore, fitOnOwnLine, readPastedText, skipPiece,
  } = redcross;
  // Of the clipboard: text with its references and marks, from one editor to another.
  const SOURCE_TYPE = "application/x-figures";

  function createEditorElement(textarea) {
    const label = document.querySelector(`label[for="${textarea.id}"]`);
    label.id = label.id || "text-label";
    const properties = { className: "form-control editor", contentEditable: "true", lang: "zh-Hans" };
    const element = createElement("div", properties);
    element.setAttribute("role", "textbox");
    element.setAttribute("aria-multiline", "true");
    element.setAttribute("aria-labelledby", label.id);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) element.setAttribute(name, textarea.getAttribute(name));
    }
    label.addEventListener("click", () => element.focus());
    return element;
  }

  class TextEditor {
    // `onChange` is called after every change, `onPaste` with what was pasted from elsewhere.
    constructor(textarea, messages, { onChange, onPaste }) {
      const element = createEditorElement(textarea);
      const view = new TextView(element, messages);
      const history = new TextHistory();
      Object.assign(this, { textarea, element, view, history, onChange, onPaste, selection: null });
      view.show(textarea.value.replace(/\r\n?/g, "\n"));
      this.followSelection();
      this.handleInput();
      this.handleKeys();
      this.handleClipboard();
      element.addEventListener("click", (event) => {
        const mark = event.target.closest("button") && event.target.closest("mark");
        if (mark) this.confirmMark(mark);
      });
    }

    read() {
      return this.view.read();
    }

    // --- caret: while the focus is elsewhere, where it was last

    followSelection() {
      const follow = () => { this.selection = this.findSelection() || this.selection; };
      document.addEventListener("selectionchange", follow);
      this.element.addEventListener("focusout", follow);
    }

    findSelection() {
      const chip = document.activeElement.closest(".editor .chip");
      if (chip) {
        const [, end] = this.view.placesOfChip(chip);
        return [end, end];
      }
      const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
      const contains = (node) => this.element.contains(node);
      if (!range || !contains(range.startContainer) || !contains(range.endContainer)) return null;
      return [
        this.view.placeOf(range.startContainer, range.startOffset),
        this.view.placeOf(range.endContainer, range.endOffset),
      ];
    }

    readSelection() {
      this.selection = this.findSelection() || this.selection || Array(2).fill(this.read().length);
      return this.selection;
    }

    putCaret(place) {
      const point = this.view.pointOf(place);
      this.element.focus();
      getSelection().collapse(...point);
      this.selection = [place, place];
    }

    // --- changes

    finishChange() {
      this.textarea.value = this.read();
      this.onChange();
    }

    currentState() {
      return [this.read(), this.readSelection()[0]];
    }

    restore(state) {
      if (!state) return;
      const [text, place] = state;
      this.view.show(text);
      this.putCaret(place);
      this.finishChange();
    }

    undo() {
      this.restore(this.history.undo(this.currentState()));
    }

    redo() {
      this.restore(this.history.redo(this.currentState()));
    }

    replace(start, end, text) {
      this.history.record(this.currentState());
      const all = this.read();
      this.view.show(all.slice(0, start) + text + all.slice(end));
      this.putCaret(start + text.length);
      this.finishChange();
    }

    replaceAll(text) {
      this.replace(0, this.read().length, text);
    }

    insert(text) {
      const [start, end] = this.readSelection();
      if (start !== end) return this.replace(start, end, text);
      const place = skipPiece(this.read(), start);
      return this.replace(place, place, text);
    }

    insertOnOwnLine(block) {
      const [place, text] = fitOnOwnLine(this.read(), this.readSelection()[1], block);
      this.replace(place, place, text);
    }

    confirmMark(mark) {
      const { start, end, words } = this.view.readMark(mark);
      this.replace(start, end, words);
    }

    // --- events

    handleInput() {
      this.element.addEventListener("beforeinput", (event) => {
        const text = this.read();
        const [start, end] = this.readSelection();
        const change = this.findOwnChange(event.inputType, text, start, end);
        if (change) {
          event.preventDefault();
          change();
        } else {
          this.history.record([text, start], { typing: true });
        }
      });
      const finishTyping = () => {
        if (this.view.isBroken()) {
          const [place] = this.readSelection();
          this.view.show(this.read());
          this.putCaret(place);
        }
        this.finishChange();
      };
      // Half a composed Chinese word must be left alone.
      this.element.addEventListener("input", (event) => { if (!event.isComposing) finishTyping(); });
      this.element.addEventListener("compositionend", finishTyping);
      this.element.addEventListener("dragover", (event) => event.preventDefault());
      this.element.addEventListener("drop", (event) => event.preventDefault());
      this.element.addEventListener("blur", () => {
        if (this.view.hasTypedReference()) this.view.show(this.read());
      });
    }

    // What the editor does itself instead of the browser; undefined for ordinary typing.
    findOwnChange(type, text, start, end) {
      if (type === "historyUndo") return () => this.undo();
      if (type === "historyRedo") return () => this.redo();
      if (type.startsWith("format") || type === "insertFromDrop") return () => {};
      if (type === "insertParagraph" || type === "insertLineBreak") return () => this.insert("\n");
      if (type.startsWith("delete") && start !== end) return () => this.replace(start, end, "");
      if (type === "deleteContentBackward") {
        const unit = findUnitBefore(text, start);
        if (unit) return () => this.replace(start - unit.length, start, "");
      }
      if (type === "deleteContentForward") {
        const unit = findUnitAfter(text, start);
        if (unit) return () => this.replace(start, start + unit.length, "");
      }
      return undefined;
    }

    handleKeys() {
      this.element.addEventListener("keydown", (event) => {
        const key = event.key.toLowerCase();
        if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y")) {
          event.preventDefault();
          if (key === "y" || event.shiftKey) this.redo();
          else this.undo();
          return;
        }
        const chip = event.target.closest?.(".chip");
        if (!chip) return;
        const [start, end] = this.view.placesOfChip(chip);
        if (event.key === "Backspace" || event.key === "Delete") this.replace(start, end, "");
        else if (event.key === "ArrowLeft") this.putCaret(start);
        else if (event.key === "ArrowRight") this.putCaret(end);
        else return;
        event.preventDefault();
      });
    }

    handleClipboard() {
      for (const type of ["copy", "cut"]) {
        this.element.addEventListener(type, (event) => {
          const [start, end] = this.readSelection();
          if (start === end) return;
          event.preventDefault();
          const text = this.read().slice(start, end);
          event.clipboardData.setData("text/plain", this.view.formatPlain(text));
          event.clipboardData.setData(SOURCE_TYPE, text);
          if (type === "cut") this.replace(start, end, "");
        });
      }
      this.element.addEventListener("paste", (event) => {
        event.preventDefault();
        const source = event.clipboardData.getData(SOURCE_TYPE);
        const text = source || readPastedText(event.clipboardData);
        if (!text) return;
        this.insert(text);
        if (!source) this.onPaste(text);
      });
    }
  }

  Object.assign(redcross, { TextEditor });
})();

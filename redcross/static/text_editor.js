"use strict";
// The editor of a chapter's text. What is saved is the <textarea> it stands in for, kept in step. Keys, input
// methods, undo, moving and the clipboard are ProseMirror's.
window.redcross = window.redcross || {};
(() => {
  const {
    DOMSerializer, Decoration, DecorationSet, EditorState, EditorView, NodeSelection, Plugin, TextSelection, baseKeymap, closeHistory,
    history, keymap, redo, undo,
  } = ProseMirror;
  const {
    PENDING, createElement, findMarks, findWords, formatPlain, hasTypedReference, readDocument, readPastedTable,
    readPastedText, readSlice, textSchema, writeText,
  } = redcross;

  // A figure in the text: its number, and in words what it is.
  class Chip {
    constructor(node, editor) {
      Object.assign(this, { node, editor, dom: createElement("span", { className: "chip" }) });
      this.dom.setAttribute("role", "img");
      editor.chips.add(this);
      this.describe();
    }

    get source() {
      return this.node.attrs.source;
    }

    describe() {
      const { numbers, labels, messages } = this.editor;
      const number = numbers[this.source] ?? PENDING;
      const label = labels[this.source] || (this.source in numbers ? messages.textFaulty : "");
      this.dom.textContent = number;
      this.dom.title = label;
      this.dom.setAttribute("aria-label", [number, label].filter(Boolean).join(": "));
      this.dom.classList.toggle("faulty", this.source in numbers && !labels[this.source]);
    }

    update(node) {
      if (node.type !== this.node.type) return false;
      this.node = node;
      this.describe();
      return true;
    }

    selectNode() {
      this.dom.classList.add("selected");
    }

    deselectNode() {
      this.dom.classList.remove("selected");
    }

    destroy() {
      this.editor.chips.delete(this);
    }
  }

  class TextEditor {
    // `onChange` is called after every change, `onPaste` with what was pasted from elsewhere, and its rows if it was
    // a table, `onChip` with the source of a figure that is to be looked at. `messages`: textChip, textConfirm,
    // textConfirmHelp, textFaulty. A textarea with `data-cells` holds the rows of a table.
    constructor(textarea, messages, { onChange, onPaste, onChip }) {
      Object.assign(this, { textarea, messages, onChange, onPaste, onChip, numbers: {}, labels: {}, chips: new Set() });
      this.cells = "cells" in textarea.dataset;
      // What stands in the field, as far as the editor knows.
      this.written = textarea.value;
      // What is known of the chip that is selected, for who does not see it.
      this.status = createElement("p", { className: "form-hint mb-0", id: `${textarea.id}-chip-status` });
      this.status.setAttribute("role", "status");
      this.view = new EditorView(null, {
        state: this.createState(textarea.value),
        attributes: this.attributes(),
        nodeViews: { figure: (node) => new Chip(node, this) },
        dispatchTransaction: (transaction) => this.apply(transaction),
        clipboardSerializer: this.clipboardSerializer(),
        clipboardTextSerializer: (slice) => formatPlain(writeText(slice, this.cells), this.numbers),
        handlePaste: (_view, event) => this.paste(event.clipboardData),
        handleDrop: (view, event, _slice, moved) => !moved && !view.dragging && this.drop(event),
        handleClickOn: (_view, position, node, _at, _event, direct) => direct && this.openChip(node, position),
        handleDOMEvents: { beforeinput: (_view, event) => this.followMenu(event), blur: () => this.makeTypedChips() },
      });
      this.element = this.view.dom;
    }

    attributes() {
      const { textarea } = this;
      const label = document.querySelector(`label[for="${textarea.id}"]`);
      label.id = label.id || `${textarea.id}-label`;
      label.addEventListener("click", () => this.view.focus());
      const attributes = {
        class: `form-control editor${this.cells ? " cells" : ""}`, lang: "zh-Hans", role: "textbox", "aria-multiline": "true",
        "aria-labelledby": label.id, spellcheck: "false",
      };
      for (const name of ["aria-describedby", "aria-invalid"]) {
        if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
      }
      return attributes;
    }

    createState(text) {
      const openSelected = (state) => {
        const { node, from } = state.selection;
        return Boolean(node) && this.openChip(node, from);
      };
      const split = baseKeymap.Enter;
      const keys = {
        "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo,
        Enter: (state, dispatch, view) => openSelected(state) || split(state, dispatch, view),
        "Shift-Enter": split,
      };
      const plugins = [history(), keymap(keys), keymap(baseKeymap), this.confirmButtons()];
      return EditorState.create({ doc: readDocument(text), schema: textSchema, plugins });
    }

    // A word processor gets the numbers; an editor of ours their figures.
    clipboardSerializer() {
      const figure = ({ attrs }) => ["span", { "data-source": attrs.source }, this.numbers[attrs.source] ?? PENDING];
      const nodes = { ...DOMSerializer.nodesFromSchema(textSchema), figure };
      return new DOMSerializer(nodes, DOMSerializer.marksFromSchema(textSchema));
    }

    // Behind every piece that nobody has confirmed a button that does.
    confirmButtons() {
      const { textConfirm, textConfirmHelp } = this.messages;
      const createButton = (words) => {
        const properties = { type: "button", textContent: textConfirm, title: textConfirmHelp, tabIndex: -1 };
        const button = createElement("button", properties);
        button.setAttribute("aria-label", `${textConfirm}: ${words}`);
        button.addEventListener("click", () => this.confirm(Number(button.closest("mark").dataset.number)));
        return button;
      };
      const decorate = ({ doc }) => DecorationSet.create(doc, findMarks(doc).map(({ mark, end, words }) => (
        Decoration.widget(end, () => createButton(words), {
          marks: [mark], side: -1, key: `${mark.attrs.number} ${words}`, ignoreSelection: true, stopEvent: () => true,
        })
      )));
      return new Plugin({ props: { decorations: decorate } });
    }

    // --- what is in it

    read() {
      return writeText(this.view.state.doc, this.cells);
    }

    // What each reference reads as, and what it is called: no label for one that leads nowhere.
    showFigures(numbers, labels) {
      Object.assign(this, { numbers, labels });
      this.chips.forEach((chip) => chip.describe());
      this.describeSelected();
    }

    apply(transaction) {
      this.view.updateState(this.view.state.apply(transaction));
      this.describeSelected();
      if (!transaction.docChanged) return;
      this.textarea.value = this.read();
      this.written = this.textarea.value;
      this.onChange();
    }

    // Somebody else has written into the field: a script that brings back what was kept, or the browser.
    followField() {
      if (this.textarea.value !== this.written) this.replaceAll(this.textarea.value);
    }

    describeSelected() {
      const { node } = this.view.state.selection;
      const chip = [...this.chips].find((one) => node && one.node === node);
      const words = chip ? `${chip.dom.getAttribute("aria-label")}. ${this.messages.textChip}` : "";
      if (this.status.textContent !== words) this.status.textContent = words;
    }

    // --- changes, each taken back by one step

    dispatch(change) {
      const transaction = closeHistory(this.view.state.tr);
      change(transaction);
      this.view.dispatch(transaction.scrollIntoView());
    }

    insert(text) {
      // Beside the figure that is selected, not in its place.
      const { selection } = this.view.state;
      this.dispatch((transaction) => {
        if (selection.node) transaction.setSelection(TextSelection.create(transaction.doc, selection.to));
        transaction.replaceSelection(readSlice(text));
      });
      this.view.focus();
    }

    // A table, chart or listing has a line to itself, below the caret.
    insertOnOwnLine(block) {
      const { $to } = this.view.state.selection;
      const lines = readDocument(block).content;
      this.dispatch((transaction) => {
        const [from, to] = $to.parent.content.size ? [$to.after(), $to.after()] : [$to.before(), $to.after()];
        transaction.replaceWith(from, to, lines);
        transaction.setSelection(TextSelection.near(transaction.doc.resolve(from + lines.size - 1), -1));
      });
      this.view.focus();
    }

    replaceAll(text) {
      this.dispatch((transaction) => {
        transaction.replaceWith(0, transaction.doc.content.size, readDocument(text).content);
      });
    }

    // Gives whether the words stood there, typed out.
    replaceWords(words, reference) {
      const found = findWords(this.view.state.doc, words);
      if (!found) return false;
      this.dispatch((transaction) => transaction.replaceRange(...found, readSlice(reference)));
      return true;
    }

    replaceChip(position, reference) {
      this.dispatch((transaction) => {
        transaction.setNodeAttribute(position, "source", reference);
        transaction.setSelection(TextSelection.create(transaction.doc, position + 1));
      });
      this.view.focus();
    }

    removeChip(position) {
      this.dispatch((transaction) => transaction.delete(position, position + 1));
      this.view.focus();
    }

    confirm(number) {
      const found = findMarks(this.view.state.doc).filter(({ mark }) => mark.attrs.number === number);
      this.dispatch((transaction) => {
        for (const { mark, start, end } of found) transaction.removeMark(start, end, mark);
      });
      this.view.focus();
    }

    // --- events

    openChip(node, position) {
      if (node.type !== textSchema.nodes.figure) return false;
      const selection = NodeSelection.create(this.view.state.doc, position);
      this.view.dispatch(this.view.state.tr.setSelection(selection));
      this.onChip(node.attrs.source, position);
      return true;
    }

    // Undo and redo of the browser's own menu, and what formats a text.
    followMenu(event) {
      const { inputType: type } = event;
      const steps = { historyUndo: undo, historyRedo: redo };
      if (!(type in steps) && !type.startsWith("format")) return false;
      event.preventDefault();
      steps[type]?.(this.view.state, this.view.dispatch);
      return true;
    }

    paste(clipboard) {
      // From an editor of ours: with its figures.
      if (clipboard.getData("text/html").includes("data-pm-slice")) return false;
      const text = readPastedText(clipboard, this.cells);
      if (text) {
        this.insert(text);
        this.onPaste(text, this.cells ? "" : readPastedTable(clipboard));
      }
      return true;
    }

    drop(event) {
      event.preventDefault();
      const text = readPastedText(event.dataTransfer, this.cells);
      const place = this.view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (!text || !place) return true;
      this.dispatch((transaction) => {
        transaction.setSelection(TextSelection.near(transaction.doc.resolve(place.pos)));
        transaction.replaceSelection(readSlice(text));
      });
      this.onPaste(text, this.cells ? "" : readPastedTable(event.dataTransfer));
      return true;
    }

    makeTypedChips() {
      if (!this.view.composing && hasTypedReference(this.view.state.doc)) this.replaceAll(this.read());
      return false;
    }
  }

  Object.assign(redcross, { TextEditor });
})();

"use strict";
// A choice that is searched on the server:
// <select data-autocomplete="URL" [data-add-url] [data-typed] data-text-none data-text-error …>
// Keys act on the answer to what is typed, never on an older list; what is typed stays until it is chosen.
window.redcross = window.redcross || {};
(() => {
  const { createElement, debounce, fetchJson, openQuickAdd } = redcross;
  const SEARCH_DELAY = 150;
  const SEPARATORS = /[、，,;；]/;

  // What Enter takes of an answer: the one of exactly the name, else the only one found.
  function chosenOf({ results, more }, { exactOnly = false } = {}) {
    const exact = results.filter((result) => result.exact);
    if (exact.length || exactOnly) return exact.length === 1 ? exact[0] : null;
    return results.length === 1 && !more ? results[0] : null;
  }

  function pressEnter(element) {
    element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  }

  // As if typed: it replaces what is selected, and scripts hear of it.
  function typeText(text) {
    if (text) document.execCommand("insertText", false, text);
  }

  class SearchBox {
    constructor(select) {
      Object.assign(this, { select, texts: select.dataset });
      // The latest question, `{text, answer, results}`: `answer` promises what `results` then holds.
      this.question = null;
      // Settled unless an input method is composing.
      this.composed = null;
      // Whether arrow keys led to the highlighted option.
      this.reached = false;
      // Arrow keys pressed before there was a list to move in.
      this.arrows = [];
      // What a key or the form waits for: whether the text leads to a choice.
      this.taking = null;
      // Whether Enter was pressed again while the first one waited.
      this.again = false;
      // The name that Enter is looking up, and the texts at which it was pressed again since.
      this.pending = "";
      this.marks = [];
      // Whether the dialog is open, or on its way, in which a new one is added.
      this.adding = false;
      // Not for a text that a key has led to a choice meanwhile.
      this.askSoon = debounce(SEARCH_DELAY, (text) => { if (text === this.text()) this.ask(); });
      this.message = createElement("div", { id: `${select.id}-message` });
      this.message.setAttribute("role", "alert");
      this.box = new TomSelect(select, this.settings());
      this.box.searchBox = this;
      this.changeKeys();
      this.describe();
      if (select.dataset.typed) this.box.setTextboxValue(select.dataset.typed);
    }

    settings() {
      const { addUrl, textAdd = "", textNone = "", textPending = "" } = this.texts;
      const row = (text, escape) =>
        `<div class="no-results" role="option" aria-disabled="true">${escape(text)}</div>`;
      return {
        plugins: this.select.multiple ? ["remove_button"] : [],
        valueField: "id", labelField: "text", searchField: [], maxOptions: null,
        refreshThrottle: 0, shouldLoad: () => true, closeAfterSelect: true,
        // Within what scrolls, the list would be cut off.
        dropdownParent: this.select.closest(".wide-rows") ? "body" : null,
        // Text with commas is one name; it must not vanish when the box is left.
        delimiter: "", hidePlaceholder: false,
        // Adding is offered once it is known who is there already.
        createFilter: () => Boolean(this.results()),
        create: addUrl ? (name) => { this.add(name); } : false,
        onItemAdd: () => this.onItemAdded(),
        onFocus: () => { if (!this.taking) { this.forget(); this.ask(); } },
        onBlur: () => { if (this.text()) this.taking ||= this.take({ exactOnly: true }); },
        render: {
          no_results: (_data, escape) => row(textNone, escape),
          loading: (_data, escape) => row(textPending, escape),
          option_create: ({ input }, escape) =>
            `<div class="create" role="option">${escape(textAdd)} <strong>${escape(input)}</strong></div>`,
        },
      };
    }

    changeKeys() {
      const { box } = this;
      const focus = box.onFocus.bind(box);
      const close = box.close.bind(box);
      const keyDown = box.onKeyDown.bind(box);
      // It focuses itself after a moment; whoever has left by then stays where they went.
      box.hook("instead", "onFocus", (event) => { if (document.activeElement === box.control_input) focus(event); });
      box.hook("instead", "close", () => close(false));
      // A click into an open box would close it and lose what is being typed.
      box.hook("instead", "onClick", () => { box.clearActiveItems(); box.focus(); });
      box.hook("instead", "onKeyDown", (event) => this.onKey(event, keyDown));
      box.hook("after", "refreshOptions", () => this.arrangeOptions());
      const { control_input: input } = box;
      input.addEventListener("input", () => this.onType());
      // What an input method composes is left alone until it stands.
      input.addEventListener("compositionstart", () => {
        this.composed = new Promise((resolve) => input.addEventListener("compositionend", resolve, { once: true }));
      });
      // With text in it, which it was never meant to keep, it takes no notice of a click.
      box.control.addEventListener("click", () => { if (this.text()) box.focus(); });
    }

    describe() {
      const { box, message, select } = this;
      for (const name of ["aria-invalid", "aria-required"]) {
        if (select.hasAttribute(name)) box.control_input.setAttribute(name, select.getAttribute(name));
      }
      const described = [select.getAttribute("aria-describedby"), message.id].filter(Boolean).join(" ");
      box.control_input.setAttribute("aria-describedby", described);
      // Its label now names the box.
      select.setAttribute("aria-hidden", "true");
      box.wrapper.after(message);
    }

    text() {
      return this.box.control_input.value.trim();
    }

    show(text, className = "invalid-feedback d-block") {
      Object.assign(this.message, { textContent: text, className });
      // The open list covers what stands below the box.
      const { dropdown_content: list, isOpen } = this.box;
      list.querySelector(".note")?.remove();
      const note = { className: "note", textContent: text, ariaHidden: "true" };
      if (text && isOpen) list.prepend(createElement("div", note));
    }

    // --- asking

    forget() {
      this.question = null;
      this.reached = false;
      this.arrows = [];
    }

    // What the server answered to the text that stands there now; undefined while it has not.
    results() {
      return this.question && this.question.text === this.text() ? this.question.results : undefined;
    }

    async ask(text = this.text()) {
      if (this.question?.text === text) return this.question.answer;
      const question = { text };
      this.question = question;
      this.showPending();
      question.answer = fetchJson(this.texts.autocomplete, { query: { q: text } }).catch(() => null);
      const answer = await question.answer;
      // A later question has made this one obsolete, or the next name is being typed.
      if (this.question === question && text === this.text()) this.showAnswer(answer);
      return answer;
    }

    showPending() {
      this.reached = false;
      this.box.clearOptions();
      this.box.loading = 1;
      this.box.refreshOptions(this.box.isFocused);
    }

    showAnswer(answer) {
      this.box.loading = 0;
      if (answer) {
        this.question.results = answer.results;
        this.question.more = answer.more;
        this.box.addOptions(answer.results);
        this.box.refreshOptions(this.box.isFocused);
        this.arrows.splice(0).forEach((key) => this.move(key));
      } else {
        // The next key asks again.
        this.question = null;
        this.box.close();
        this.show(this.texts.textError);
      }
    }

    // --- keys

    onType() {
      // What comes next is typed while the name before it is being looked up.
      if (this.pending && this.text().startsWith(this.pending)) return;
      this.pending = "";
      this.marks = [];
      this.show("");
      this.taking = null;
      this.forget();
      // The text replaces what was chosen: the two side by side would be saved as the older one.
      if (this.text() && !this.select.multiple && this.box.items.length) this.box.removeItem(this.box.items[0]);
      this.showPending();
      this.askSoon(this.text());
    }

    onKey(event, keyDown) {
      // The key belongs to the input method, which is still composing.
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter") this.onEnter(event, keyDown);
      else if (event.key === "Tab") this.onTab(event);
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.onArrow(event);
      else keyDown(event);
    }

    onArrow(event) {
      event.preventDefault();
      if (this.box.isOpen && this.results()) {
        this.move(event.key);
      } else if (this.box.isOpen) {
        this.arrows.push(event.key);
      } else if (event.key === "ArrowDown") {
        this.forget();
        this.ask();
      }
    }

    move(key) {
      const { box } = this;
      const options = [...box.selectable()];
      const [first, step] = key === "ArrowDown" ? [0, 1] : [options.length - 1, -1];
      const next = this.reached ? options.indexOf(box.activeOption) + step : first;
      if (options[next]) box.setActiveOption(options[next]);
      this.reached = Boolean(box.activeOption);
    }

    onEnter(event, keyDown) {
      const { box } = this;
      if (this.reached && box.canSelect(box.activeOption)) {
        const adds = box.activeOption.matches(".create");
        keyDown(event);
        if (!adds && !this.select.multiple) this.focusNextField();
      } else if (this.text() || this.arrows.length) {
        event.preventDefault();
        if (!this.taking) this.taking = this.take({ offer: true });
        else if (this.pending && this.text() !== this.pending) this.marks.push(this.text());
        else this.again = true;
      } else if (box.isOpen) {
        event.preventDefault();
        box.close();
      }
    }

    // The focus moves on; the text is looked up behind it.
    onTab(event) {
      const { box } = this;
      if (this.reached && box.canSelect(box.activeOption)) {
        const adds = box.activeOption.matches(".create");
        box.onOptionSelect(event, box.activeOption);
        if (adds) event.preventDefault();
      } else if (this.text()) {
        this.taking ||= this.take();
      }
    }

    // --- taking

    candidate(options) {
      return this.results() && this.text() ? chosenOf(this.question, options) : null;
    }

    // Adding comes last: whoever looks for the first one found does not add another.
    arrangeOptions() {
      const create = this.createOption();
      if (create) this.box.dropdown_content.append(create);
      if (!this.reached) this.highlight();
    }

    highlight() {
      const { box } = this;
      const chosen = this.candidate();
      const option = chosen ? box.getOption(chosen.id) : this.results()?.length ? null : this.createOption();
      if (option && box.isOpen) box.setActiveOption(option);
      else box.clearActiveOption();
    }

    createOption() {
      return this.box.dropdown_content.querySelector(".create");
    }

    onItemAdded() {
      this.box.setTextboxValue();
      this.show("");
      this.forget();
      this.taking = null;
    }

    // Waits for the answer to the text and takes what it leads to, else says what to do; the text stays.
    // After Enter it also goes on, with what was typed meanwhile. Resolves to whether nothing is left to choose.
    async take({ name = this.text(), exactOnly = false, offer = false } = {}) {
      const { control_input: input } = this.box;
      const several = this.select.multiple;
      if (offer || several) this.pending = name;
      input.setAttribute("aria-busy", "true");
      const answer = await this.ask(name);
      input.removeAttribute("aria-busy");
      const { again } = this;
      this.again = false;
      const pieces = name.split(SEPARATORS).map((piece) => piece.trim()).filter(Boolean);
      if (several && answer && !chosenOf(answer) && pieces.length > 1) return this.takePieces(name, pieces);
      if (this.pending && this.text() !== name) return this.takeNext(name, answer);
      this.pending = "";
      // Typed on meanwhile: another key will ask for that.
      if (name !== this.text()) return !this.text();
      this.taking = null;
      if (this.reached && this.box.canSelect(this.box.activeOption)) {
        this.box.onOptionSelect({}, this.box.activeOption);
        return true;
      }
      const chosen = this.candidate({ exactOnly });
      if (chosen) this.choose(chosen);
      else if (this.mayAdd(answer) && offer) await this.add(name);
      else if (answer) this.explain(answer);
      if (chosen && (again || (offer && !several))) this.focusNextField();
      return Boolean(chosen);
    }

    mayAdd(answer) {
      return answer && !answer.results.length && this.texts.addUrl && document.activeElement === this.box.control_input;
    }

    // Behind the name that was looked up stands what was typed since, and where Enter was pressed in it: in a box of
    // several the next names, else what belongs into the next fields.
    async takeNext(name, answer) {
      await this.composed;
      const rest = this.text().slice(name.length);
      const ends = this.marks.splice(0).map((mark) => mark.length - name.length);
      const chosen = answer && chosenOf(answer);
      const several = this.select.multiple;
      this.pending = "";
      this.taking = null;
      if (chosen) this.choose(chosen);
      if (chosen && !several) {
        this.typeAhead(rest, ends);
      } else if (chosen) {
        this.box.setTextboxValue(rest.trim());
        if (!ends.length) this.onType();
        else {
          const next = rest.slice(0, ends[0]).trim();
          this.marks = ends.slice(1).map((end) => rest.slice(0, end).trim());
          this.taking = this.take({ name: next, offer: true });
          return this.taking;
        }
      } else if (!several && this.mayAdd(answer)) {
        this.box.setTextboxValue(name);
        const added = await this.add(name, { stay: true });
        if (added) this.typeAhead(rest, ends);
        else this.box.setTextboxValue(`${name}${rest}`);
      } else {
        if (several) this.box.setTextboxValue(`${name}、${rest.trim()}`);
        if (answer) this.explain(answer);
      }
      return !this.text();
    }

    // 甲局、乙局 are two; what is not found of them stays.
    async takePieces(name, pieces) {
      const left = [];
      let last = null;
      for (const piece of pieces) {
        last = await fetchJson(this.texts.autocomplete, { query: { q: piece } }).catch(() => null);
        const chosen = last && chosenOf(last);
        const text = this.text();
        if (chosen) this.choose(chosen);
        else left.push(piece);
        // Choosing has emptied the box.
        if (chosen) this.box.setTextboxValue(text);
      }
      const rest = this.text().slice(name.length);
      this.pending = "";
      this.marks = [];
      this.taking = null;
      this.forget();
      this.box.setTextboxValue(`${left.join("、")}${rest}`);
      if (left.length) this.explain(last || { results: [] });
      return !this.text();
    }

    // Enter that was pressed here goes where it would have gone with the name chosen.
    focusNextField() {
      if (document.activeElement === this.box.control_input) pressEnter(this.box.control_input);
    }

    // What was typed after Enter goes where it would have gone, and so do the Enters in it.
    typeAhead(text, ends) {
      this.focusNextField();
      let from = 0;
      for (const end of ends) {
        typeText(text.slice(from, end));
        pressEnter(document.activeElement);
        from = end;
      }
      typeText(text.slice(from));
    }

    explain({ results }) {
      const { addUrl, textSingle, textSeveral, textAddable, textUnknown } = this.texts;
      if (results.length) this.show(results.length === 1 ? textSingle : textSeveral);
      else this.show(addUrl ? textAddable : textUnknown);
    }

    choose(result) {
      this.box.addOption(result);
      this.box.addItem(result.id);
      // One of several that was there already is not added again.
      this.box.setTextboxValue();
      this.box.close();
      if (!result.exact && "exact" in result) this.show(this.texts.textTaken, "form-hint");
    }

    // Gives what was added, if anything; the focus then goes on unless it is to stay.
    async add(name, { stay = false } = {}) {
      const { addUrl, textError } = this.texts;
      this.box.close();
      // Enter pressed again while the dialog is on its way opens no second one.
      if (this.adding) return null;
      this.adding = true;
      try {
        // What was typed on meanwhile stays, and keeps the form back: cleared, the next field would get its keys.
        const isWanted = () => this.text() === name || !this.text();
        const added = await openQuickAdd(addUrl, name, textError, isWanted);
        if (!isWanted()) return null;
        if (added) {
          this.choose(added);
          // The next Enter goes on; it would only close the list that opens with the focus.
          redcross.keepListClosed(this.box);
        }
        this.box.focus();
        if (added && !stay && !this.select.multiple) this.focusNextField();
        return added;
      } catch {
        this.show(textError);
        return null;
      } finally {
        this.adding = false;
      }
    }
  }

  function createSearchBoxes(root) {
    root.querySelectorAll("select[data-autocomplete]").forEach((select) => new SearchBox(select));
  }

  Object.assign(redcross, { createSearchBoxes });
  createSearchBoxes(document);
})();

"use strict";
// The dialog in which a figure is chosen by its name, with its period, what it is restricted to and how it is
// written: for a text, for a figure that stands in it, and for an indicator.
window.redcross = window.redcross || {};
(() => {
  const {
    createElement, createSearchBoxes, debounce, fetchJson, formatReference, latestOnly, parseReference,
  } = redcross;
  const DELAY = 250;
  const TWICE = 500;
  const HALVES = ["keydown", "mousedown", "click"];
  const BLOCKS = ["table", "chart"];

  // The second half of a double click, or of Enter pressed twice, is meant for the button that has just gone.
  function ignoreRest() {
    const ends = performance.now() + TWICE;
    const ignore = (event) => {
      const isRest = event.key === "Enter" || event.detail > 1;
      // Any other key or click between them, and it is no second half.
      const over = performance.now() > ends || !isRest;
      if (!over) {
        event.preventDefault();
        event.stopPropagation();
      }
      if (over) for (const type of HALVES) document.removeEventListener(type, ignore, true);
    };
    for (const type of HALVES) document.addEventListener(type, ignore, true);
  }

  class FigurePicker {
    // `element` is the dialog; its controls have ids `picker-…`, as data it has the URLs and the messages.
    constructor(element) {
      Object.assign(this, { element, messages: element.dataset, figure: null, task: {} });
      const names = [
        "heading", "search", "results", "more", "options", "chosen", "rule", "period", "from", "to", "form", "filters",
        "shown", "insert", "by", "list",
      ];
      this.controls = Object.fromEntries(names.map((name) => [name, document.getElementById(`picker-${name}`)]));
      const { figuresUrl, chosenUrl, previewUrl } = element.dataset;
      this.fetchFigures = (words) => fetchJson(figuresUrl, { query: { q: words } });
      this.fetchChosen = latestOnly((reference) => fetchJson(chosenUrl, { query: { reference } }));
      this.fetchShown = latestOnly((text) => fetchJson(previewUrl, { data: { text } }));
      this.showNumberSoon = debounce(DELAY, () => this.showNumber());
      this.handleEvents();
    }

    find(selector) {
      return this.element.querySelector(selector);
    }

    // `task`: `reference` that is looked at, if any; `onNumber` and `onBlock` are called with what was chosen,
    // `onRemove` where it can be taken out, `onClose` at last.
    open(task) {
      const { controls, messages } = this;
      this.task = task;
      this.figure = null;
      this.found = null;
      controls.heading.textContent = task.reference ? messages.textChange : messages.textInsert;
      controls.insert.textContent = task.reference ? messages.textChangeNumber : messages.textInsertNumber;
      controls.search.value = "";
      controls.chosen.textContent = "";
      controls.rule.textContent = "";
      controls.options.hidden = true;
      this.find("[data-remove]").hidden = !task.onRemove;
      this.element.showModal();
      controls.search.focus();
      this.search();
      if (task.reference) this.load(task.reference);
    }

    close() {
      this.element.close();
    }

    handleEvents() {
      const { search, options, period, insert, by, list } = this.controls;
      search.addEventListener("input", debounce(DELAY, () => this.search()));
      search.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        this.chooseFirst();
      });
      options.addEventListener("change", () => {
        this.find("[data-dates]").parentElement.querySelectorAll("[data-dates]")
          .forEach((date) => { date.hidden = period.value !== "dates"; });
        this.showNumberSoon();
      });
      insert.addEventListener("click", () => this.finish(() => this.task.onNumber(this.readReference())));
      this.find("[data-remove]").addEventListener("click", () => this.finish(() => this.task.onRemove()));
      this.find("[data-close]").addEventListener("click", () => this.close());
      this.element.addEventListener("close", () => this.task.onClose?.());
      this.element.querySelectorAll("[data-block]").forEach((button) => button.addEventListener("click", () => {
        const parameters = { figure: this.figure.id, by: by.value, ...this.readRestrictions() };
        this.finish(() => this.task.onBlock(formatReference(button.dataset.block, parameters)));
      }));
      this.find("[data-listing]")?.addEventListener("click", () => {
        this.finish(() => this.task.onBlock(formatReference("list", { of: list.value })));
      });
    }

    finish(act) {
      const { period, from, to, shown } = this.controls;
      if (this.figure && period.value === "dates" && !(from.value && to.value)) {
        shown.textContent = this.messages.textDays;
        (from.value ? to : from).focus();
        return;
      }
      this.close();
      act();
      ignoreRest();
    }

    // --- which figure

    // The figures found for the words that stand there now. Enter and the pause after the last letter wait for the
    // same answer.
    search() {
      const words = this.controls.search.value;
      if (this.found?.words !== words) {
        const found = { words };
        this.found = found;
        found.figures = this.showFound(found);
      }
      return this.found.figures;
    }

    async showFound(found) {
      const { results, more } = this.controls;
      const { textMore, textNone, textError } = this.messages;
      const answer = await this.fetchFigures(found.words).catch(() => null);
      // Other words stand there by now.
      if (this.found !== found) return [];
      if (!answer) {
        // The next key asks again.
        this.found = null;
        more.textContent = textError;
        return [];
      }
      results.replaceChildren(...answer.results.map((figure) => this.createResult(figure)));
      more.textContent = answer.more ? textMore : answer.results.length ? "" : textNone;
      return answer.results;
    }

    async chooseFirst() {
      const { search, insert } = this.controls;
      const words = search.value;
      const [nearest] = await this.search();
      if (!nearest || search.value !== words) return;
      this.choose(nearest);
      insert.focus();
    }

    createResult(figure) {
      const number = createElement("span", { className: "num", textContent: figure.shown, lang: "zh-Hans" });
      const properties = { type: "button", className: "list-group-item list-group-item-action" };
      const button = createElement("button", properties, createElement("span", {}, figure.text), number);
      button.setAttribute("aria-pressed", figure.id === this.figure?.id);
      button.addEventListener("click", () => this.choose(figure));
      button.figure = figure;
      return button;
    }

    choose(figure) {
      const { results, options, chosen, rule, period, form, filters, by } = this.controls;
      this.figure = figure;
      for (const button of results.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", button.figure.id === figure.id);
      }
      options.hidden = false;
      chosen.textContent = figure.text;
      rule.textContent = figure.rule;
      period.value = "";
      this.element.querySelectorAll("[data-dates]").forEach((date) => { date.hidden = true; });
      this.element.querySelectorAll("[data-dated]").forEach((part) => { part.hidden = !figure.dated; });
      form.replaceChildren(...figure.forms.map(({ name, label }) => new Option(label, name)));
      filters.replaceChildren();
      this.find("[data-filters]").hidden = !figure.filters.length;
      if (figure.filters.length) this.addFilter();
      if (by) {
        by.replaceChildren(...figure.by.map(({ name, label }) => new Option(label, name)));
        this.find("[data-by]").hidden = !figure.by.length;
      }
      this.showNumberSoon();
    }

    // What stands there already is shown with all that was chosen of it.
    async load(reference) {
      const { chosen, period, from, to, form, by, shown } = this.controls;
      const answer = await this.fetchChosen(reference.replace(/^\[\[|\]\]$/g, "")).catch(() => null);
      if (!answer || this.task.reference !== reference) return;
      chosen.textContent = answer.text;
      if (!answer.figure) return;
      this.choose(answer.figure);
      const { name, parameters } = parseReference(reference);
      if (parameters.period?.includes("..")) {
        [from.value, to.value] = parameters.period.split("..");
        period.value = "dates";
        this.element.querySelectorAll("[data-dates]").forEach((date) => { date.hidden = false; });
      } else {
        period.value = parameters.period === "before" ? "before" : "";
      }
      form.value = parameters.as || "";
      if (BLOCKS.includes(name)) by.value = parameters.by;
      for (const filter of this.figure.filters) {
        const value = parameters[filter.name];
        if (value) this.fillFilter(filter, value, answer.words[filter.name]);
      }
      shown.textContent = "";
      this.showNumberSoon();
    }

    // --- restricted to what: a row for each filter, and an empty one below them

    addFilter() {
      const { filters } = this.controls;
      const row = this.find("[data-filters] template").content.firstElementChild.cloneNode(true);
      const filter = row.querySelector("[data-filter]");
      filter.append(...this.figure.filters.map(({ label, name }) => new Option(label, name)));
      filter.addEventListener("change", () => {
        this.showValues(row);
        if (filter.value && row === filters.lastElementChild) this.addFilter();
      });
      filters.append(row);
      return row;
    }

    fillFilter(filter, value, words) {
      const row = this.controls.filters.lastElementChild;
      row.querySelector("[data-filter]").value = filter.name;
      this.showValues(row, [[value, words]]);
      this.addFilter();
    }

    // The values of the filter that was selected: a few choices, or a box that searches for them.
    showValues(row, chosen = []) {
      const name = row.querySelector("[data-filter]").value;
      const filter = this.figure.filters.find((one) => one.name === name);
      const value = row.querySelector("[data-value]");
      value.replaceChildren();
      if (!filter) return;
      const select = createElement("select", { className: "form-select", id: `picker-value-${name}` });
      select.setAttribute("aria-label", `${filter.label}: ${this.messages.textValue}`);
      const choices = filter.url ? [["", ""], ...chosen] : filter.choices;
      select.append(...choices.map(([key, text]) => new Option(text, key)));
      if (chosen.length) [[select.value]] = chosen;
      value.append(select);
      if (!filter.url) return;
      const { textNone, textPending, textUnknown, textSingle, textSeveral, textTaken, textError } = this.messages;
      Object.assign(select.dataset, {
        autocomplete: filter.url, textNone, textPending, textUnknown, textSingle, textSeveral, textTaken, textError,
      });
      createSearchBoxes(value);
    }

    readRestrictions() {
      const { filters, period, from, to } = this.controls;
      const rows = [...filters.querySelectorAll(".picker-filter")];
      const pairs = rows.map((row) => [
        row.querySelector("[data-filter]").value, row.querySelector("[data-value] select")?.value,
      ]);
      return {
        ...Object.fromEntries(pairs.filter(([name, value]) => name && value)),
        period: period.value === "dates" ? `${from.value}..${to.value}` : period.value,
      };
    }

    readReference() {
      const { name, parameters } = parseReference(this.figure.id);
      if (!this.figure.dated) return formatReference(name, parameters);
      return formatReference(name, { ...parameters, ...this.readRestrictions(), as: this.controls.form.value });
    }

    // How it will read.
    async showNumber() {
      const { shown, period, from, to } = this.controls;
      if (!this.figure || (period.value === "dates" && !(from.value && to.value))) return;
      const reference = this.readReference();
      const answer = await this.fetchShown(reference).catch(() => null);
      if (answer) shown.textContent = answer.references[reference] || "";
    }
  }

  Object.assign(redcross, { FigurePicker });
})();

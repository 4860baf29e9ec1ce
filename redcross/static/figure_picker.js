"use strict";
// Figures to insert into the text of a chapter: searched, restricted, and as number, table, chart or listing.
window.redcross = window.redcross || {};
(() => {
  const { createElement, debounce, fetchJson, formatReference, latestOnly } = redcross;
  const SEARCH_DELAY = 250;

  class FigurePicker {
    // `element` holds the controls, ids `picker-…`, and as data the URL to search and the messages.
    constructor(element, editor) {
      Object.assign(this, { element, editor, messages: element.dataset, figure: null });
      const names = [
        "search", "results", "more", "options", "chosen", "rule", "period", "from", "to", "form", "filter", "find",
        "value", "insert", "by", "list",
      ];
      this.controls = Object.fromEntries(names.map((name) => [name, document.getElementById(`picker-${name}`)]));
      this.fetchFigures = latestOnly((words) => fetchJson(element.dataset.figuresUrl, { query: { q: words } }));
      this.fetchValues = latestOnly((url, words) => fetchJson(url, { query: { q: words } }));
      this.handleEvents();
    }

    handleEvents() {
      const { search, filter, find, period, insert, by, list } = this.controls;
      search.addEventListener("input", debounce(SEARCH_DELAY, () => this.search()));
      filter.addEventListener("change", () => this.showValues());
      find.addEventListener("input", debounce(SEARCH_DELAY, () => this.searchValues()));
      period.addEventListener("change", () => {
        this.element.querySelectorAll("[data-dates]").forEach((date) => { date.hidden = period.value !== "dates"; });
      });
      insert.addEventListener("click", () => {
        const parameters = { ...this.readRestrictions(), as: this.controls.form.value };
        this.editor.insert(formatReference(this.figure.key, parameters));
      });
      this.element.querySelectorAll("[data-block]").forEach((button) => button.addEventListener("click", () => {
        const parameters = { figure: this.figure.key, by: by.value, ...this.readRestrictions() };
        this.editor.insertOnOwnLine(formatReference(button.dataset.block, parameters));
      }));
      this.element.querySelector("[data-listing]").addEventListener("click", () => {
        this.editor.insertOnOwnLine(formatReference("list", { of: list.value }));
      });
    }

    // --- which figure

    async search() {
      const { search, results, more } = this.controls;
      const { textMore, textNothing, textError } = this.messages;
      try {
        const answer = await this.fetchFigures(search.value);
        if (!answer) return;
        results.replaceChildren(...answer.results.map((figure) => this.createResult(figure)));
        more.textContent = answer.more ? textMore : answer.results.length ? "" : textNothing;
      } catch {
        more.textContent = textError;
      }
    }

    createResult(figure) {
      const number = createElement("span", { className: "num", textContent: figure.shown, lang: "zh-Hans" });
      const properties = { type: "button", className: "list-group-item list-group-item-action" };
      const button = createElement("button", properties, createElement("span", {}, figure.label), number);
      button.setAttribute("aria-pressed", figure.key === this.figure?.key);
      button.addEventListener("click", () => this.choose(figure, button));
      return button;
    }

    choose(figure, button) {
      const { results, options, chosen, rule, filter, by } = this.controls;
      this.figure = figure;
      results.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", one === button));
      options.hidden = false;
      chosen.textContent = figure.label;
      rule.textContent = figure.rule;
      const [everything] = filter.options;
      filter.replaceChildren(everything, ...figure.filters.map(({ label, name }) => new Option(label, name)));
      filter.value = "";
      this.find("[data-filters]").hidden = !figure.filters.length;
      by.replaceChildren(...figure.by.map(({ label, name }) => new Option(label, name)));
      this.find("[data-by]").hidden = !figure.by.length;
      this.showValues();
    }

    find(selector) {
      return this.element.querySelector(selector);
    }

    // --- restricted to what

    selectedFilter() {
      return this.figure?.filters.find((filter) => filter.name === this.controls.filter.value);
    }

    // The values of the filter that was selected: a few choices, or those that a search finds.
    showValues() {
      const filter = this.selectedFilter();
      const { find, value } = this.controls;
      this.find("[data-search]").hidden = !filter?.url;
      this.find("[data-value]").hidden = !filter;
      find.value = "";
      value.replaceChildren(...(filter?.choices || []).map(([key, text]) => new Option(text, key)));
      if (filter?.url) this.searchValues();
    }

    async searchValues() {
      const filter = this.selectedFilter();
      if (!filter?.url) return;
      const { find, value } = this.controls;
      const answer = await this.fetchValues(filter.url, find.value).catch(() => ({ results: [] }));
      if (!answer || this.selectedFilter() !== filter) return;
      value.replaceChildren(...answer.results.map(({ id, text }) => new Option(text, id)));
    }

    readRestrictions() {
      const { value, period, from, to } = this.controls;
      const filter = this.selectedFilter();
      return {
        ...(filter ? { [filter.name]: value.value } : {}),
        period: period.value === "dates" ? `${from.value}..${to.value}` : period.value,
      };
    }
  }

  Object.assign(redcross, { FigurePicker });
})();

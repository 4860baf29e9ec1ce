"use strict";
// Typed numbers that a figure has, each with a button that puts the figure in their place.
window.redcross = window.redcross || {};
(() => {
  const { createButton, createElement, fetchJson, findTyped } = redcross;

  class FigureSuggestions {
    // `messages`: textLook, textReplace, textSuggestions, textNone and textError.
    constructor(editor, url, messages) {
      const list = createElement("ul", { className: "suggestions list-unstyled mb-0" });
      const status = createElement("p", { className: "form-hint mb-0" });
      status.setAttribute("role", "status");
      const button = createButton(messages.textLook);
      button.addEventListener("click", () => this.search(editor.read(), messages.textNone));
      Object.assign(this, { editor, url, messages, list, status, button });
    }

    // `nothingFound` is shown when the text has none.
    async search(text, nothingFound = "") {
      try {
        const { suggestions } = await fetchJson(this.url, { data: { text } });
        this.list.replaceChildren(...suggestions.map((suggestion) => this.createItem(suggestion)));
        this.status.textContent = suggestions.length ? this.messages.textSuggestions : nothingFound;
      } catch {
        this.status.textContent = this.messages.textError;
      }
    }

    createItem({ words, token, label }) {
      const { textReplace } = this.messages;
      const button = createButton(textReplace);
      button.setAttribute("aria-label", `${textReplace}: ${words} → ${label}`);
      button.addEventListener("click", () => this.accept(words, token));
      const item = createElement("li", {}, `${words} → ${label} `, button);
      item.dataset.words = words;
      return item;
    }

    accept(words, reference) {
      this.editor.replaceWords(words, reference);
      const text = this.editor.read();
      for (const item of [...this.list.children]) {
        if (findTyped(text, item.dataset.words) < 0) item.remove();
      }
      if (!this.list.children.length) this.status.textContent = "";
    }
  }

  Object.assign(redcross, { FigureSuggestions });
})();

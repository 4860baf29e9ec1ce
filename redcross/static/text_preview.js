"use strict";
// How the text of a chapter will read, what its figures are now, and which references lead nowhere.
window.redcross = window.redcross || {};
(() => {
  const { createElement, fetchJson, latestOnly } = redcross;

  class TextPreview {
    // `element`: where it is shown, if anywhere. `onFigures` is called with the number and the label of each reference.
    constructor(element, url, messages, { onFigures }) {
      const errors = createElement("ul", { className: "text-errors text-danger list-unstyled mb-0" });
      errors.setAttribute("role", "status");
      const load = latestOnly((text) => fetchJson(url, { data: { text } }));
      Object.assign(this, { element, messages, onFigures, errors, load });
    }

    showErrors(errors) {
      this.errors.replaceChildren(...errors.map((error) => createElement("li", {}, error)));
    }

    async update(text) {
      try {
        const answer = await this.load(text);
        if (!answer) return;
        this.onFigures(answer.references, answer.labels);
        // Made of the text by the server, which lets no tag through.
        if (this.element) this.element.innerHTML = answer.html;
        this.showErrors(answer.errors);
      } catch {
        this.showErrors([this.messages.textError]);
      }
    }
  }

  Object.assign(redcross, { TextPreview });
})();

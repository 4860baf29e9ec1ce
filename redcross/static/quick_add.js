"use strict";
// The dialog in which a choice is added in place; the server makes what stands in it, `{html}`.
window.redcross = window.redcross || {};
(() => {
  const { createElement, fetchJson } = redcross;

  function createDialog() {
    const dialog = createElement("dialog", { className: "quick-add" });
    dialog.setAttribute("aria-labelledby", "quick-add-title");
    document.body.append(dialog);
    return dialog;
  }

  // Who types on while the dialog opens must not write into the name and add that: the focus is where keys other
  // than Enter do nothing, unless something is missing. Enter pressed once too often adds no second of the same name.
  const STARTS = ["[data-same]", "[aria-invalid=true]", ":is(input, select, textarea):invalid", "button.btn-primary"];

  function showContent(dialog, html) {
    dialog.innerHTML = html;
    redcross.createSearchBoxes(dialog);
    const start = STARTS.map((selector) => dialog.querySelector(selector)).find(Boolean);
    (start?.tomselect || start)?.focus();
  }

  async function sendForm(dialog, url, form) {
    // Enter pressed twice adds once.
    if (form.dataset.sending) return null;
    form.dataset.sending = "yes";
    try {
      return await fetchJson(url, { data: new FormData(form) });
    } catch (error) {
      delete form.dataset.sending;
      if (error.answer?.html) showContent(dialog, error.answer.html);
      else form.querySelector("[data-failure]").textContent = error.refusal || dialog.dataset.textError;
      return null;
    }
  }

  // Resolves to `{id, text}` of what was added or is used instead, or to null; throws when the server
  // does not answer. The name alone is shown at first: the dialog asks for the rest. It does not open any more when
  // `isWanted` says so by the time that it could.
  async function openQuickAdd(url, name, textError, isWanted) {
    const { html } = await fetchJson(url, { query: { name } });
    if (!isWanted()) return null;
    const dialog = createDialog();
    dialog.dataset.textError = textError;
    return new Promise((resolve) => {
      let chosen = null;
      const finish = (answer) => {
        chosen = answer;
        dialog.close();
      };
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(chosen);
      });
      dialog.addEventListener("click", (event) => {
        const { choose, text } = event.target.dataset;
        if (choose) finish({ id: Number(choose), text });
        if ("cancel" in event.target.dataset) dialog.close();
      });
      dialog.addEventListener("submit", async (event) => {
        event.preventDefault();
        const added = await sendForm(dialog, url, event.target);
        if (added) finish(added);
      });
      dialog.showModal();
      showContent(dialog, html);
    });
  }

  Object.assign(redcross, { openQuickAdd });
})();

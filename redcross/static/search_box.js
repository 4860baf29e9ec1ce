"use strict";
// A choice that is searched on the server:
// <select data-autocomplete="URL" [data-add-url] data-text-add data-text-none data-text-error>
window.redcross = window.redcross || {};
(() => {
  const { createElement, fetchJson, latestOnly } = redcross;

  function createSearchBox(select) {
    const { autocomplete: url, addUrl, textAdd = "", textNone = "", textError = "" } = select.dataset;
    const message = createElement("div", { className: "invalid-feedback d-block" });
    message.setAttribute("role", "alert");
    const showMessage = (text) => { message.textContent = text; };
    const search = latestOnly((words) => fetchJson(url, { query: { q: words } }));

    async function loadOptions(words, callback) {
      try {
        const answer = await search(words);
        // The server searches; what an earlier query found must not stay in the list.
        if (answer) box.clearOptions();
        callback(answer?.results);
      } catch {
        callback();
        showMessage(textError);
      }
    }

    async function addEntry(name, callback) {
      try {
        callback(await fetchJson(addUrl, { data: { name } }));
      } catch (error) {
        callback(false);
        showMessage(error.refusal || textError);
      }
    }

    const box = new TomSelect(select, {
      plugins: select.multiple ? ["remove_button"] : [],
      valueField: "id", labelField: "text", searchField: [], maxOptions: null,
      preload: "focus", shouldLoad: () => true,
      // Tom Select takes what `create` returns for the new option: a promise must not get out.
      load: (words, callback) => { loadOptions(words, callback); },
      create: addUrl ? (name, callback) => { addEntry(name, callback); } : false,
      onChange: () => showMessage(""), onType: () => showMessage(""),
      render: {
        no_results: (_data, escape) =>
          `<div class="no-results" role="option" aria-disabled="true">${escape(textNone)}</div>`,
        option_create: ({ input }, escape) =>
          `<div class="create" role="option">${escape(textAdd)} <strong>${escape(input)}</strong></div>`,
      },
    });
    // A click into an open box would close it and lose what is being typed.
    box.hook("instead", "onClick", () => { box.clearActiveItems(); box.focus(); });
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (select.hasAttribute(name)) box.control_input.setAttribute(name, select.getAttribute(name));
    }
    // Its label now names the box.
    select.setAttribute("aria-hidden", "true");
    box.wrapper.after(message);
  }

  function createSearchBoxes(root) {
    root.querySelectorAll("select[data-autocomplete]").forEach(createSearchBox);
  }

  Object.assign(redcross, { createSearchBoxes });
  createSearchBoxes(document);
})();

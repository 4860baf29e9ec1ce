"use strict";
// Rows of a form, added and removed: <fieldset data-lines="PREFIX" data-counter="NAME"> with a <template>;
// the hidden field PREFIX-NAME holds the number that the next row gets.
window.redcross = window.redcross || {};
(() => {
  const { createSearchBoxes } = redcross;

  // randomUUID exists only on https, which an office's own server may not have.
  function createSubmissionKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function addLine(lines) {
    const { lines: prefix, counter: counterName } = lines.dataset;
    const counter = lines.querySelector(`[name="${prefix}-${counterName}"]`);
    const template = lines.querySelector("template");
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", counter.value);
    const line = holder.firstElementChild;
    // A key of its own, so that sending the page twice saves the row once.
    line.querySelectorAll('[name$="-submission"]').forEach((input) => { input.value = createSubmissionKey(); });
    template.before(line);
    counter.value = Number(counter.value) + 1;
    createSearchBoxes(line);
    line.dispatchEvent(new Event("line-added", { bubbles: true }));
    return line;
  }

  document.addEventListener("click", (event) => {
    const lines = event.target.closest("[data-lines]");
    if (!lines) return;
    if (event.target.matches("[data-add-line]")) {
      const field = addLine(lines).querySelector(".cell > :is(input, select, textarea)");
      (field?.tomselect || field)?.focus();
    } else if (event.target.matches("[data-remove-line]")) {
      event.target.closest(".line").remove();
      lines.querySelector("[data-add-line]").focus();
    }
  });

  Object.assign(redcross, { addLine });
})();

"use strict";
// An entry form opens where typing begins: at the first wrong field; of a new entry at the first that is
// empty, for what is filled in already is mostly right. Links of the summary of errors lead into their fields.
(() => {
  const { findFields, focusField, isEmpty, unfold } = redcross;

  function fieldOf(element) {
    return element.tomselect?.control_input || element;
  }

  function showAndFocus(element) {
    unfold(element);
    focusField(fieldOf(element));
  }

  function openForm(form) {
    const wrong = form.querySelector("[aria-invalid=true]");
    const summary = form.querySelector("#error-summary");
    const question = form.querySelector("[data-question]");
    if (wrong) showAndFocus(wrong);
    else if (question) question.focus();
    else if (summary) summary.focus();
    else {
      const fields = findFields(form);
      const first = (form.dataset.entry === "add" && fields.find(isEmpty)) || fields[0];
      if (first) focusField(first);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#error-summary a");
    const element = link && document.getElementById(link.hash.slice(1));
    if (!element) return;
    event.preventDefault();
    showAndFocus(element);
  });

  const form = document.querySelector("form[data-entry]");
  // Whoever has begun to type, or follows a link into the page, is not moved.
  if (form && document.activeElement === document.body && !location.hash) openForm(form);
})();

"use strict";
// Leaving a page on which something was typed or ticked and not sent: the browser asks first.
(() => {
  for (const form of document.querySelectorAll("form[data-leave-guard]")) {
    let sent = false;
    const isChanged = (field) => field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.type === "text" && field.name && field.value !== field.defaultValue;
    form.addEventListener("submit", () => { sent = true; });
    addEventListener("beforeunload", (event) => {
      if (!sent && [...form.elements].some(isChanged)) event.preventDefault();
    });
  }
})();

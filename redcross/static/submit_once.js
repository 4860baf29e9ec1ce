"use strict";
// A form that saves goes out once, however often its button is pressed. One whose answer is a file leaves its page as
// it is, and may be sent again: the server takes what comes twice at once for one.
(() => {
  const submitButtons = (form) => [...form.elements].filter((element) => element.type === "submit");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "downloads" in form.dataset) return;
    if ("sent" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    // Not `disabled`: the pressed button keeps the focus and sends its name and value.
    submitButtons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });

  // Whoever goes back gets the page as it was left, and may send it again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    submitButtons(form).forEach((button) => button.removeAttribute("aria-disabled"));
  }));
})();

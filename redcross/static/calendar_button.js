"use strict";
// A button beside a date's box opens the browser's own calendar: <input><button data-calendar>.
(() => {
  function createPicker(box, button) {
    const picker = document.createElement("input");
    Object.assign(picker, { type: "date", className: "picker", tabIndex: -1 });
    picker.setAttribute("aria-label", button.getAttribute("aria-label"));
    // What else the box may hold only the server reads; the calendar then opens at today.
    if (/^\d{4}-\d\d-\d\d$/.test(box.value)) picker.value = box.value;
    picker.addEventListener("change", () => {
      if (!picker.value) return;
      box.value = picker.value;
      for (const name of ["input", "change"]) box.dispatchEvent(new Event(name, { bubbles: true }));
    });
    // Keys come here only once the calendar is closed, and are meant for the box.
    picker.addEventListener("keydown", ({ key }) => { if (key !== "Tab") box.focus(); });
    picker.addEventListener("blur", () => picker.remove());
    return picker;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-calendar]");
    if (!button) return;
    const picker = createPicker(button.previousElementSibling, button);
    button.after(picker);
    picker.focus();
    try {
      picker.showPicker();
    } catch {
      // A browser that cannot open it by script shows the field itself.
      picker.classList.add("shown");
    }
  });
})();

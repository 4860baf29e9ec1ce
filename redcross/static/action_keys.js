"use strict";
// What can be entered, by key: Ctrl+Enter opens "save and go on with", and in a list of actions, <… data-actions>, a
// letter leads to the next <… data-initials> that begins with it. Only while the focus is there: WCAG 2.2, 2.1.4.
(() => {
  const { currentForm, isComposing } = redcross;

  function openActions(event) {
    const toggle = currentForm()?.querySelector("[data-actions] > button");
    if (!toggle || document.querySelector("dialog:modal")) return;
    event.preventDefault();
    event.stopPropagation();
    if (toggle.getAttribute("aria-expanded") !== "true") toggle.click();
    toggle.parentElement.querySelector("[data-initials]").focus();
  }

  function goToLetter(event, list) {
    const items = [...list.querySelectorAll("[data-initials]")].filter((item) => item.checkVisibility());
    // From the one that has the focus on, and round again.
    const start = items.indexOf(document.activeElement) + 1;
    const letter = event.key.toLowerCase();
    const next = [...items.slice(start), ...items.slice(0, start)].find((item) => item.dataset.initials.startsWith(letter));
    if (next) next.focus();
  }

  // Before the search box reads the key, which would choose, and before the field goes on to the next.
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.altKey) return;
    const modified = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && modified) openActions(event);
    const list = /^[a-z0-9]$/i.test(event.key) && !modified && event.target.closest?.("[data-actions]");
    if (list) goToLetter(event, list);
  }, true);
})();

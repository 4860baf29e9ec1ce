"use strict";
// The fields of an entry form, <form data-entry="add|change">, as one goes through them with the keys.
window.redcross = window.redcross || {};
(() => {
  // A search box stands for its select, which it hides.
  const FIELDS = "input:not([type=hidden], [type=file], [type=submit], [type=button]), select:not(.tomselected), textarea";

  // Keys also choose among the words that an input method offers.
  const isComposing = (event) => event.isComposing || event.keyCode === 229;

  // The form that has the focus, or the one of the page.
  const currentForm = () => document.activeElement?.closest("form[data-entry]") || document.querySelector("form[data-entry]");

  const boxOf = (field) => field.closest(".ts-wrapper")?.previousElementSibling?.tomselect;

  // Those that can be seen, in the order of the page.
  function findFields(root) {
    return [...root.querySelectorAll(FIELDS)].filter((field) => !field.disabled && field.checkVisibility());
  }

  function isEmpty(field) {
    const box = boxOf(field);
    if (box) return !box.items.length && !field.value.trim();
    return field.type !== "checkbox" && field.type !== "radio" && !field.value.trim();
  }

  // Keeps the list shut until something is typed or asked for: whoever goes through the fields with Enter
  // would take its first choice. An own `open` hides that of the class while it is there.
  function keepListClosed(box) {
    box.open = () => {};
    const onKey = (event) => { if (event.key === "ArrowDown") allowOpening(); };
    function allowOpening() {
      delete box.open;
      for (const name of ["type", "blur"]) box.off(name, allowOpening);
      box.control.removeEventListener("mousedown", allowOpening);
      box.control_input.removeEventListener("keydown", onKey, true);
    }
    for (const name of ["type", "blur"]) box.on(name, allowOpening);
    box.control.addEventListener("mousedown", allowOpening);
    box.control_input.addEventListener("keydown", onKey, true);
  }

  function focusField(field) {
    const box = boxOf(field);
    if (box && document.activeElement !== field) keepListClosed(box);
    field.focus();
    if (!box && field.matches("input:not([type=checkbox], [type=radio])")) field.select();
  }

  // What a message names may lie in a part that is folded away.
  function unfold(element) {
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  Object.assign(redcross, {
    boxOf, currentForm, findFields, focusField, isComposing, isEmpty, keepListClosed, unfold,
  });
})();

"use strict";
// Rows with a position go up and down: <div data-order="PREFIX" data-text-up data-text-down>.
(() => {
  const { order: prefix, textUp, textDown } = document.querySelector("[data-order]").dataset;
  const lines = document.querySelector(`[data-lines="${prefix}"]`);
  const rows = () => [...lines.querySelectorAll(":scope > .line")];
  const positionOf = (row) => row.querySelector('[name$="-position"]');

  function button(text, by) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "btn btn-sm", textContent: text });
    made.dataset.move = by;
    return made;
  }

  function equip(row) {
    row.querySelector("[data-take-away]").before(button(textUp, -1), button(textDown, 1));
  }

  lines.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-move]");
    if (!pressed) return;
    const row = pressed.closest(".line");
    const all = rows();
    const other = all[all.indexOf(row) + Number(pressed.dataset.move)];
    if (!other) return;
    if (pressed.dataset.move < 0) other.before(row);
    else other.after(row);
    rows().forEach((one, index) => { positionOf(one).value = (index + 1) * 10; });
    pressed.focus();
  });

  rows().forEach(equip);
  // Rows added later are copies of this one.
  equip(lines.querySelector("template").content);
})();

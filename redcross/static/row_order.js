"use strict";
// Rows with a position go up and down: <div data-order="PREFIX" data-text-up data-text-down>.
window.redcross = window.redcross || {};
(() => {
  const { createButton } = redcross;
  const { order: prefix, textUp, textDown } = document.querySelector("[data-order]").dataset;
  const lines = document.querySelector(`[data-lines="${prefix}"]`);
  const findRows = () => [...lines.querySelectorAll(":scope > .line")];

  function addMoveButtons(row) {
    const up = createButton(textUp);
    const down = createButton(textDown);
    up.dataset.move = -1;
    down.dataset.move = 1;
    row.querySelector("[data-remove-line]").before(up, down);
  }

  // Steps of ten, as the server counts positions: a row without one can still go between two others.
  function numberRows() {
    findRows().forEach((row, index) => {
      row.querySelector('[name$="-position"]').value = (index + 1) * 10;
    });
  }

  function moveRow(row, step) {
    const rows = findRows();
    const neighbour = rows[rows.indexOf(row) + step];
    if (!neighbour) return;
    if (step < 0) neighbour.before(row);
    else neighbour.after(row);
    numberRows();
  }

  lines.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    moveRow(button.closest(".line"), Number(button.dataset.move));
    // Moving an element takes the focus from it.
    button.focus();
  });

  findRows().forEach(addMoveButtons);
  // Rows added later are copies of this one.
  addMoveButtons(lines.querySelector("template").content);
})();

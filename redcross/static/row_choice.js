"use strict";
// Rows of a list, chosen to do something with several at once: all of the page, and how many.
document.addEventListener("DOMContentLoaded", () => {
  const all = document.querySelector("[data-select-all]");
  const counter = document.querySelector("[data-selected]");
  if (!all || !counter) return;
  const rows = [...document.querySelectorAll("input[name=row]")];
  const unchosen = counter.textContent;
  all.hidden = rows.length === 0;

  function showCount() {
    const chosen = rows.filter((row) => row.checked).length;
    counter.textContent = chosen ? `${counter.dataset.selected}${chosen}` : unchosen;
    all.checked = rows.length > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
    for (const button of document.querySelectorAll("#several button")) {
      button.disabled = chosen === 0;
    }
  }

  all.addEventListener("change", () => {
    rows.forEach((row) => { row.checked = all.checked; });
    showCount();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=row]")) showCount();
  });
  // Also after "back", which brings the boxes as they were left.
  window.addEventListener("pageshow", showCount);
});

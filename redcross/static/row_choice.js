"use strict";
// Rows of a list, chosen to do something with several at once: all of the page, and how many.
document.addEventListener("DOMContentLoaded", () => {
  const all = document.querySelector("[data-select-all]");
  const told = document.querySelector("[data-selected]");
  if (!all || !told) return;
  const rows = [...document.querySelectorAll("input[name=row]")];
  const unchosen = told.textContent;
  all.hidden = rows.length === 0;

  function tell() {
    const chosen = rows.filter((row) => row.checked).length;
    told.textContent = chosen ? `${told.dataset.selected}${chosen}` : unchosen;
    all.checked = rows.length > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
    for (const button of document.querySelectorAll("#several button")) {
      button.disabled = chosen === 0;
    }
  }

  all.addEventListener("change", () => {
    rows.forEach((row) => { row.checked = all.checked; });
    tell();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=row]")) tell();
  });
  // Also after "back", which brings the boxes as they were left.
  window.addEventListener("pageshow", tell);
});

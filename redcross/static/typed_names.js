"use strict";
// What is typed into a search box and not chosen yet: it goes out with the form, and keeps it back first.
(() => {
  const boxesOf = (form) => [...form.querySelectorAll("select[data-autocomplete]")]
    .map((select) => select.tomselect?.searchBox)
    .filter((box) => box?.text());

  document.addEventListener("formdata", (event) => {
    for (const box of boxesOf(event.target)) event.formData.append(`${box.select.name}-text`, box.text());
  });

  // Saved without a name that was typed, a record would be another one: each is looked up before.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const boxes = boxesOf(form);
    if (!boxes.length) return;
    event.preventDefault();
    event.stopPropagation();
    const { submitter } = event;
    await Promise.all(boxes.map((box) => box.taking || box.take({ exactOnly: true })));
    const [left] = boxesOf(form);
    if (left) left.box.control_input.focus();
    else if (form.isConnected) form.requestSubmit(submitter);
  }, true);
})();

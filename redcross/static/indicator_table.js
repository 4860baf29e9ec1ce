"use strict";
// The table of indicators: a figure with its period and what it is restricted to, and what is pasted from another
// table: ≥200户 goes into three fields, and a cell that was merged says the same as the one above.
(() => {
  const { fetchJson, figurePicker } = redcross;
  const TARGET = /^(≥|≤|=|＝|>=|<=|不少于|不低于|不超过)?\s*(-?[\d０-９.,，．]+(?:[万亿](?!元))?)\s*(\D*)$/;
  const DIRECTIONS = {
    "≥": "at_least", ">=": "at_least", "不少于": "at_least", "不低于": "at_least",
    "≤": "at_most", "<=": "at_most", "不超过": "at_most", "=": "exactly", "＝": "exactly",
  };
  const fieldOf = (line, name) => line.querySelector(`[name$="-${name}"]`);

  function put(field, value) {
    if (!field || field.value === value) return;
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  // What stands before and behind the number has fields of its own; what is no number is a target in words.
  function divideTarget(line, field) {
    const text = field.value.trim();
    const [, sign, number, unit] = text.match(TARGET) || [];
    if (sign) put(fieldOf(line, "direction"), DIRECTIONS[sign]);
    if (unit) put(fieldOf(line, "unit"), unit.trim());
    if (sign || unit) put(field, number);
    if (!number && text && !/\d/.test(text)) {
      put(fieldOf(line, "direction"), "quality");
      put(fieldOf(line, "target_words"), text);
      put(field, "");
    }
  }

  function repeatAbove(line, name) {
    const field = fieldOf(line, name);
    const above = line.previousElementSibling;
    if (!field.value && fieldOf(line, "third").value && above?.matches(".line")) put(field, fieldOf(above, name).value);
  }

  const table = document.querySelector('[data-lines="indicators"]');
  table?.addEventListener("change", (event) => {
    const line = event.target.closest(".line");
    if (!line) return;
    if (event.target.name.endsWith("-target")) divideTarget(line, event.target);
    if (event.target.name.endsWith("-third")) for (const name of ["first", "second"]) repeatAbove(line, name);
  });

  table?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose-figure]");
    if (!button) return;
    const box = button.closest(".cell").querySelector("select").tomselect;
    const choose = async (reference) => {
      const id = reference.replace(/^\[\[|\]\]$/g, "");
      const url = document.getElementById("picker").dataset.chosenUrl;
      const { text } = await fetchJson(url, { query: { reference: id } });
      box.addOption({ id, text });
      box.setValue(id);
    };
    figurePicker.open({
      reference: box.getValue(),
      onNumber: choose,
      onRemove: box.getValue() ? () => box.clear() : null,
      onClose: () => button.focus(),
    });
  });
})();

"use strict";
// How the server understands what is typed, below the box: <input data-typed-as [data-places]>. Nothing is read
// here; without an answer nothing is shown, and the server reads when the form is sent.
window.redcross = window.redcross || {};
(() => {
  const { createElement, debounce, fetchJson } = redcross;
  const DELAY = 500;
  const BOX = "input[data-typed-as]";

  // Questions are { typedAs, text, places, rough, unknown, choices }; gives the readings in the same order.
  async function fetchReadings(questions) {
    if (!questions.length) return [];
    const data = { questions: JSON.stringify(questions) };
    return (await fetchJson(document.body.dataset.readingsUrl, { data })).readings;
  }

  function questionOf(box) {
    const { typedAs, places = "0", rough, unknown } = box.dataset;
    const allowed = { rough: rough !== undefined, unknown: unknown !== undefined };
    return { typedAs, places: Number(places), ...allowed, text: box.value };
  }

  const outputs = new WeakMap();

  // The element that tells of the box. It must be there before it is filled, or nobody hears it.
  function outputOf(box) {
    if (outputs.has(box)) return outputs.get(box);
    const output = createElement("div", { className: "reading", id: `${box.id || box.name}-reading` });
    output.setAttribute("role", "status");
    const last = box.nextElementSibling?.matches("[data-calendar]") ? box.nextElementSibling : box;
    last.after(output);
    outputs.set(box, output);
    const described = box.getAttribute("aria-describedby");
    box.setAttribute("aria-describedby", [described, output.id].filter(Boolean).join(" "));
    return output;
  }

  function showReading(box, { shown, words, refusal }) {
    const output = outputOf(box);
    output.classList.toggle("refused", Boolean(refusal));
    output.replaceChildren(refusal || shown);
    if (words && shown) output.append(" ", createElement("span", { textContent: words, lang: "zh-Hans" }));
  }

  const changed = new Set();

  const readChanged = debounce(DELAY, async () => {
    const boxes = [...changed].filter((box) => box.isConnected);
    changed.clear();
    const texts = boxes.map((box) => box.value);
    const readings = await fetchReadings(boxes.map(questionOf)).catch(() => []);
    // What was typed meanwhile has its own question under way.
    readings.forEach((reading, index) => {
      if (boxes[index].value === texts[index]) showReading(boxes[index], reading);
    });
  });

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches?.(BOX)) return;
    // What was said of the text before is not said of this one.
    outputOf(box).replaceChildren();
    changed.add(box);
    readChanged();
  });

  Object.assign(redcross, { fetchReadings, questionOf, showReading });
})();

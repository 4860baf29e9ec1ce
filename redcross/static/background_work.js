"use strict";
// Work in the background: the page asks how far it is until it has ended.
(() => {
  const { fetchJson } = redcross;
  const ASKED_EVERY = 1000;
  const ASKED_AGAIN = 5000;

  // Replaced is what differs: a button that is just being pressed stays.
  function show(part, state, html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const now = template.content;
    if (part.dataset.state === state) {
      const [bar, newBar] = [part, now].map((one) => one.querySelector("progress"));
      const [text, newText] = [part, now].map((one) => one.querySelector("[data-progress-text]"));
      if (newBar?.hasAttribute("value")) {
        bar.max = newBar.max;
        bar.value = newBar.value;
      }
      if (newText) text.textContent = newText.textContent;
      return;
    }
    const hadFocus = part.contains(document.activeElement);
    part.dataset.state = state;
    part.replaceChildren(now);
    if (hadFocus) part.focus();
  }

  function watchWork(part) {
    async function ask() {
      try {
        const { state, html, is_in_progress: isInProgress } = await fetchJson(part.dataset.workUrl);
        show(part, state, html);
        if (isInProgress) setTimeout(ask, ASKED_EVERY);
        else if (part.querySelector("[data-work-ended]")) location.reload();
      } catch {
        setTimeout(ask, ASKED_AGAIN);
      }
    }
    setTimeout(ask, ASKED_EVERY);
  }

  document.querySelectorAll("[data-work-url]").forEach(watchWork);
})();

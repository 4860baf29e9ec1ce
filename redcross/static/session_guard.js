"use strict";
// The session of a page that stays open: it is told before it ends, and a form goes out only when somebody answers and
// the one who typed it is still signed in.
(() => {
  const { askState, createElement, hideEnding, keepForm, refreshTokens, showEnded, showEnding } = redcross;
  const { textOffline, textOfflineUnkept } = document.getElementById("kept").dataset;
  const age = Number(document.getElementById("session-ended").dataset.sessionSeconds);
  const user = Number(document.body.dataset.user);
  const WARNED_BEFORE = Math.min(120, age / 2);
  const RENEWED_EVERY = Math.min(300, age / 4) * 1000;
  const ASKED_AGAIN = 15000;
  let renewedAt = Date.now();
  let timer;

  // --- before it ends

  function scheduleCheck(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(check, Math.max(0, milliseconds));
  }

  // Asking does not prolong it: other tabs may have, or nobody has.
  async function check() {
    try {
      applyState(await askState());
    } catch {
      scheduleCheck(ASKED_AGAIN);
    }
  }

  function applyState(state) {
    if (state.user !== user) {
      showEnded(state, applyState);
      return;
    }
    const rest = state.seconds - WARNED_BEFORE;
    if (rest > 0) {
      hideEnding();
      scheduleCheck(rest * 1000);
    } else {
      showEnding(state.seconds, renew);
      scheduleCheck(Math.min(ASKED_AGAIN, (state.seconds + 1) * 1000));
    }
  }

  async function renew() {
    renewedAt = Date.now();
    const state = await askState({ renew: "" }).catch(() => null);
    if (state) applyState(state);
  }

  // GB/T 22239-2019 wants an idle session ended (8.1.4.1 b). Typing and clicking is no idleness, even where it sends
  // no request for half an hour. Only what a hand does counts, never a timer, a script or a resting pointer.
  function countActivity(event) {
    if (!event.isTrusted || Date.now() - renewedAt < RENEWED_EVERY) return;
    renewedAt = Date.now();
    // Who is typing is not interrupted when it has ended after all: saving finds that out.
    askState({ renew: "" }).then((state) => { if (state.user === user) applyState(state); }, () => {});
  }

  for (const type of ["keydown", "input", "pointerdown"]) document.addEventListener(type, countActivity, { capture: true });
  // The clock of a page stands still while the machine sleeps.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - renewedAt > (age - WARNED_BEFORE) * 1000) check();
  });
  document.addEventListener("session-lost", check);
  scheduleCheck((age - WARNED_BEFORE) * 1000);

  // --- a form that is sent

  function showNotice(form, textContent) {
    const notice = createElement("div", { className: "alert alert-danger w-100 mb-2", textContent });
    notice.setAttribute("role", "alert");
    notice.dataset.notice = "";
    const footer = form.querySelector(".card-footer");
    // Within the footer, which may stay over the end of the form.
    if (footer) footer.prepend(notice);
    else form.append(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  async function send(form, button) {
    form.querySelector("[data-notice]")?.remove();
    form.setAttribute("aria-busy", "true");
    try {
      const kept = await keepForm(form);
      const state = await askState().catch(() => null);
      if (!state) {
        showNotice(form, kept ? textOffline : textOfflineUnkept);
      } else if (state.user !== user) {
        showEnded(state, (now) => { applyState(now); send(form, button); });
      } else {
        refreshTokens(state.token);
        form.dataset.answered = "";
        // Whoever listens, listens again: the pressed button is sent along, and what is not allowed is held back.
        form.requestSubmit(button);
      }
    } finally {
      delete form.dataset.answered;
      form.removeAttribute("aria-busy");
    }
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const { sent, answered } = form.dataset;
    const saves = form.method === "post" && form.closest("main");
    if (event.defaultPrevented || !saves || sent !== undefined || answered !== undefined) return;
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) send(form, submitter);
  });
})();

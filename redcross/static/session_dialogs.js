"use strict";
// What is asked when a session is about to end, and signing in again without leaving the page.
window.redcross = window.redcross || {};
(() => {
  const { createElement, fetchJson } = redcross;
  const TIMEOUT = 8000;
  const user = Number(document.body.dataset.user);
  const ending = document.getElementById("session-ending");
  const ended = document.getElementById("session-ended");
  const signInForm = ended.querySelector("form");
  const elsewhere = ended.querySelector("[data-elsewhere]");
  const { sessionUrl, loginUrl, logoutUrl } = ended.dataset;
  const errors = document.getElementById("session-errors");
  let onSignedIn;

  // Gives { user, seconds, token }; throws when no answer comes in time.
  function askState(query = {}) {
    const late = new Promise((_resolve, reject) => { setTimeout(reject, TIMEOUT, new Error("no answer")); });
    return Promise.race([fetchJson(sessionUrl, { query }), late]);
  }

  // Signing in changes the token, also in another tab.
  function refreshTokens(token) {
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  }

  function showEnding(seconds, onContinue) {
    const time = new Date(Date.now() + seconds * 1000);
    const shown = time.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    ending.querySelector("[data-until]").textContent = ending.dataset.textUntil.replace("{time}", shown);
    ending.querySelector("[data-continue]").onclick = onContinue;
    if (!ending.open) ending.showModal();
  }

  // Where the dialog cannot sign in: another person has, or a second factor is asked for.
  function showElsewhere(text, url) {
    signInForm.hidden = true;
    elsewhere.hidden = false;
    elsewhere.querySelector("[data-why]").textContent = text;
    const link = elsewhere.querySelector("a");
    link.href = url;
    link.focus();
  }

  function showErrors(messages) {
    errors.replaceChildren(...messages.map((textContent) => createElement("div", { textContent })));
    const password = signInForm.elements.password;
    password.setAttribute("aria-invalid", "true");
    password.setAttribute("aria-describedby", errors.id);
    password.select();
    password.focus();
  }

  // Calls `then` with the new state once she is signed in again.
  function showEnded(state, then) {
    if (ended.open) return;
    onSignedIn = then;
    ending.close();
    signInForm.hidden = false;
    elsewhere.hidden = true;
    errors.replaceChildren();
    ended.showModal();
    if (state.user) showElsewhere(ended.dataset.textOther, logoutUrl);
    else signInForm.elements.password.focus();
  }

  function finish(state) {
    refreshTokens(state.token);
    signInForm.reset();
    ended.close();
    onSignedIn(state);
  }

  async function sendPassword(token) {
    const { login, password } = signInForm.elements;
    const response = await fetch(loginUrl, {
      method: "POST",
      headers: { "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token, Accept: "application/json" },
      body: new URLSearchParams({ login: login.value, password: password.value }),
    });
    return response.json();
  }

  async function signIn() {
    const before = await askState();
    let answer = {};
    if (before.user === null) {
      answer = await sendPassword(before.token);
      const { fields = {}, errors: general = [] } = answer.form || {};
      const messages = [...general, ...Object.values(fields).flatMap((field) => field.errors)];
      if (messages.length) return showErrors(messages);
    }
    const state = await askState();
    if (state.user === user) return finish(state);
    if (state.user) return showElsewhere(ended.dataset.textOther, logoutUrl);
    return showElsewhere(ended.dataset.textFactor, answer.location || loginUrl);
  }

  signInForm.addEventListener("submit", (event) => {
    event.preventDefault();
    // Pressed twice, it would be two failed attempts.
    if (signInForm.hasAttribute("aria-busy")) return;
    signInForm.setAttribute("aria-busy", "true");
    signIn()
      .catch(() => showErrors([ended.dataset.textOffline]))
      .finally(() => signInForm.removeAttribute("aria-busy"));
  });
  elsewhere.querySelector("[data-retry]").addEventListener("click", async () => {
    const state = await askState().catch(() => null);
    if (state?.user === user) finish(state);
    else elsewhere.querySelector("[role=alert]").textContent = ended.dataset.textNotYet;
  });
  ended.querySelector("[data-later]").addEventListener("click", () => ended.close());
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden || !ended.open) return;
    const state = await askState().catch(() => null);
    if (state?.user === user) finish(state);
  });

  Object.assign(redcross, { askState, refreshTokens, showEnding, showEnded, hideEnding: () => ending.close() });
})();

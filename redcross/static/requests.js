"use strict";
// Requests to the server: JSON comes back, not every key sends one, and only the latest answer counts.
window.redcross = window.redcross || {};
(() => {
  // With `data` it is a POST. Throws when refused; `answer` of the error is what the server says, and
  // `refusal` its own message.
  async function fetchJson(url, { query = {}, data } = {}) {
    const target = new URL(url, location.href);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
    const request = { headers: { Accept: "application/json" } };
    if (data) {
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
      request.headers["X-CSRFToken"] = token;
      request.method = "POST";
      request.body = new URLSearchParams(data);
    }
    const response = await fetch(target, request);
    // Nobody is signed in any more: what is answered then is the page for that.
    if (response.redirected) {
      document.dispatchEvent(new Event("session-lost"));
      throw new Error(`redirected ${target.pathname}`);
    }
    if (response.ok) return response.json();
    const answer = await response.json().catch(() => ({}));
    throw Object.assign(new Error(`${response.status} ${target.pathname}`), { answer, refusal: answer.error });
  }

  // Calls the function once nobody has called for so many milliseconds, with what the last call gave.
  function debounce(milliseconds, callback) {
    let timer;
    return (...values) => {
      clearTimeout(timer);
      timer = setTimeout(() => callback(...values), milliseconds);
    };
  }

  // The answer to an earlier question may come after that to a later one. Gives null for one, or for a
  // failure, that a later call has made obsolete.
  function latestOnly(request) {
    let latest = 0;
    return async (...values) => {
      latest += 1;
      const number = latest;
      try {
        const answer = await request(...values);
        return number === latest ? answer : null;
      } catch (error) {
        if (number === latest) throw error;
        return null;
      }
    };
  }

  Object.assign(redcross, { fetchJson, debounce, latestOnly });
})();

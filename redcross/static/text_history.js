"use strict";
// The states of a text before each change. A state is whatever the editor gives.
window.redcross = window.redcross || {};
(() => {
  class TextHistory {
    // What is typed without a pause of so many milliseconds is one change.
    constructor({ limit = 200, pause = 1000 } = {}) {
      Object.assign(this, { limit, pause, past: [], future: [], typedAt: 0 });
    }

    // To be called with the state that a change is about to leave.
    record(state, { typing = false } = {}) {
      const now = Date.now();
      if (!typing || now - this.typedAt > this.pause) this.past.push(state);
      if (this.past.length > this.limit) this.past.shift();
      this.typedAt = typing ? now : 0;
      this.future.length = 0;
    }

    // The state to go back to, or undefined.
    undo(state) {
      return this.step(this.past, this.future, state);
    }

    redo(state) {
      return this.step(this.future, this.past, state);
    }

    step(from, to, state) {
      if (!from.length) return undefined;
      to.push(state);
      this.typedAt = 0;
      return from.pop();
    }
  }

  Object.assign(redcross, { TextHistory });
})();

"use strict";
// Elements made by script. Children given as text stay text: no markup can slip in.
window.redcross = window.redcross || {};
(() => {
  function createElement(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function createButton(text, properties = {}) {
    return createElement("button", { type: "button", className: "btn btn-sm", textContent: text, ...properties });
  }

  function setFiles(input, files) {
    const transfer = new DataTransfer();
    files.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
  }

  Object.assign(redcross, { createElement, createButton, setFiles });
})();

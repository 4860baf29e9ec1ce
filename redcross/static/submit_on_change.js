"use strict";
// A choice that needs no button: <select class="autosubmit">.
document.addEventListener("change", (event) => {
  if (event.target.matches("select.autosubmit")) event.target.form.requestSubmit();
});

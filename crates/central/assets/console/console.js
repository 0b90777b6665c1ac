// Small comforts of the console. Every page works without this file.
"use strict";

// "Select all" appears only where it works.
for (const all of document.querySelectorAll("[data-select-all]")) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.selectAll}"]`);
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; });
}

// What was typed and not sent is not lost by a wrong key. The text stays in the page and nowhere else.
let typed = false;
document.addEventListener("input", (event) => { if (event.target.matches("textarea")) typed = true; });
document.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// A form that was sent is not sent twice by a double click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 5000);
});

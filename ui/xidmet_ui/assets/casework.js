// Keys of the desk's right side: they act only while the focus is in it, and never while something is typed.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    const side = event.target.closest?.("[data-keys]");
    if (!side || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const link = [...side.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (link) { event.preventDefault(); link.click(); }
  });
})();

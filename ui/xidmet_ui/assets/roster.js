// A roster: boxes chosen by one box, how many they are, and the dialog that says what a press will bring. Delegated.
(() => {
  "use strict";
  const form = () => document.querySelector("form[data-roster]");
  const picks = () => [...form().querySelectorAll("[data-pick]")];
  const sync = () => {
    if (!form()) return;
    const every = form().querySelector("[data-pick-all]"), all = form().querySelector("[data-all]"), count = picks().filter((one) => one.checked).length;
    every.hidden = false;
    every.checked = count > 0 && count === picks().length; every.indeterminate = count > 0 && count < picks().length;
    const said = form().querySelector("[data-chosen]");
    if (said) said.textContent = all?.checked ? "" : String(count);
  };
  document.addEventListener("change", (event) => {
    if (!event.target.closest?.("form[data-roster]")) return;
    if (event.target.matches("[data-pick-all]")) picks().forEach((one) => { one.checked = event.target.checked; });
    sync();
  });
  const dialog = () => document.getElementById("press");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#press [data-close]"); if (!link) return;
    event.preventDefault(); dialog().close(); dialog().replaceChildren();
  });
  // What was said before is not said again while the next answer is on its way.
  document.addEventListener("cancel", (event) => { if (event.target === dialog()) dialog().replaceChildren(); }, true);
  // Closed before the row is swapped: what has been swapped takes the focus, not the button that is gone. An answer that
  // is no row, such as that of a session which is over, must not take the row's place: the page itself is asked again.
  document.addEventListener("htmx:before:swap", (event) => {
    if (!dialog()?.contains(event.target)) return;
    dialog().close();
    if (!/<tr\b/.test(event.detail?.ctx?.text ?? "")) { event.preventDefault(); location.reload(); }
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target ?? event.target;
    if (target === dialog() && dialog().childElementCount) dialog().showModal();
    sync();
  });
  sync();
})();

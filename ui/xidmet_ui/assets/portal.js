// All behaviour that HTML and htmx do not give. No inline code, no eval; delegated listeners, so nothing to set up after a swap.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const live = document.getElementById("live");
  const say = (text) => { if (!live) return; live.textContent = ""; requestAnimationFrame(() => { live.textContent = text; }); };

  // Facets are rendered open, for those without scripts; on a phone they begin closed.
  const narrow = matchMedia("(max-width: 52rem)");
  const facets = () => document.querySelectorAll("details.facets").forEach((d) => { d.open = !narrow.matches; });
  facets(); narrow.addEventListener("change", facets);

  // Error summaries and results take the focus when they arrive.
  const focus = () => {
    const target = document.querySelector("[data-focus]");
    if (target) { target.removeAttribute("data-focus"); target.focus(); return; }
    const form = document.querySelector("[data-focus-on]"); if (!form) return;
    const place = document.getElementById(form.dataset.focusOn); form.removeAttribute("data-focus-on");
    const first = place?.matches("fieldset") ? place.querySelector("input:not([type=hidden]), select, textarea") : place;
    (first ?? place)?.focus();
  };
  // A link to a question, such as “Change” on the review, takes the focus into it; only then, for coming there takes it away.
  const asked = /^#f-[\w-]+$/.test(location.hash) && !document.querySelector("[data-focus]") && document.getElementById(location.hash.slice(1));
  if (asked) addEventListener("load", () => asked.querySelector("input:not([type=hidden]), select, textarea")?.focus());
  focus();

  // Copying works only with a script, so its button comes with it.
  if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => { button.textContent = button.dataset.copied; say(button.dataset.copied); }));
  });

  // ARIA combobox with manual selection; the server does the matching.
  const list = (input) => document.getElementById(input.getAttribute("aria-controls"));
  const options = (input) => [...list(input).querySelectorAll("[role=option]")];
  const open = (input, yes) => { list(input).hidden = !yes; input.setAttribute("aria-expanded", String(yes)); if (!yes) input.removeAttribute("aria-activedescendant"); };
  const mark = (input, place) => options(input).forEach((option, at) => {
    option.setAttribute("aria-selected", String(at === place));
    if (at === place) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  });
  const pick = (input, option) => {
    input.value = option.dataset.label;
    document.getElementById(input.dataset.value).value = option.dataset.code;
    open(input, false); say(option.dataset.label);
  };
  document.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("[role=combobox]"); if (!input) return;
    const all = options(input), now = all.findIndex((o) => o.getAttribute("aria-selected") === "true"), shown = input.getAttribute("aria-expanded") === "true";
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) { event.preventDefault(); if (!shown) open(input, true); mark(input, (now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length); }
    else if (event.key === "Enter" && shown && now >= 0) { event.preventDefault(); pick(input, all[now]); }
    else if (event.key === "Escape" && shown) { event.preventDefault(); open(input, false); }
    else if (event.key === "Tab") open(input, false);
  });
  document.addEventListener("input", (event) => { const input = event.target.closest?.("[role=combobox]"); if (input) document.getElementById(input.dataset.value).value = ""; });
  document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[role=option]")) event.preventDefault(); });
  document.addEventListener("click", (event) => { const option = event.target.closest?.("[role=option]"); if (option) pick(document.querySelector(`[aria-controls="${option.closest("[role=listbox]").id}"]`), option); });
  document.addEventListener("focusout", (event) => { const input = event.target.closest?.("[role=combobox]"); if (input) open(input, false); });

  // After a swap: open a fresh list, move the focus where the server asked.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target ?? event.target;
    const box = target?.closest?.("[role=listbox]");
    if (!box) { focus(); return; }
    const input = document.querySelector(`[aria-controls="${box.id}"]`), count = options(input).length;
    open(input, count > 0 && document.activeElement === input);
    say(String(count));
  });
  // A failed connection must be told: htmx is silent about it.
  document.addEventListener("htmx:error", () => { const toasts = document.getElementById("toasts"); if (toasts) toasts.textContent = "⚠"; });
})();

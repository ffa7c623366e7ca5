// Keys of the officer's desk. Off while somebody types, and by a box on the page (WCAG 2.1.4); a page without rows has none.
(() => {
  "use strict";
  const OFF = "desk-keys-off";
  const rows = () => [...document.querySelectorAll("#chosen [data-row]")];
  const link = (row) => row.querySelector("th a");
  const box = document.getElementById("keys-on");
  if (!box) return;
  const stored = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  box.checked = !stored();
  box.closest("[data-keys]").hidden = false;
  box.addEventListener("change", () => { try { box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* it holds for this page alone */ } });
  const typing = (target) => target.matches?.("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const step = (by) => {
    const all = rows(); if (!all.length) return;
    const now = all.findIndex((row) => row.contains(document.activeElement));
    link(all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by))]).focus();
  };
  const here = () => rows().find((row) => row.contains(document.activeElement));
  const help = () => { const keys = document.getElementById("keys"); keys.open = !keys.open; if (keys.open) keys.querySelector("summary").focus(); };
  const does = {
    j: () => step(1),
    k: () => step(-1),
    x: () => here()?.querySelector("input[type=checkbox]")?.click(),
    t: () => here()?.querySelector("button[name=take]")?.click(),
    "/": () => document.getElementById("q")?.focus(),
    "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const act = does[event.key] ?? (here() && { ArrowDown: does.j, ArrowUp: does.k }[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  });
})();

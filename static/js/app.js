"use strict";
/* Theme switch, page keys, menus. Nothing here is needed to read a page. */
(() => {
  const root = document.documentElement;
  const isDark = () =>
    (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const flip = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch (e) { /* storage may be blocked */ }
    document.dispatchEvent(new Event("themechange"));
  };
  document.querySelectorAll("[data-theme-toggle]").forEach((b) => b.addEventListener("click", flip));

  /* rows for J and K: timeline rows, table rows with a link */
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const go = (step) => {
    const all = rows(), at = all.findIndex((r) => r.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    next?.querySelector("a")?.focus();
  };
  const follow = (selector) => document.querySelector(selector)?.click();
  const KEYS = {
    "/": () => document.getElementById("q")?.focus(),
    t: flip,
    j: () => go(1),
    k: () => go(-1),
    "[": () => follow("[data-earlier]"),
    "]": () => follow("[data-later]"),
  };
  const typing = (e) => e.target.closest?.("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (e) => {
    const act = KEYS[e.key];
    if (!act || typing(e) || e.metaKey || e.ctrlKey || e.altKey) return;
    if (document.body.hasAttribute("data-own-keys") && e.key !== "/" && e.key !== "t") return;
    e.preventDefault();
    act();
  });

  /* a menu closes on Escape and on a click elsewhere */
  document.addEventListener("click", (e) => {
    document.querySelectorAll("details.menu[open]").forEach((m) => { if (!m.contains(e.target)) m.open = false; });
  });
  document.addEventListener("keydown", (e) => {
    const open = e.key === "Escape" && document.querySelector("details.menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  /* a filter form sends itself when a choice is made; without script its button does */
  document.querySelectorAll("form[data-autosubmit]").forEach((form) => {
    form.addEventListener("change", () => form.requestSubmit());
  });
})();

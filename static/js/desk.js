"use strict";
/* Keys of the desk and small helps. Every one of them presses something that is on the page: all works without. */
(() => {
  const typing = (e) => e.target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  const items = () => [...document.querySelectorAll("[data-item]")];
  const step = (by) => {
    const all = items(), at = all.findIndex((a) => a.getAttribute("aria-current"));
    all[Math.min(all.length - 1, Math.max(0, at + by))]?.click();
  };
  const press = (key) => {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    target.click();
    if (target.tagName === "SUMMARY") target.parentElement.querySelector("input[name=reason]")?.focus();
    return true;
  };
  const show = (number) => {
    const mark = document.getElementById(`ev-${number}`);
    if (!mark) return false;
    document.querySelectorAll("mark.is-active").forEach((m) => m.classList.remove("is-active"));
    document.querySelectorAll(`mark[data-ev~="${number}"]`).forEach((m) => m.classList.add("is-active"));
    mark.scrollIntoView({ block: "nearest" });
    return true;
  };
  if (document.body.hasAttribute("data-own-keys")) {
    document.addEventListener("keydown", (e) => {
      if (typing(e) || e.metaKey || e.ctrlKey || e.altKey) return;
      const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
      let done = false;
      if (key === "j" || key === "k") { step(key === "j" ? 1 : -1); done = true; }
      else if (/^[1-9]$/.test(key)) done = show(key);
      else if (/^[a-z]$/.test(key) || key === "Escape") done = press(key);
      if (done) e.preventDefault();
    });
  }
  document.querySelectorAll("a.ev").forEach((link) => {
    link.addEventListener("click", (e) => { if (show(link.textContent)) e.preventDefault(); });
  });

  /* Enter in a field is no decision; the buttons are */
  document.getElementById("decision")?.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && e.target.matches("input")) e.preventDefault();
  });

  /* a press counts once */
  document.querySelectorAll("form[method=post]").forEach((form) => {
    form.addEventListener("submit", (e) => {
      if (form.dataset.sent) e.preventDefault();
      form.dataset.sent = "1";
    });
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

  /* lists of names: what is suggested follows the last semicolon */
  document.querySelectorAll("input[data-names]").forEach((input) => {
    const list = input.list;
    if (!list) return;
    const names = [...list.options].map((o) => o.value);
    input.addEventListener("input", () => {
      const cut = input.value.lastIndexOf(";");
      const before = cut < 0 ? "" : `${input.value.slice(0, cut + 1)} `;
      list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: before + name })));
    });
  });

  /* an entry half typed is not left by accident */
  const entry = document.querySelector("form[data-leave]");
  let changed = false;
  entry?.addEventListener("input", () => { changed = true; });
  entry?.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (e) => { if (changed) e.preventDefault(); });

  document.getElementById("errors")?.focus();
})();

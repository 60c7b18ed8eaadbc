"use strict";
/* The page that was pasted has been read: fill in the form at once where nobody has typed, else offer it. */
(() => {
  const entry = document.getElementById("entry");
  const changed = (field) => {
    if (field.type === "hidden" || field.type === "submit") return false;
    if (field.tagName === "SELECT") {
      return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
    }
    return "checked" in field && (field.type === "checkbox" || field.type === "radio")
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;
  };
  const isTyped = () => [...(entry?.elements ?? [])].some(changed);

  document.addEventListener("refreshed", (e) => {
    if (e.target.id !== "page-read" || e.target.dataset.refresh) return;
    const fill = e.target.querySelector("[data-fill]");
    if (fill && isTyped()) fill.hidden = false;
    else location.replace(location.href);
  });
})();

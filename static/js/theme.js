/* Runs before first paint so that the page never flashes in the wrong theme. */
(function () {
  var wanted = null;
  try { wanted = localStorage.getItem("theme"); } catch (e) { /* storage may be blocked */ }
  if (wanted === "light" || wanted === "dark") document.documentElement.dataset.theme = wanted;
})();

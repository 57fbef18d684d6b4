// Loaded in <head> without defer, so that a chosen theme is there before the first paint.
(() => {
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage can be forbidden; the system's choice stands then.
  }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
})();

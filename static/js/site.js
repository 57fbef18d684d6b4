// What every page needs: the theme choice, menus that close, faces that move, toasts that go, dialogs that open.

function markTheme() {
  const chosen = document.documentElement.dataset.theme ?? "system";
  for (const button of document.querySelectorAll("[data-choose-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.chooseTheme === chosen));
  }
}

function chooseTheme(theme) {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  markTheme();
}

function playFace(tile) {
  const video = tile.querySelector("video");
  if (!video) return;
  if (!video.src && video.dataset.src) video.src = video.dataset.src;
  video.play().then(() => tile.classList.add("playing"), () => {});
}

function restFace(tile) {
  const video = tile.querySelector("video");
  if (!video) return;
  tile.classList.remove("playing");
  video.pause();
}

function openDialog(opener) {
  document.getElementById(opener.dataset.dialog)?.showModal();
}

// Where the browser does not let a page copy, the field is at least selected.
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 2500);
  } catch {
    field.focus();
  }
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-choose-theme],[data-dialog],[data-close],[data-dismiss],[data-copy]");
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!target) return;
  if (target.dataset.chooseTheme) chooseTheme(target.dataset.chooseTheme);
  if (target.dataset.dialog) openDialog(target);
  if ("close" in target.dataset) target.closest("dialog")?.close();
  if (target.dataset.copy) copy(target);
  if ("dismiss" in target.dataset) target.closest(".toast,.notice")?.remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A tile's video is fetched only when somebody looks at it; with reduced motion it plays on focus alone.
const still = matchMedia("(prefers-reduced-motion: reduce)");
for (const [type, act] of [["pointerover", playFace], ["focusin", playFace]]) {
  document.addEventListener(type, (event) => {
    const tile = event.target.closest?.(".tile");
    if (tile && !tile.classList.contains("playing") && !(still.matches && type === "pointerover")) act(tile);
  });
}
for (const type of ["pointerout", "focusout"]) {
  document.addEventListener(type, (event) => {
    const tile = event.target.closest?.(".tile");
    if (tile && !tile.contains(event.relatedTarget)) restFace(tile);
  });
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.matches(".button[data-busy]")) button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
});

for (const toast of document.querySelectorAll(".toast[data-fade]")) {
  setTimeout(() => toast.matches(":hover, :focus-within") || toast.remove(), 8000);
}

markTheme();

// On a phone the tabs are wider than the page: show the one that is open.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A form that came back with mistakes goes to the first of them.
document.querySelector(".field:has(.error) :is(input, select, textarea), [aria-invalid=true]")?.focus();

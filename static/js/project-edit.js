// The project page: rows of questions move, go and are numbered; a change that is not saved is not lost by a slip.
const form = document.getElementById("project-form");
const entries = document.getElementById("entries");
const total = () => document.getElementById("id_entries-TOTAL_FORMS");
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
let changed = false;

function markChanged() {
  changed = true;
  form.querySelector("[data-unsaved]").hidden = false;
  form.querySelector("[data-saved]")?.setAttribute("hidden", "");
}

function number() {
  [...entries.children].forEach((row, i) => (field(row, "ORDER").value = i + 1));
}

// A removed row stays in the form, hidden and marked: the saved one is deleted, a new one is ignored.
function remove(row) {
  field(row, "DELETE").checked = true;
  row.hidden = true;
  for (const input of row.querySelectorAll("[required]")) input.required = false;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  (next && !next.hidden ? field(next, "question") : document.getElementById("add-entry")).focus();
}

function move(row, step, button) {
  const shown = [...entries.children].filter((other) => !other.hidden);
  const other = shown[shown.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  button.focus();
}

entries.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move],[data-remove]");
  if (!button) return;
  const row = button.closest("[data-entry]");
  if ("remove" in button.dataset) remove(row);
  else move(row, Number(button.dataset.move), button);
  markChanged();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== entries) return;
  const asked = event.detail.requestConfig.elt;
  if (asked.id === "add-entry") {
    total().value = Number(total().value) + 1;
    field(entries.lastElementChild, "question").focus();
  } else if (document.getElementById("import-error").hasAttribute("data-done")) {
    asked.reset();
    document.getElementById("import").close();
  }
  markChanged();
});

// What was said of a field is about what stood in it.
function forgetErrors(input) {
  input.removeAttribute("aria-invalid");
  for (const error of input.closest(".field")?.querySelectorAll(".error") ?? []) error.remove();
}

form.addEventListener("input", (event) => {
  markChanged();
  forgetErrors(event.target);
  const row = event.target.closest("[data-entry]");
  if (row && event.target === field(row, "question")) row.querySelector("[data-title]").textContent = event.target.value;
});
form.addEventListener("submit", (event) => {
  if (event.submitter?.ariaBusy === "true") return event.preventDefault(); // Enter, pressed twice
  number();
  changed = false;
});
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

const temperature = document.getElementById("id_temperature");
temperature.addEventListener("input", () => (document.getElementById("temperature-now").value = temperature.value));

// Shown again because it was not saved: it still is to be, and what was removed stays removed.
if ("refused" in form.dataset) markChanged();
for (const row of entries.children) row.hidden = field(row, "DELETE").checked;

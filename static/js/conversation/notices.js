// One short message over the stage at a time: it goes by itself, an error later; a waiting one when the wait is over.
import { byId, say } from "./page.js";

const STAY_MS = { hint: 7000, notice: 7000, error: 12_000 };

/** Shows `message` in the place of any other; a hint only where none is. kind: hint, notice, error or wait. `id`: for
    forget. */
export function notify(message, { id = message, kind = "notice" } = {}) {
  if (kind === "hint" && byId("notices").firstChild) return;
  const note = document.createElement("div");
  note.className = `stage-notice ${kind}`;
  note.dataset.id = id;
  const text = document.createElement("span");
  text.textContent = message;
  note.append(text);
  if (kind === "wait") note.prepend(spinner());
  else note.append(dismisser(note));
  byId("notices").replaceChildren(note);
  if (STAY_MS[kind]) setTimeout(() => note.remove(), STAY_MS[kind]);
}

export function forget(id) {
  for (const note of byId("notices").children) if (note.dataset.id === id) note.remove();
}

function spinner() {
  const mark = document.createElement("i");
  mark.className = "spinner";
  return mark;
}

function dismisser(note) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", say("dismiss"));
  button.onclick = () => note.remove();
  return button;
}

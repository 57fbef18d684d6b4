// Short messages over the stage: an error stays until it is dismissed, a notice goes by itself.
import { byId, say } from "./page.js";

const STAY_MS = 7000;
const MOST = 3;

/** Shows `message` once (a second one with the same id takes its place); kind: notice, error or wait. */
export function notify(message, { id = message, kind = "notice" } = {}) {
  forget(id);
  const box = byId("notices");
  const note = document.createElement("div");
  note.className = `stage-notice ${kind}`;
  note.dataset.id = id;
  const text = document.createElement("span");
  text.textContent = message;
  note.append(text);
  if (kind === "wait") note.prepend(spinner());
  else note.append(dismisser(note));
  box.append(note);
  while (box.children.length > MOST) box.firstElementChild.remove();
  if (kind === "notice") setTimeout(() => note.remove(), STAY_MS);
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

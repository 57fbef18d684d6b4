// Short messages over the stage: they go by themselves, an error later than a notice; a waiting one when the wait is over.
import { byId, say } from "./page.js";

const STAY_MS = { notice: 7000, error: 20_000 };
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

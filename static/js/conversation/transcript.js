// The transcript: one item a turn. The avatar's turn grows with what is being said and ends as what was heard.
import { byId, root, say } from "./page.js";

export class Transcript {
  #list = byId("turns");
  #empty = byId("turns-empty");
  #byId = new Map();

  /** turns: [{role, text, heard_text, interrupted}] of a resumed conversation. */
  restore(turns) {
    if (!turns?.length) return;
    this.#list.replaceChildren();
    this.#byId.clear();
    for (const turn of turns) {
      const item = this.#add(turn.role === "user" ? "user" : "avatar");
      setText(item, turn.role === "user" ? turn.text : (turn.heard_text ?? turn.text));
      if (turn.interrupted) this.#markInterrupted(item);
    }
  }

  user(id, text, final = true) {
    const key = `user:${id}`;
    const item = this.#byId.get(key) ?? this.#add("user", key);
    setText(item, text);
    item.classList.toggle("interim", !final);
    this.#follow();
  }

  avatarPiece(speechId, piece, text) {
    const key = `avatar:${speechId}`;
    const item = this.#byId.get(key) ?? this.#add("avatar", key);
    const pieces = (item.pieces ??= new Map());
    pieces.set(piece, text);
    setText(item, [...pieces.values()].map((part) => part.trim()).join(" "));
    this.#follow();
  }

  avatarEnded(speechId, heardText, interrupted) {
    const item = this.#byId.get(`avatar:${speechId}`);
    if (!item) return;
    if (interrupted && !heardText) return item.remove();
    if (heardText) setText(item, heardText);
    if (interrupted) this.#markInterrupted(item);
  }

  #add(role, key = "") {
    const item = document.createElement("li");
    item.className = `turn ${role}`;
    const who = document.createElement("span");
    who.className = "who";
    who.textContent = role === "user" ? say("you") : root.dataset.avatar;
    const text = document.createElement("p");
    text.dir = "auto";
    item.append(who, text);
    this.#list.append(item);
    this.#empty.hidden = true;
    if (key) this.#byId.set(key, item);
    return item;
  }

  #markInterrupted(item) {
    const note = document.createElement("span");
    note.className = "cut";
    note.textContent = say("interrupted");
    item.append(note);
  }

  // Follows the newest turn unless the visitor has scrolled up to read.
  #follow() {
    const list = byId("turns-log");
    if (list.scrollHeight - list.scrollTop - list.clientHeight < 160) list.scrollTop = list.scrollHeight;
  }
}

function setText(item, text) {
  item.querySelector("p").textContent = text;
}

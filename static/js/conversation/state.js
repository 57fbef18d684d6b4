// What the pill says: playback's state; while the microphone is off, nobody listens and it is the visitor's turn.
import { byId, capital, root, say } from "./page.js";

export function showState() {
  const { state, mic } = root.dataset;
  const hears = mic === "on" || byId("mic").classList.contains("held");
  const words = state === "listening" && !hears ? say("stateYours") : say(`state${capital(state)}`);
  byId("state").querySelector("[data-text]").textContent = words || state;
}

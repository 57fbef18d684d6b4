// The page's elements by id, and its sentences (translated in the template, handed over in data-*).
export const byId = (id) => document.getElementById(id);
export const root = byId("conversation");

const sentences = byId("strings").dataset;

/** say("micUnnamed", {n: 2}) -> the sentence of data-mic-unnamed with {n} filled in. */
export function say(key, facts = {}) {
  return (sentences[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

export const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** 125000 -> "2:05"; an hour or more -> "1:02:05". */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

/** check, starting, live, resume or over: which part of the page is shown follows from it. */
export function showPhase(phase) {
  root.dataset.phase = phase;
  byId("check").hidden = !["check", "resume", "starting"].includes(phase);
  byId("live").hidden = phase !== "live";
  byId("over").hidden = phase !== "over";
}

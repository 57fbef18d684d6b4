// The last screen: ended, moved to another tab, or lost. It says why, and what to do now.
import { credits } from "./credits.js";
import { byId, clock, root, say, showPhase } from "./page.js";

function open(title, message) {
  byId("end-confirm").close();
  byId("over-title").textContent = title;
  byId("over-message").textContent = message;
  for (const id of ["over-next", "over-resume", "over-summary", "over-again"]) byId(id).hidden = true;
  if (byId("over-facts")) byId("over-facts").hidden = true;
  showPhase("over");
  byId("over").focus({ preventScroll: true });
}

/** The server's `ended` message: {reason, message, elapsed_ms, left_ms, next: {label, url}} */
export function showEnded({ reason, message, elapsed_ms, left_ms, next }) {
  open(say("endedTitle"), reason === "visitor" ? say("endedByYou") : (message ?? ""));
  root.dataset.endReason = reason ?? "";
  if (byId("over-facts") && elapsed_ms !== undefined) showCost(elapsed_ms, left_ms);
  if (next?.url) Object.assign(byId("over-next"), { href: next.url, textContent: next.label, hidden: false });
  else byId("over-again").hidden = false;
  if (root.dataset.url !== next?.url) Object.assign(byId("over-summary"), { href: root.dataset.url, hidden: false });
}

/** To who pays; a guest's page has no place for it. */
function showCost(elapsedMs, leftMs) {
  byId("over-elapsed").textContent = clock(elapsedMs);
  byId("over-cost").textContent = credits(elapsedMs);
  byId("over-credits").textContent = credits(leftMs ?? 0);
  byId("over-facts").hidden = false;
}

export function showTakenOver(message, resume) {
  open(say("takenTitle"), message || say("takenMessage"));
  offerResume(resume);
}

export function showLost(resume) {
  open(say("lostTitle"), say("lostMessage"));
  offerResume(resume);
}

/** An error that no retry of ours can help: deleted, refused, broken. */
export function showFailed(message) {
  open(say("failedTitle"), message);
  if (root.dataset.url) Object.assign(byId("over-summary"), { href: root.dataset.url, hidden: false });
}

function offerResume(resume) {
  byId("over-resume").hidden = false;
  byId("over-resume").onclick = resume;
}

// What opens and shuts around the stage: the transcript, the captions, the end's question.
import { byId, root } from "./page.js";

const wide = matchMedia("(width >= 64rem)");

function showTranscript(open) {
  root.dataset.transcript = open ? "open" : "shut";
  byId("transcript-toggle").setAttribute("aria-expanded", String(open));
  byId("transcript").inert = !open;
}

export function setUpPanels(end) {
  showTranscript(wide.matches);
  byId("transcript-toggle").onclick = () => showTranscript(root.dataset.transcript !== "open");
  byId("transcript-close").onclick = () => {
    showTranscript(false);
    byId("transcript-toggle").focus();
  };
  byId("captions-toggle").onclick = () => {
    const on = byId("captions-toggle").getAttribute("aria-pressed") !== "true";
    byId("captions-toggle").setAttribute("aria-pressed", String(on));
    byId("caption").classList.toggle("off", !on);
  };
  byId("end").onclick = () => byId("end-confirm").showModal();
  byId("end-yes").onclick = () => {
    byId("end-confirm").close();
    end();
  };
}

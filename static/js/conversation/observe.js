// For tests and for a look from the console: what the page has seen and heard, as plain values.
import { root } from "./page.js";

export function observe(conversation) {
  window.__conversation = {
    get framesDecoded() {
      return conversation.frames;
    },
    decoded: async () => conversation.frames,
    get transport() {
      return conversation.transport;
    },
    get state() {
      return root.dataset.state;
    },
    get speaking() {
      return root.dataset.state === "speaking";
    },
    get report() {
      return { ...conversation.report, rtt_ms: conversation.rtt };
    },
    get errors() {
      return [...conversation.seen.errors];
    },
    get elapsedMs() {
      return Number(root.dataset.elapsedMs ?? 0);
    },
  };
}

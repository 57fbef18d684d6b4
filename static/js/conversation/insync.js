// Holds the picture until its sound is played. A browser does so by itself, but in steps that take it many seconds; the
// two differ by 100 ms and more at first, because sound is kept longer against jitter than pictures are.

const EVERY_MS = 250;
const FIRST_MS = 120;
const CLOSE_MS = 12;
const SLACK_MS = 40;
const MOST_MS = 600;

export class InSync {
  #peer;
  #timer = 0;
  #target = FIRST_MS;
  #before = null;

  constructor(peer) {
    this.#peer = peer;
  }

  start() {
    this.#hold();
    this.#timer ||= setInterval(() => this.#look(), EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  async #look() {
    const { audio, video } = await playing(this.#peer);
    const before = this.#before;
    this.#before = video;
    if (!before || !audio?.at || !video?.at || video.shown === before.shown) return;
    const delay = ((video.delay_s - before.delay_s) / (video.shown - before.shown)) * 1000;
    const ahead = video.at - audio.at; // above zero: the picture is ahead
    if (Math.abs(ahead) < CLOSE_MS) return;
    const from = Math.max(this.#target, delay - SLACK_MS); // below what pictures wait anyway a target asks for nothing
    this.#target = Math.min(Math.max(from + ahead / 2, 0), MOST_MS);
    this.#hold();
  }

  #hold() {
    const receiver = this.#peer.getReceivers().find(({ track }) => track.kind === "video");
    if (receiver && "jitterBufferTarget" in receiver) receiver.jitterBufferTarget = this.#target;
  }
}

/** What of the sender's clock is played now (ms), and how long pictures have waited (W3C webrtc-stats). */
async function playing(peer) {
  const found = {};
  for (const entry of (await peer.getStats()).values()) {
    if (entry.type !== "inbound-rtp") continue;
    found[entry.kind] = {
      at: entry.estimatedPlayoutTimestamp,
      delay_s: entry.jitterBufferDelay ?? 0,
      shown: entry.jitterBufferEmittedCount ?? 0,
    };
  }
  return found;
}

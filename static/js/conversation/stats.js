// Every 2 s: how the line is. Shown as a sign with words, told to the server, kept for tests.
import { byId, capital, say } from "./page.js";

const EVERY_MS = 2000;

export class Stats {
  #timer = 0;
  #before = null;
  #read;
  #tell;

  /** read() -> a promise of {transport, frames, rtt_ms, peer?, buffered_ms?, underruns?}; tell(report) sends it on. */
  constructor(read, tell) {
    this.#read = read;
    this.#tell = tell;
    this.report = { quality: "unknown" };
  }

  start() {
    this.#timer ||= setInterval(() => this.#take(), EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  async #take() {
    const { peer, ...seen } = await this.#read();
    const { buffers = {}, ...line } = peer ? await fromPeer(peer) : {};
    const report = { ...seen, ...line, at: performance.now() };
    const before = this.#before;
    this.#before = { ...report, buffers };
    if (!before || before.transport !== report.transport || document.hidden) return;
    const seconds = (report.at - before.at) / 1000;
    report.fps = round((report.frames - before.frames) / seconds);
    for (const kind of Object.keys(buffers)) report[`${kind}_buffer_ms`] = buffered(buffers[kind], before.buffers[kind]);
    report.lost = (report.packets_lost ?? report.underruns ?? 0) - (before.packets_lost ?? before.underruns ?? 0);
    report.quality = judged(report);
    this.report = report;
    show(report.quality);
    this.#tell(report);
  }
}

function judged({ fps, lost, rtt_ms }) {
  if (fps < 12 || lost > 20 || rtt_ms > 600) return "poor";
  if (fps < 21 || lost > 2 || rtt_ms > 250) return "fair";
  return "good";
}

async function fromPeer(peer) {
  const report = { buffers: {} };
  for (const entry of (await peer.getStats()).values()) {
    if (entry.type === "inbound-rtp" && entry.kind === "video") {
      report.frames_dropped = entry.framesDropped;
    }
    if (entry.type === "inbound-rtp") {
      report.packets_lost = (report.packets_lost ?? 0) + (entry.packetsLost ?? 0);
      report.buffers[entry.kind] = { delay_s: entry.jitterBufferDelay ?? 0, count: entry.jitterBufferEmittedCount ?? 0 };
    }
    if (entry.type === "candidate-pair" && entry.nominated && entry.currentRoundTripTime) {
      report.rtt_ms = round(entry.currentRoundTripTime * 1000);
    }
  }
  return report;
}

/** Mean time in the jitter buffer between two readings: the totals are sums over all samples (W3C webrtc-stats). */
function buffered(now, before) {
  const count = now.count - (before?.count ?? 0);
  return count > 0 ? round(((now.delay_s - (before?.delay_s ?? 0)) / count) * 1000) : 0;
}

function show(quality) {
  const mark = byId("quality");
  if (mark.dataset.quality === quality) return;
  mark.dataset.quality = quality;
  mark.setAttribute("aria-label", say(`quality${capital(quality)}`));
  mark.title = say(`quality${capital(quality)}`);
}

const round = (value) => Math.round(value * 10) / 10;

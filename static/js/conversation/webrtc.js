// Picture and sound over WebRTC: receives one video and one audio track, sends the microphone when there is one.
import { Emitter } from "./emitter.js";
import { InSync } from "./insync.js";

const CONNECT_MS = 4000;
const GATHER_MS = 800;
const SILENT_MS = 5000;
const WATCH_MS = 1000;

export const webrtcThere = () => typeof RTCPeerConnection === "function";

/** Emits: offer sdp, frame (one was shown), failed reason ("blocked", "timeout", "disconnected", "silent"). */
export class PeerMedia extends Emitter {
  #peer;
  #sender;
  #video;
  #timer = 0;
  #watch = 0;
  #frames = 0;
  #shown = 0;
  #grewAt = 0;
  #watched = 0;
  #over = false;
  #prepared = null;
  #sync;

  constructor(video, iceServers, microphone) {
    super();
    this.#video = video;
    const peer = new RTCPeerConnection({ iceServers: iceServers ?? [] });
    this.#peer = peer;
    this.#sync = new InSync(peer);
    peer.addTransceiver("video", { direction: "recvonly" });
    const audio = peer.addTransceiver("audio", { direction: "sendrecv" });
    this.#sender = audio.sender;
    if (microphone) this.#sender.replaceTrack(microphone);
    const stream = new MediaStream();
    peer.ontrack = ({ track }) => stream.addTrack(track);
    peer.onconnectionstatechange = () => this.#connectionChanged();
    video.srcObject = stream;
  }

  get peer() {
    return this.#peer;
  }

  /** Images decoded so far, in Firefox when count() was last called; a busy machine paints fewer of them. */
  get frames() {
    if (!this.#over) this.#atLeast(this.#video.getVideoPlaybackQuality().totalVideoFrames);
    return this.#frames;
  }

  /** Asks the connection: Firefox's video element counts none of a stream's pictures. */
  async count() {
    for (const entry of (await this.#peer.getStats()).values()) {
      if (entry.type === "inbound-rtp" && entry.kind === "video") this.#atLeast(entry.framesDecoded ?? 0);
    }
    return this.frames;
  }

  #atLeast(frames) {
    this.#frames = Math.max(this.#frames, frames);
  }

  /** Makes the offer ahead of its time, while the server still prepares: that is half a connection's wait. */
  prepare() {
    this.#prepared ??= this.#peer
      .createOffer()
      .then((offer) => this.#peer.setLocalDescription(offer))
      .then(() => gathered(this.#peer));
    return this.#prepared;
  }

  async connect() {
    this.#timer = setTimeout(() => this.#fail("timeout"), CONNECT_MS);
    this.#tellFrames();
    try {
      if (!(await this.prepare())) return this.#fail("blocked");
      this.emit("offer", withoutLocalNames(this.#peer.localDescription.sdp));
    } catch (error) {
      this.#fail(error.name);
    }
  }

  async answer(sdp) {
    if (this.#over) return;
    try {
      await this.#peer.setRemoteDescription({ type: "answer", sdp });
      this.#sync.start();
    } catch (error) {
      this.#fail(error.name);
    }
  }

  useMicrophone(track) {
    return this.#sender.replaceTrack(track);
  }

  close() {
    this.#frames = this.frames;
    this.#over = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#sync.stop();
    this.#peer.close();
    this.#video.srcObject = null;
  }

  #connectionChanged() {
    const state = this.#peer.connectionState;
    if (state === "connected") {
      clearTimeout(this.#timer);
      this.#grewAt = performance.now();
      this.#watch = setInterval(() => this.#watchMedia(), WATCH_MS);
    } else if (state === "failed") this.#fail("disconnected");
  }

  // Media can stop without a word when the server's side breaks; a hidden page decodes nothing, which is no failure.
  async #watchMedia() {
    const frames = await this.count();
    if (document.hidden || frames > this.#watched) this.#grewAt = performance.now();
    else if (performance.now() - this.#grewAt > SILENT_MS) this.#fail("silent");
    this.#watched = frames;
  }

  #fail(reason) {
    if (this.#over) return;
    this.close();
    this.emit("failed", reason);
  }

  #tellFrames() {
    const shown = () => {
      if (this.#over) return;
      this.#atLeast(++this.#shown);
      this.emit("frame");
      this.#video.requestVideoFrameCallback?.(shown);
    };
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(shown);
    else this.#video.addEventListener("timeupdate", shown);
  }
}

/** Waits for the candidates (at most 800 ms); false when there is none at all, as where UDP is forbidden. */
async function gathered(peer) {
  if (peer.iceGatheringState !== "complete") {
    await new Promise((done) => {
      setTimeout(done, GATHER_MS);
      peer.addEventListener("icegatheringstatechange", () => peer.iceGatheringState === "complete" && done());
    });
  }
  return /^a=candidate:/m.test(peer.localDescription.sdp);
}

/** mDNS names cost the server a second each to look up; it learns the address from our first packet anyway. */
function withoutLocalNames(sdp) {
  return sdp.split("\r\n").filter((line) => !(line.startsWith("a=candidate:") && line.includes(".local "))).join("\r\n");
}

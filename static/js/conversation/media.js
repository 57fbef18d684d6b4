// Which way picture and sound come: WebRTC first, the WebSocket where that is not there or does not get through.
import { Emitter } from "./emitter.js";
import { byId, root } from "./page.js";
import { PeerMedia, webrtcThere } from "./webrtc.js";
import { SocketMedia } from "./wsmedia.js";

const ACKNOWLEDGE_EVERY = 5;

/** A peer whose offer is being made while Start chat is on its way; null where there is no WebRTC. */
export function preparedPeer(microphone, transport) {
  if (transport === "websocket" || !webrtcThere()) return null;
  const peer = new PeerMedia(byId("face-video"), [], microphone.track);
  peer.prepare().catch(() => {});
  return peer;
}

/** Emits: frame count, playing slice index, fallback reason, blocked (no sound without a click). */
export class Media extends Emitter {
  #socket;
  #sound;
  #microphone;
  #peer = null;
  #slices = null;
  #before = 0;
  #prepared;

  constructor(socket, sound, microphone, transport, prepared = null) {
    super();
    this.#socket = socket;
    this.#sound = sound;
    this.#microphone = microphone;
    this.#prepared = prepared;
    this.transport = transport === "websocket" || !webrtcThere() ? "websocket" : "webrtc";
    microphone.on("chunk", (chunk) => this.#slices && socket.sendMedia(chunk));
  }

  /** A new connection each time: nothing of an old one can be used again. */
  async begin({ transport, ice_servers }) {
    this.close();
    if (transport === "websocket" || this.transport === "websocket") return this.#useSocket();
    const peer = this.#newPeer(ice_servers);
    this.#peer = peer;
    peer.on("offer", (sdp) => this.#socket.send("offer", { sdp }));
    peer.on("frame", () => this.#frame("video"));
    peer.on("failed", (reason) => peer === this.#peer && this.#fallBack(reason));
    await peer.connect();
    byId("face-video").play().catch(() => this.emit("blocked"));
  }

  #newPeer(ice_servers) {
    const prepared = this.#prepared;
    this.#prepared = null;
    if (prepared && !ice_servers?.length) return prepared;
    prepared?.close();
    return new PeerMedia(byId("face-video"), ice_servers, this.#microphone.track);
  }

  answer(sdp) {
    return this.#peer?.answer(sdp);
  }

  receive(buffer) {
    const index = this.#slices?.receive(buffer);
    // The server sends pictures no faster than they arrive: it hears five times a second how far we are.
    if (index !== undefined && index % ACKNOWLEDGE_EVERY === 0) this.#socket.send("played", { slice: index });
  }

  /** Cuts off what is still waiting to be played here. */
  hush() {
    this.#slices?.hush();
    if (this.#peer) this.#sound.hold(true);
  }

  /** New words come: they may be heard again. */
  speak() {
    this.#sound.hold(false);
  }

  async microphoneChanged() {
    await this.#peer?.useMicrophone(this.#microphone.track);
    if (this.#slices) await this.#microphone.stream16k();
  }

  /** For the statistics. */
  async seen() {
    await this.#peer?.count();
    const way = this.#slices?.report ?? {};
    return { transport: this.transport, frames: this.frames, peer: this.#peer?.peer, ...way };
  }

  /** Images decoded so far, over all connections of this page; a busy machine paints fewer of them. */
  get frames() {
    return this.#before + this.#decoded;
  }

  get #decoded() {
    return this.#peer?.frames ?? this.#slices?.frames ?? 0;
  }

  close() {
    this.#before += this.#decoded;
    this.#peer?.close();
    this.#slices?.close();
    this.#peer = this.#slices = null;
  }

  #fallBack(reason) {
    this.transport = "websocket";
    this.#socket.send("fallback");
    this.emit("fallback", reason);
    this.#useSocket();
  }

  async #useSocket() {
    this.close();
    this.transport = "websocket";
    const slices = new SocketMedia(byId("face-canvas"), this.#sound.context);
    this.#slices = slices;
    slices.on("frame", () => this.#frame("canvas"));
    slices.on("playing", (index) => this.emit("playing", index));
    await slices.start(this.#sound.output);
    if (this.#microphone.track) await this.#microphone.stream16k();
    if (this.#sound.context.state !== "running") this.emit("blocked");
  }

  #frame(element) {
    if (byId(`face-${element}`).hidden) {
      byId("face-video").hidden = element !== "video";
      byId("face-canvas").hidden = element !== "canvas";
    }
    root.dataset.frames = this.frames;
    root.dataset.transport = this.transport;
    this.emit("frame", this.frames);
  }
}

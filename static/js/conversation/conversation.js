// One conversation in the page: the server's messages on one side, the stage on the other.
import { Captions } from "./captions.js";
import { Composer } from "./composer.js";
import { listenToKeys } from "./keys.js";
import { Loading } from "./loading.js";
import { Media } from "./media.js";
import { Meter } from "./meter.js";
import { forget, notify } from "./notices.js";
import { showEnded, showFailed, showLost, showTakenOver } from "./over.js";
import { byId, capital, root, say, showPhase } from "./page.js";
import { goOn } from "./remembered.js";
import { watchReturn } from "./returning.js";
import { Socket } from "./socket.js";
import { showState } from "./state.js";
import { Stats } from "./stats.js";
import { Transcript } from "./transcript.js";
import { Voice } from "./voice.js";

// Without word from the statistics: about what Chromium's jitter buffer holds back.
const USUAL_DELAY_MS = 90;
const FIRST_FRAMES = 2;
// After these there is no going on, whatever was said before.
const FINAL = new Set(["conversation.not_found", "conversation.cannot_start", "conversation.no_avatar"]);
const LITTLE_TIME = /\.(left|limit)_\d+s$/;

export class Conversation {
  #socket;
  #media;
  #voice;
  #stats;
  #captions = new Captions();
  #transcript = new Transcript();
  #composer = new Composer((text) => this.#sendText(text));
  #loading = new Loading();
  #meter = new Meter((message) => notify(message, { id: "time" }));
  #speak;
  #begun = false;
  #speech = null;
  #texts = 0;

  constructor({ ws, sound, microphone, speak, transport, prepared }) {
    this.#speak = speak;
    this.#socket = new Socket(ws);
    this.#media = new Media(this.#socket, sound, microphone, transport, prepared);
    this.#voice = new Voice(this.#socket, microphone, this.#media, () => this.interrupt());
    this.#stats = new Stats(async () => ({ ...(await this.#media.seen()), rtt_ms: this.rtt }), (report) => this.#socket.send("stats", report));
    this.rtt = 0;
    this.seen = { errors: [], messages: 0 };
    this.#wire();
  }

  get frames() {
    return this.#media.frames;
  }

  get transport() {
    return this.#media.transport;
  }

  get report() {
    return this.#stats.report;
  }

  open() {
    showPhase("live");
    this.#loading.begin();
    this.#socket.open();
  }

  interrupt() {
    if (!this.#speech) return false;
    this.#media.hush();
    return this.#socket.send("interrupt");
  }

  end() {
    if (!this.#socket.send("end")) showLost(() => location.reload());
  }

  #wire() {
    const socket = this.#socket;
    socket.on("open", () => socket.send("hello", { transport: this.#media.transport, can: abilities() }));
    socket.on("message", (message) => this.#take(message));
    socket.on("media", (buffer) => this.#media.receive(buffer));
    socket.on("rtt", (ms) => (this.rtt = ms));
    socket.on("dropped", () => notify(say("reconnecting"), { id: "line", kind: "wait" }));
    socket.on("lost", () => this.#finish(() => showLost(() => goOn())));
    this.#media.on("frame", (count) => count >= FIRST_FRAMES && this.#loading.done());
    this.#media.on("playing", (index) => this.#captions.playing(index));
    this.#media.on("fallback", () => notify(say("fallback"), { id: "fallback", kind: "hint" }));
    this.#media.on("blocked", () => this.#askForClick());
    byId("interrupt").onclick = () => this.interrupt();
    listenToKeys({ talk: (down) => this.#voice.talk(down), stop: () => this.interrupt() });
  }

  #take(message) {
    this.seen.messages += 1;
    const act = this[`on${message.type.split("_").map(capital).join("")}`];
    if (act) act.call(this, message);
  }

  onReady({ resumed, transport, ice_servers, suggestions, stt, turns, meter }) {
    forget("line");
    if (stt) root.dataset.stt = stt;
    if (resumed || this.#begun) this.#transcript.restore(turns);
    this.#composer.suggest(suggestions);
    if (meter) this.#meter.update(meter);
    this.#loading.step(0.25, say("loadingAvatar"));
    this.#media.begin({ transport, ice_servers });
    this.#stats.start();
    if (this.#begun) this.#voice.tell();
    else if (this.#speak) this.#voice.switch(true);
    this.#begun = true;
  }

  onLoading({ progress, message }) {
    this.#loading.step(progress, message ?? (progress > 0.6 ? say("loadingMedia") : ""));
  }

  onAnswer({ sdp }) {
    this.#loading.step(0.7);
    this.#media.answer(sdp);
  }

  onState({ state }) {
    root.dataset.state = state;
    showState();
    byId("interrupt").hidden = state !== "speaking";
    if (state === "listening") byId("interim").hidden = true;
  }

  onUserText({ id, text, final }) {
    this.#transcript.user(id, text, final);
    if (final) byId("interim").hidden = true;
  }

  onSpeechStarted({ speech_id }) {
    this.#speech = speech_id;
    this.#media.speak();
    root.dataset.speech = speech_id;
  }

  onCaption(caption) {
    this.#transcript.avatarPiece(caption.speech_id, caption.piece, caption.text);
    this.#voice.avatarSays(caption.text);
    if (this.#media.transport === "websocket" && caption.slice !== undefined) this.#captions.addAtSlice(caption, caption.slice);
    else this.#captions.add(caption, this.#stats.report.audio_buffer_ms ?? USUAL_DELAY_MS);
  }

  onSpeechEnded({ speech_id, heard_text, interrupted }) {
    this.#transcript.avatarEnded(speech_id, heard_text, interrupted);
    if (this.#speech !== speech_id) return;
    this.#speech = null;
    delete root.dataset.speech;
    if (interrupted) this.#media.hush();
    else this.#media.speak();
    this.#captions.end(interrupted);
    this.#voice.avatarSays("");
  }

  onMeter(meter) {
    this.#meter.update(meter);
  }

  onNotice({ id, message }) {
    notify(message, { id: LITTLE_TIME.test(id) ? "time" : id });
  }

  onError({ id, message, retryable }) {
    this.seen.errors.push(id);
    this.#media.speak();
    root.dataset.error = id;
    if (id === "conversation.taken_over") this.#finish(() => showTakenOver(message, () => goOn()));
    else if (id === "conversation.has_ended") this.#finish(() => showItsEnd(message));
    else if (FINAL.has(id) || (retryable === false && !this.#begun)) this.#finish(() => showFailed(message));
    else notify(message, { id, kind: "error" });
  }

  onEnded(message) {
    this.#finish(() => showEnded(message));
  }

  #sendText(text) {
    const id = `t${++this.#texts}-${Date.now().toString(36)}`;
    if (!this.#socket.send("text", { id, text })) {
      notify(say("reconnecting"), { id: "line", kind: "wait" });
      return false;
    }
    if (this.#speech) this.#media.hush();
    this.#transcript.user(id, text);
    return true;
  }

  #askForClick() {
    notify(say("tapForSound"), { id: "sound", kind: "wait" });
    addEventListener("pointerdown", () => {
      forget("sound");
      byId("face-video").play().catch(() => {});
    }, { once: true });
  }

  #finish(show) {
    this.#socket.close();
    this.#media.close();
    this.#voice.stop();
    this.#stats.stop();
    this.#meter.stop();
    show();
  }
}

/** It had ended before this page came to it: what it cost follows. */
function showItsEnd(message) {
  showEnded({ message });
  watchReturn(root.dataset.url, { ended: showEnded });
}

/** What this browser can do, for the server to choose by. */
function abilities() {
  return { webrtc: typeof RTCPeerConnection === "function", webcodecs: typeof VideoDecoder === "function" };
}

// Record your avatar: camera check, reading part by part, review, sending.
import { ask, Refusal } from "./api.js";
import { Checks } from "./checks.js";
import { allowedBefore, closeStream, listDevices, openDevices } from "./devices.js";
import { bestFormat } from "./formats.js";
import { at, byId, root, say } from "./page.js";
import { Reading } from "./reading.js";
import { Review } from "./review.js";
import { Sender } from "./sender.js";
import { SendingLine } from "./sending-line.js";
import { openStore } from "./store.js";

const STEP_OF = { allow: "check", check: "check", read: "read", review: "review" };
const camera = byId("camera");
let stream = null;
let sender;
let checks;
let reading;
let review;

function showPhase(phase) {
  root.dataset.phase = phase;
  for (const name of ["allow", "check", "read"]) byId(name).hidden = name !== phase;
  byId("work").hidden = phase === "review";
  if (phase === "review") byId("broke-off").hidden = true;
  byId("review").hidden = phase !== "review";
  for (const step of document.querySelectorAll("[data-step]")) {
    const now = step.dataset.step === STEP_OF[phase];
    step.toggleAttribute("data-now", now);
    step.ariaCurrent = now ? "step" : null;
  }
  scrollTo({ top: 0 });
}

function problem(words = "") {
  byId("problem").hidden = !words;
  byId("problem").querySelector("span").textContent = words;
}

async function open(cameraId = "", micId = "") {
  problem();
  byId("allow-now").setAttribute("aria-busy", "true");
  try {
    const opened = await openDevices(cameraId, micId);
    closeStream(stream);
    stream = opened;
    for (const track of stream.getTracks()) track.onended = lost;
    camera.srcObject = stream;
    byId("camera-off").hidden = true;
    await listPickers();
    await checks.watch(stream);
    reading.use(stream);
    if (root.dataset.phase === "allow") showPhase("check");
  } catch (error) {
    problem(say(error.message) || say("cameraMissing"));
  }
  byId("allow-now").removeAttribute("aria-busy");
}

function lost() {
  reading.breakOff();
  byId("camera-off").hidden = false;
  problem(say("cameraLost"));
  showPhase("allow");
}

async function listPickers() {
  const devices = await listDevices();
  const chosen = Object.fromEntries(stream.getTracks().map((track) => [track.kind, track.getSettings().deviceId]));
  for (const [id, kind, track, unnamed] of [
    ["camera-picker", "videoinput", "video", "cameraUnnamed"],
    ["mic-picker", "audioinput", "audio", "micUnnamed"],
  ]) {
    const options = devices[kind].map((device, i) => {
      const name = device.label || say(unnamed, { n: i + 1 });
      return new Option(name, device.deviceId, false, device.deviceId === chosen[track]);
    });
    byId(id).replaceChildren(...options);
  }
}

/** What the server holds; a take that nobody ended, and of which nothing waits here, broke off. */
async function resume() {
  await sender.drained();
  let state = await ask("GET", at("state"));
  const broken = state.takes.filter((take) => take.status === "open");
  for (const take of broken) {
    await ask("POST", at(`takes/${take.key}`), { end: { lasted_ms: 0, broken: true } });
  }
  if (broken.length) {
    state = await ask("GET", at("state"));
    const last = broken.at(-1);
    byId("broke-off").hidden = false;
    byId("broke-off").querySelector("span").textContent = say("brokeOff", { seconds: Math.round(last.lasted_ms / 1000) });
  }
  reading.resume(state, broken.at(-1)?.part);
}

async function toReview() {
  await sender.drained();
  await review.show();
  showPhase("review");
  checks.rest();
}

async function begin() {
  if (!bestFormat()) return problem(say("noFormat"));
  const store = await openStore(root.dataset.code);
  sender = new Sender(store, (take) => at(`takes/${take}`));
  new SendingLine(sender);
  checks = new Checks(camera);
  reading = new Reading(sender, checks, { done: toReview });
  review = new Review({
    again: (part) => {
      showPhase(stream ? "read" : "allow");
      reading.choose(part);
      if (stream) checks.wake();
    },
    sent: (next) => location.assign(next),
  });
  byId("allow-now").onclick = () => open();
  byId("camera-picker").onchange = byId("mic-picker").onchange = () =>
    open(byId("camera-picker").value, byId("mic-picker").value);
  byId("ready").onclick = () => showPhase("read");
  byId("to-review").onclick = toReview;
  byId("back-to-read").onclick = () => {
    showPhase(stream ? "read" : "allow");
    if (stream) checks.wake();
  };
  addEventListener("beforeunload", (event) => {
    if (reading.recording || sender.waiting) event.preventDefault();
  });
  await resume();
  if (await allowedBefore()) await open();
  root.dataset.loaded = "true";
}

// Two tabs of one recording would end each other's takes.
if (navigator.locks) {
  navigator.locks.request(`recording-${root.dataset.code}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return problem(say("otherTab"));
    begin().catch(failed);
    return new Promise(() => {});
  });
} else begin().catch(failed);

function failed(error) {
  problem(error instanceof Refusal && error.message ? error.message : say("stuck"));
}

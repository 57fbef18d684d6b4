// Upload a video: what can be known before is said before; the rest goes in pieces that a broken line only delays.
import { ask } from "./api.js";
import { at, byId, root, say } from "./page.js";
import { problemOf } from "./upload-checks.js";
import { Upload } from "./upload-file.js";
import { leftOf, sizeOf } from "./words.js";

let upload = null;

function problem(words = "") {
  byId("problem").hidden = !words;
  byId("problem").querySelector("span").textContent = words;
}

function showPhase(phase) {
  root.dataset.phase = phase;
  byId("drop").hidden = phase !== "choose";
  byId("upload").hidden = phase === "choose";
}

async function choose(files) {
  problem();
  if (files.length > 1) return problem(say("several"));
  const [file] = files;
  if (!file) return;
  byId("drop").setAttribute("aria-busy", "true");
  const limits = { maxBytes: Number(root.dataset.maxBytes), minS: Number(root.dataset.minS), maxS: Number(root.dataset.maxS) };
  const found = await problemOf(file, limits);
  byId("drop").removeAttribute("aria-busy");
  byId("file").value = "";
  if (found.words) return problem(found.words);
  start(file, found.lastedMs);
}

function start(file, lastedMs) {
  byId("upload-name").textContent = file.name;
  byId("upload-size").textContent = sizeOf(file.size);
  byId("upload-state").textContent = say("starting");
  showPhase("upload");
  upload = new Upload(file, lastedMs, Number(root.dataset.chunkBytes), (key) => at(`takes/${key}`));
  upload.on("progress", show);
  upload.on("refused", (error) => {
    showPhase("choose");
    problem(error.message);
  });
  upload.on("done", send);
  upload.run();
}

function show({ part, left, state, words }) {
  const percent = Math.floor(part * 100);
  byId("meter").style.setProperty("--part", part);
  byId("meter").setAttribute("aria-valuenow", percent);
  root.dataset.upload = state;
  const text = words || say(state, { percent, left: left === null ? "…" : leftOf(left, say) });
  if (byId("upload-state").textContent !== text) byId("upload-state").textContent = text;
  byId("pause").textContent = say(state === "paused" ? "goOn" : "pause");
}

async function send() {
  byId("upload-state").textContent = say("finishing");
  byId("pause").hidden = true;
  try {
    const { next } = await ask("POST", at("send"));
    upload = null;
    location.assign(next);
  } catch (error) {
    showPhase("choose");
    byId("pause").hidden = false;
    problem(error.message || say("stuck", { percent: 100 }));
  }
}

/** An upload that another visit began: the same file goes on where it was. */
async function resume() {
  const state = await ask("GET", at("state"));
  const open = state.takes.filter((take) => take.declared && take.status === "open").at(-1);
  if (state.takes.some((take) => take.status === "whole" && take.chosen)) return send();
  if (!open?.size) return;
  const hint = byId("resume-hint");
  hint.hidden = false;
  hint.textContent = say("resume", { name: open.file_name, percent: Math.floor((100 * open.size) / open.declared) });
}

function begin() {
  const drop = byId("drop");
  byId("file").onchange = ({ target }) => choose([...target.files]);
  byId("pause").onclick = () => upload?.toggle();
  for (const type of ["dragenter", "dragover"]) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      drop.dataset.over = "true";
    });
  }
  document.addEventListener("dragleave", (event) => event.relatedTarget || delete drop.dataset.over);
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    if (root.dataset.phase === "choose") choose([...event.dataTransfer.files]);
  });
  addEventListener("beforeunload", (event) => upload?.running && event.preventDefault());
  resume().catch((error) => problem(error.message));
  root.dataset.loaded = "true";
}

if (navigator.locks) {
  navigator.locks.request(`recording-${root.dataset.code}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return problem(say("otherTab"));
    begin();
    return new Promise(() => {});
  });
} else begin();

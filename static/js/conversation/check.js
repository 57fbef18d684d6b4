// The device check: nothing is charged here. Its last button is Start chat.
import { byId, root, say } from "./page.js";
import { recognitionThere } from "./recognition.js";
import { rememberedWay } from "./remembered.js";

const HEARD = 0.35;

/** Runs the check on `microphone`; resolves nothing, calls start({speak}) for each press of Start chat. */
export class DeviceCheck {
  /** Resolves when a microphone that was allowed before is open. */
  ready;
  #microphone;
  #wake;
  #over = false;

  constructor(microphone, wake, start) {
    this.#microphone = microphone;
    this.#wake = wake;
    for (const way of document.querySelectorAll("input[name=way]")) way.onchange = () => this.#choose();
    byId("mic-allow").onclick = () => this.#open("");
    byId("mic-picker").onchange = (event) => this.#open(event.target.value);
    navigator.mediaDevices?.addEventListener?.("devicechange", () => microphone.track && this.#list());
    microphone.on("level", (level) => this.#showLevel(level));
    byId("check-form").addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("data-end-now")) return;
      event.preventDefault();
      start({ speak: this.speak });
    });
    const browser = root.dataset.stt === "browser";
    byId("browser-hears").hidden = !(browser && recognitionThere());
    const deaf = root.dataset.stt === "none" || (browser && !recognitionThere());
    byId("no-recognition").hidden = !deaf;
    if ((rememberedWay() ?? (deaf ? "type" : "speak")) === "type") document.querySelector("input[name=way][value=type]").checked = true;
    this.ready = this.#choose();
  }

  /** "speak" or "type" */
  get way() {
    return document.querySelector("input[name=way]:checked").value;
  }

  get speak() {
    return this.way === "speak" && Boolean(this.#microphone.track);
  }

  busy(on) {
    byId("start").setAttribute("aria-busy", String(on));
    byId("start").disabled = on || this.#over;
  }

  /** fail("…", {label, url}) says what went wrong where the visitor looks; over: nothing can be started here any more. */
  fail(message, action = null, over = false) {
    if (this.#over) return;
    this.#over = over;
    const box = byId("check-error");
    box.querySelector("[data-text]").textContent = message;
    const link = box.querySelector("[data-action]");
    link.hidden = !action?.url;
    if (action?.url) Object.assign(link, { href: action.url, textContent: action.label });
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  }

  #choose() {
    for (const part of document.querySelectorAll("[data-way]")) part.hidden = part.dataset.way !== this.way;
    byId("check-error").hidden = !this.#over;
    return this.#openIfAllowed();
  }

  // Where the permission was given before, the meter moves at once.
  async #openIfAllowed() {
    if (this.way === "type" || this.#microphone.track) return;
    try {
      const permission = await navigator.permissions.query({ name: "microphone" });
      if (permission.state === "granted") await this.#open("");
    } catch {
      // Not every browser tells; the button is there.
    }
  }

  async #open(deviceId) {
    byId("check-error").hidden = !this.#over;
    byId("mic-allow").setAttribute("aria-busy", "true");
    try {
      this.#wake();
      await this.#microphone.open(deviceId);
      this.#microphone.preview();
      await this.#list();
      byId("mic-ask").hidden = true;
      byId("mic-ready").hidden = false;
    } catch (error) {
      this.fail(say(error.message) || say("micMissing"));
    }
    byId("mic-allow").removeAttribute("aria-busy");
  }

  async #list() {
    const chosen = this.#microphone.track?.getSettings().deviceId;
    const devices = await this.#microphone.devices();
    byId("mic-picker").replaceChildren(...devices.map((device, i) => {
      const name = device.label || say("micUnnamed", { n: i + 1 });
      return new Option(name, device.deviceId, false, device.deviceId === chosen);
    }));
  }

  #showLevel(level) {
    const meter = byId("mic-level");
    if (byId("check").hidden) return;
    const bars = meter.children;
    const lit = Math.round(level * bars.length);
    for (let i = 0; i < bars.length; i++) bars[i].className = i < lit ? "lit" : "";
    meter.setAttribute("aria-valuenow", Math.round(level * 100));
    if (level > HEARD) byId("mic-heard").textContent = say("micHeard");
  }
}

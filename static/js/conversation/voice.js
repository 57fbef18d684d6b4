// The visitor's side: microphone on and off, push-to-talk, and recognition by the browser where the server has none.
import { byId, root, say } from "./page.js";
import { BrowserRecognition } from "./recognition.js";
import { notify } from "./notices.js";
import { showState } from "./state.js";

export class Voice {
  #socket;
  #microphone;
  #media;
  #recognition = null;
  #held = false;

  constructor(socket, microphone, media, interrupt) {
    this.#socket = socket;
    this.#microphone = microphone;
    this.#media = media;
    byId("mic").onclick = () => this.switch(!microphone.isOn);
    microphone.on("lost", () => this.#lost());
    microphone.on("level", (level) => byId("mic").style.setProperty("--level", microphone.isOn ? level : 0));
    if (root.dataset.stt === "browser") {
      this.#recognition = new BrowserRecognition(root.dataset.language);
      this.#recognition.on("words", ({ text, final }) => this.#words(text, final));
      this.#recognition.on("cutIn", interrupt);
      this.#recognition.on("trouble", (key) => this.#cannotRecognise(key));
    }
  }

  /** Opens the microphone when it is wanted and was not opened in the check. */
  async switch(on) {
    if (on && !this.#microphone.track && !(await this.#open())) return;
    this.#microphone.switch(on);
    this.#show();
    this.#socket.send("mic", { on });
    this.#listen(on);
  }

  async talk(down) {
    this.#held = down;
    byId("mic").classList.toggle("held", down);
    showState();
    if (down && !this.#microphone.track && !(await this.#open())) return;
    const wasOn = root.dataset.mic === "on";
    this.#microphone.switch(down || wasOn);
    this.#socket.send("push_to_talk", { down });
    if (!wasOn) this.#listen(down);
  }

  /** After a reconnection the server must hear again how things stand. */
  tell() {
    this.#socket.send("mic", { on: root.dataset.mic === "on" });
  }

  avatarSays(text) {
    this.#recognition?.avatarSays(text);
  }

  stop() {
    this.#recognition?.stop();
    this.#microphone.close();
  }

  async #open() {
    try {
      await this.#microphone.open();
      await this.#media.microphoneChanged();
      return true;
    } catch (error) {
      notify(say(error.message) || say("micMissing"), { id: "microphone", kind: "error" });
      return false;
    }
  }

  #listen(on) {
    if (on) this.#recognition?.start(this.#microphone.track);
    else this.#recognition?.stop();
  }

  #words(text, final) {
    byId("interim").textContent = final ? "" : text;
    byId("interim").hidden = final;
    this.#socket.send("transcript", { text, final });
  }

  // A microphone that nobody writes down would only make the avatar wait for words.
  #cannotRecognise(key) {
    this.switch(false);
    notify(say(key), { id: "recognition", kind: "error" });
  }

  #lost() {
    this.switch(false);
    notify(say("micLost"), { id: "microphone", kind: "error" });
  }

  #show() {
    const on = this.#microphone.isOn && !this.#held;
    root.dataset.mic = on ? "on" : "off";
    byId("mic").setAttribute("aria-pressed", String(on));
    showState();
  }
}

// The page from the device check to the conversation: one page, so that the visitor's click may start the sound.
import { DeviceCheck } from "./check.js";
import { Conversation } from "./conversation.js";
import { preparedPeer } from "./media.js";
import { Microphone } from "./microphone.js";
import { observe } from "./observe.js";
import { setUpPanels } from "./panels.js";
import { showEnded } from "./over.js";
import { byId, clock, root, say, showPhase } from "./page.js";
import { goesOn, goOn, rememberWay } from "./remembered.js";
import { watchReturn } from "./returning.js";
import { Sound } from "./sound.js";

// ?transport=websocket tries the second way on purpose.
const transport = new URLSearchParams(location.search).get("transport");
const sound = new Sound();
const microphone = new Microphone(sound.context);
const check = new DeviceCheck(microphone, () => sound.wake(), start);

showPhase(root.dataset.phase);
// Until here a click would have sent the form away.
check.busy(false);
let stopWatching = () => {};
if (root.dataset.phase === "resume") resume();
if (byId("left-note")) offerReturn(byId("left-note"));

/** A conversation that is still running: at once where the visitor has asked for it, otherwise by the button. */
async function resume() {
  if (!goesOn()) {
    stopWatching = watchReturn(root.dataset.url, { show: showReturn, ended: showMissed });
    return;
  }
  check.busy(true);
  await check.ready;
  start({ speak: check.speak, clicked: false });
}

function showReturn(ms) {
  byId("return-note").textContent = ms === null ? say("returnThere") : say("returnGone", { time: countdown(ms) });
}

function showMissed(ended) {
  microphone.close();
  showEnded(ended);
}

/** On the page of a new conversation: the way back to the one before, while there is one. */
function offerReturn(note) {
  const { code, url } = note.dataset;
  const hide = () => {
    note.hidden = true;
  };
  const show = (ms) => {
    note.hidden = !ms;
    note.querySelector("time").textContent = countdown(ms ?? 0);
  };
  stopWatching = watchReturn(url, { show, ended: hide });
  note.querySelector("a").onclick = (event) => {
    event.preventDefault();
    goOn({ code, url });
  };
}

function countdown(ms) {
  return clock(ms + 999);
}

/** `clicked`: there was a click, without which the browser may leave the sound asleep until the first one. */
async function start({ speak, clicked = true }) {
  stopWatching();
  check.busy(true);
  const woken = sound.wake();
  if (clicked) await woken;
  const prepared = preparedPeer(microphone, transport);
  try {
    const { code, url, ws } = root.dataset.code ? root.dataset : await askForConversation();
    Object.assign(root.dataset, { code, url, ws });
    history.replaceState(null, "", url);
    rememberWay(check.way);
    microphone.switch(false);
    const conversation = new Conversation({ ws, sound, microphone, speak, transport, prepared });
    observe(conversation);
    setUpPanels(() => conversation.end());
    conversation.open();
  } catch (error) {
    prepared?.close();
    check.fail(error.message, error.action, error.over);
  }
  check.busy(false);
}

/** From here on the meter runs. -> {code, url, ws}; throws an Error with the server's sentence, its action, over. */
async function askForConversation() {
  let response;
  let answer;
  try {
    response = await fetch(root.dataset.startUrl, {
      method: "POST",
      headers: { "X-CSRFToken": root.dataset.csrf, Accept: "application/json" },
    });
    answer = await response.json();
  } catch {
    throw new Error(say("startFailed"));
  }
  if (response.ok) return answer;
  const error = new Error(answer.message || say("startFailed"));
  error.over = response.status === 404;
  if (answer.action_url) error.action = { url: answer.action_url, label: answer.action_label || answer.action_url };
  throw error;
}

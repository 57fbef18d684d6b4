// The page from the device check to the conversation: one page, so that the visitor's click may start the sound.
import { DeviceCheck } from "./check.js";
import { Conversation } from "./conversation.js";
import { preparedPeer } from "./media.js";
import { Microphone } from "./microphone.js";
import { observe } from "./observe.js";
import { setUpPanels } from "./panels.js";
import { root, say, showPhase } from "./page.js";
import { Sound } from "./sound.js";

// ?transport=websocket tries the second way on purpose.
const transport = new URLSearchParams(location.search).get("transport");
const sound = new Sound();
const microphone = new Microphone(sound.context);
const check = new DeviceCheck(microphone, () => sound.wake(), start);

showPhase(root.dataset.phase);
// Until here a click would have sent the form away.
check.busy(false);

async function start({ speak }) {
  check.busy(true);
  await sound.wake();
  const prepared = preparedPeer(microphone, transport);
  try {
    const { code, url, ws } = root.dataset.code ? root.dataset : await askForConversation();
    Object.assign(root.dataset, { code, url, ws });
    history.replaceState(null, "", url);
    microphone.switch(false);
    const conversation = new Conversation({ ws, sound, microphone, speak, transport, prepared });
    observe(conversation);
    setUpPanels(() => conversation.end());
    conversation.open();
  } catch (error) {
    prepared?.close();
    check.fail(error.message, error.action);
  }
  check.busy(false);
}

/** From here on the meter runs. -> {code, url, ws}; throws an Error with the server's sentence and its action. */
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
  if (answer.action_url) error.action = { url: answer.action_url, label: answer.action_label || answer.action_url };
  throw error;
}

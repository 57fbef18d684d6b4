// The keyboard: hold space to talk, Escape to stop the answer. Never while the visitor writes or works a control.
const OWN_SPACE = "input, textarea, select, button, a, summary, dialog, [role=slider]";

/** hands: {talk(down), stop() -> true when there was something to stop} */
export function listenToKeys(hands) {
  let talking = false;
  const release = () => {
    if (talking) hands.talk((talking = false));
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]") && hands.stop()) event.preventDefault();
    if (event.code !== "Space" || event.repeat || event.target.closest?.(OWN_SPACE)) {
      if (event.code === "Space" && talking) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (!talking) hands.talk((talking = true));
  });
  addEventListener("keyup", (event) => event.code === "Space" && release());
  addEventListener("blur", release);
}

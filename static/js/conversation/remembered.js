// What this tab remembers of its conversation over a reload: the way to talk, and that it is to go on at once.
import { root } from "./page.js";

const key = (what) => `${what}:${root.dataset.code}`;

export function rememberWay(way) {
  sessionStorage.setItem(key("way"), way);
}

/** "speak" or "type"; null for a conversation that was never talked in here. */
export function rememberedWay() {
  return sessionStorage.getItem(key("way"));
}

/** To the conversation's page, which then asks nothing before it goes on. */
export function goOn({ code, url } = root.dataset) {
  sessionStorage.setItem(`on:${code}`, "yes");
  location.assign(url);
}

/** Did `goOn` lead here? Once. */
export function goesOn() {
  const led = sessionStorage.getItem(key("on")) !== null;
  sessionStorage.removeItem(key("on"));
  return led;
}

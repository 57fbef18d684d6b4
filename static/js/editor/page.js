// The editor's root element and what it shares with the conversation page.
export { byId, clock, say } from "../conversation/page.js";
export const root = document.getElementById("editor");

/** The address of one of the recording's endpoints: at("takes/abc"). */
export const at = (path) => new URL(path, new URL(root.dataset.base, location.href)).href;

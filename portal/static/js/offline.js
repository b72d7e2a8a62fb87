/* A form that is sent without a connection stays on the page and goes off by itself when there is one again. */
import { tell } from "./dock.js";

const AGAIN = 10000; // ms between looks for a connection that the phone believes to have
const PATIENCE = 8000;

/** Whether the server answers now. */
async function reachable(url) {
  const control = new AbortController();
  const timer = window.setTimeout(() => control.abort(), PATIENCE);
  try {
    await fetch(url, { cache: "no-store", signal: control.signal });
    return true;
  } catch {
    return false;
  } finally {
    window.clearTimeout(timer);
  }
}

export function offline(form) {
  const url = form.querySelector("[data-upload-status]")?.dataset.alive;
  if (!url) return;
  let button = null; // of a form that waits for a connection
  let doubtful = false; // the last request found no server
  let timer = 0;

  const look = async () => {
    window.clearTimeout(timer);
    if (navigator.onLine && (!doubtful || (await reachable(url)))) {
      doubtful = false;
      tell(form, { offline: false, held: false });
      const pressed = button;
      button = null;
      if (pressed) form.requestSubmit(pressed);
    } else {
      tell(form, { offline: true, held: Boolean(button) });
      timer = window.setTimeout(look, AGAIN);
    }
  };

  form.addEventListener("submit", (event) => {
    if (navigator.onLine && !doubtful) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const pressed = event.submitter;
    const sends = ["submit", "save"].includes(pressed?.value) || pressed?.name === "confirm"; // "confirm": a question
    button = sends ? pressed : null;
    look();
  });
  form.addEventListener("unreachable", () => {
    doubtful = true;
    look();
  });
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  if (!navigator.onLine) look();
}

/* The form is kept at the server while it is typed, photos and their words included: another page, another phone. */
import { tell } from "./dock.js";

const PAUSE = 5000; // ms between two requests, but for photos
const MOST = 60000; // bytes a request may have that outlives its page
const PHOTO = /^photo-\d+-|^upload_ids$/;
const SKIPPED = ["file", "password", "submit", "button", "reset", "image"];

/** This browser tab, across reloads: its own earlier page is no other window. */
function tabId() {
  try {
    const kept = sessionStorage.getItem("bdw.tab") || crypto.randomUUID?.() || String(Math.random()).slice(2);
    sessionStorage.setItem("bdw.tab", kept);
    return kept;
  } catch {
    return String(Math.random()).slice(2);
  }
}

function sendable(control) {
  if (!control.name || control.disabled || SKIPPED.includes(control.type)) return false;
  return !["radio", "checkbox"].includes(control.type) || control.checked;
}

/** The fields as the server wants them: photos that have arrived, numbered without those that have not. */
export function fields(form) {
  const body = new URLSearchParams();
  for (const control of form.elements) {
    if (sendable(control) && !PHOTO.test(control.name)) body.append(control.name, control.value);
  }
  let place = 0;
  for (const row of form.querySelectorAll("[data-row]")) {
    const id = row.querySelector("[name=upload_ids]")?.value;
    if (!id || id === "-") continue;
    body.append("upload_ids", id);
    for (const control of row.querySelectorAll("[name^=photo-]")) {
      if (sendable(control)) body.append(control.name.replace(/\d+/, String(place)), control.value);
    }
    place += 1;
  }
  return body;
}

class ServerDraft {
  constructor(form, about) {
    Object.assign(this, { form, about, tab: tabId(), dirty: false, stopped: false, timer: 0, last: 0, running: null });
    this.version = about.dataset.version || "0";
    this.note = form.querySelector("[data-autosave-note]");
  }

  touch() {
    this.dirty = true;
    if (!this.timer) this.timer = window.setTimeout(() => this.save(), Math.max(0, this.last + PAUSE - Date.now()) || PAUSE);
  }

  /** Now, after the request that is under way. */
  async save({ force = false, leaving = false } = {}) {
    window.clearTimeout(this.timer);
    this.timer = 0;
    if (this.stopped && !force) return;
    if (this.running && !leaving) {
      await this.running.catch(() => {});
      if (this.timer) return;
    }
    this.dirty = false;
    this.last = Date.now();
    this.running = this.post(force, leaving);
    try {
      await this.running;
    } finally {
      this.running = null;
    }
  }

  async post(force, leaving) {
    const body = fields(this.form);
    body.append("autosave_page", this.tab);
    body.append("autosave_version", this.version);
    if (force) body.append("autosave_force", "1");
    this.abort = new AbortController();
    const keepalive = leaving && body.toString().length < MOST;
    const headers = { Accept: "application/json" };
    try {
      const call = { method: "POST", body, headers, keepalive, redirect: "manual", signal: leaving ? undefined : this.abort.signal };
      await this.answered(await fetch(this.about.dataset.url, call), body.getAll("upload_ids"));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.dirty = true;
      this.form.dispatchEvent(new CustomEvent("unreachable"));
    }
  }

  async answered(response, ids) {
    if (response.ok) {
      const { version, time } = await response.json();
      this.version = String(version);
      this.about.dataset.version = this.version;
      this.stopped = false;
      tell(this.form, { conflict: false, closed: false });
      if (this.note) this.note.textContent = this.note.dataset.kept.replace("{time}", time);
      this.form.dispatchEvent(new CustomEvent("draft-kept", { detail: { clean: !this.dirty, ids } }));
      this.remember();
    } else if ([409, 410].includes(response.status)) {
      this.stopped = true;
      const { detail } = await response.json();
      tell(this.form, response.status === 409 ? { conflict: detail } : { closed: detail });
    } else {
      this.dirty = true; // signed out, full, too many: the copy on this phone stands
    }
  }

  /** The address of the draft, so that a reload or a restored tab finds it and repeats no POST with older words. */
  remember() {
    const { page } = this.about.dataset;
    const key = this.form.elements.namedItem("submission_key").value;
    const draft = page ? `${page}?draf=${key}` : location.pathname;
    if (!page || location.pathname === page) history.replaceState(history.state, "", draft);
  }

  /** The form itself is on its way: nothing of this page must arrive after it. */
  leave() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.dirty = false;
    this.abort?.abort();
  }
}

export function serverDraft(form) {
  const about = form.querySelector("[data-server-draft]");
  if (!about) return;
  const draft = new ServerDraft(form, about);
  const now = () => draft.save();
  const hidden = () => (draft.dirty || draft.running) && draft.save({ leaving: true });
  form.addEventListener("input", () => draft.touch());
  form.addEventListener("photos-changed", now);
  // a moment later, when every other script has had its say
  form.addEventListener("submit", (event) => window.setTimeout(() => event.defaultPrevented || draft.leave()));
  form.querySelector("[data-take-over]")?.addEventListener("click", () => draft.save({ force: true }));
  window.addEventListener("pagehide", hidden);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && hidden());
  window.addEventListener("online", () => draft.dirty && now());
  if ("posted" in about.dataset) now(); // an answer to a POST: the form may never have been kept as it stands here
}

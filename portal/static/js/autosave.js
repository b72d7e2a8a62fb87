/* Typed text is kept on this phone until the receipt is seen: a dead battery or a lost page costs nothing. */
import { forgetAll, tidy } from "./pending-files.js";

const PREFIX = "bdw.draft.";
const DAYS = 14;
const PHOTO = /^photo-\d+-/; // numbered by place: on another page the same number may be another photo
const KEPT_PHOTO = "photo:"; // so their words are kept under the photo's own id
const NEVER = /^(csrf_token|submission_key|version|action|upload_ids|photos|agree|confirm)$|consent/;

function stored() {
  const drafts = [];
  for (let i = 0; i < localStorage.length; i += 1) {
    const key = localStorage.key(i);
    if (!key.startsWith(PREFIX)) continue;
    try {
      drafts.push({ key, ...JSON.parse(localStorage.getItem(key)) });
    } catch {
      drafts.push({ key, at: 0, fields: [] });
    }
  }
  return drafts.sort((a, b) => b.at - a.at);
}

function keepable(control) {
  if (!control.name || control.disabled || NEVER.test(control.name)) return false;
  return !["password", "file", "hidden", "submit", "button", "reset"].includes(control.type);
}

function read(form) {
  return [...form.elements]
    .filter((c) => keepable(c) && (!["radio", "checkbox"].includes(c.type) || c.checked))
    .map((c) => [PHOTO.test(c.name) ? photoWords(c) : c.name, c.value])
    .filter(([name]) => name);
}

const photoId = (row) => row?.querySelector("[name=upload_ids]")?.value.replace("-", "");

/** "photo:<id>-caption"; nothing for a photo that has not arrived, whose words are kept beside its file. */
function photoWords(control) {
  const id = photoId(control.closest("[data-row]"));
  return id && control.name.replace(PHOTO, `${KEPT_PHOTO}${id}-`);
}

function writePhoto(form, name, value) {
  const [id, field] = name.slice(KEPT_PHOTO.length).split("-");
  const row = [...form.querySelectorAll("[data-row]")].find((each) => photoId(each) === id);
  const control = row?.querySelector(`[name^=photo-][name$="-${CSS.escape(field)}"]`);
  if (!control || !keepable(control)) return;
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function write(form, fields) {
  for (const [name, value] of fields.filter(([each]) => each.startsWith(KEPT_PHOTO))) writePhoto(form, name, value);
  for (const [name, value] of fields.filter(([each]) => !PHOTO.test(each) && !each.startsWith(KEPT_PHOTO))) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (!keepable(control)) continue;
      if (["radio", "checkbox"].includes(control.type)) control.checked ||= control.value === value;
      else control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function typedIn(form) {
  return [...form.elements].some((c) => keepable(c) && ["text", "textarea"].includes(c.type) && c.value.trim());
}

function clock(at) {
  const part = (n) => String(n).padStart(2, "0");
  return `${part(at.getHours())}.${part(at.getMinutes())}`;
}

/** The version of the story that a form without a draft at the server changes: the page of its photos. */
function savedVersion(form, about) {
  return about.url ? undefined : form.elements.namedItem("version")?.value;
}

/** The copy on this phone, where it is newer than the page; where the server has its photos too, the page is opened anew. */
function restore(form, keyField, owner, about) {
  const mine = stored().filter((d) => d.form === form.dataset.autosave && (!d.owner || d.owner === owner));
  const same = mine.find((d) => d.submission === keyField.value);
  if (about.version) return same && !same.synced && same.base === about.version && !write(form, same.fields);
  const saved = savedVersion(form, about);
  if (saved) return same && same.base === saved && !write(form, same.fields);
  const draft = same || mine[0];
  if (!draft || typedIn(form) || "fresh" in about) return false;
  if (about.keys?.split(" ").includes(draft.submission)) {
    window.location.replace(`${about.page}?draf=${draft.submission}`);
    return false;
  }
  write(form, draft.fields);
  keyField.value = draft.submission; // so that a text already received once gets the same receipt
  return true;
}

/** Words typed here without a signal, while another phone went on with the same draft: nobody but the author can choose. */
function offerOther(form, owner, about, used) {
  const button = form.querySelector("[data-autosave-use]");
  const key = form.elements.namedItem("submission_key").value;
  const other = about.version && stored().find((d) => d.submission === key && d.owner === owner);
  if (!button || !other || other.synced || other.base === about.version) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    write(form, other.fields);
    button.hidden = true;
    used();
  });
}

export function autosave(form) {
  const keyField = form.elements.namedItem("submission_key");
  if (!keyField) return;
  const owner = form.dataset.owner || "";
  const note = form.querySelector("[data-autosave-note]");
  const drop = form.querySelector("[data-autosave-drop]");
  const about = form.querySelector("[data-server-draft]")?.dataset || {};
  const key = () => `${PREFIX}${form.dataset.autosave}.${keyField.value}`;
  const tell = (words) => note && (note.textContent = words);
  let waiting = 0;
  const save = () => {
    waiting = 0;
    const base = about.version ?? savedVersion(form, about);
    const draft = { at: Date.now(), owner, form: form.dataset.autosave, submission: keyField.value, base };
    try {
      localStorage.setItem(key(), JSON.stringify({ ...draft, fields: read(form) }));
      tell(note?.dataset.saved.replace("{time}", clock(new Date())));
    } catch {
      tell(""); // storage full or switched off: the form still posts
    }
  };
  if (restore(form, keyField, owner, about)) {
    tell(note?.dataset.restored);
    if (drop) drop.hidden = Boolean(about.version);
  }
  offerOther(form, owner, about, () => tell(note?.dataset.restored));
  form.addEventListener("draft-kept", (event) => {
    try {
      const draft = JSON.parse(localStorage.getItem(key()));
      if (draft) localStorage.setItem(key(), JSON.stringify({ ...draft, base: about.version, synced: event.detail.clean }));
    } catch {
      // nothing is kept here: the server has it
    }
  });
  drop?.addEventListener("click", async () => {
    localStorage.removeItem(key());
    if (about.page) {
      await tidy(keyField.value);
      window.location.assign(`${about.page}?baru=1`);
      return;
    }
    form.reset();
    drop.hidden = true;
    tell("");
  });
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(save, 600);
  });
  form.addEventListener("photos-changed", save);
  window.addEventListener("pagehide", () => (waiting || (!about.url && typedIn(form))) && save());
}

/** The receipt names the draft that arrived; signing out leaves nothing on a shared phone. */
export function clearDrafts(root) {
  try {
    const arrived = root.querySelector("[data-clear-draft]")?.dataset.clearDraft;
    const old = Date.now() - DAYS * 86400000;
    tidy(arrived);
    for (const draft of stored()) {
      if (draft.at < old || (arrived && draft.submission === arrived)) localStorage.removeItem(draft.key);
    }
    for (const form of root.querySelectorAll("form[data-clear-drafts]")) {
      form.addEventListener("submit", () => {
        stored().forEach((d) => localStorage.removeItem(d.key));
        forgetAll();
      });
    }
  } catch {
    // storage switched off: nothing was kept, nothing to clear
  }
}

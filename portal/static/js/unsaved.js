/* What an officer typed and did not save is kept on this device and offered again, never put back unasked: the text on
   the page may be newer. The prefix is that of all drafts, so signing out clears these too. */
const PREFIX = "bdw.draft.unsaved.";
const NEVER = /^(csrf_token|version|action)$/;

function fieldsOf(form) {
  return [...form.elements].filter((c) => c.name && !NEVER.test(c.name) && c.matches("textarea,input[type=text],input:not([type])"));
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

/** The fields that differ from what the page came with. */
function typed(form) {
  return fieldsOf(form)
    .filter((c) => plain(c.value) !== plain(c.defaultValue))
    .map((c) => [c.name, c.value]);
}

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // storage switched off, or nothing that we wrote
  }
}

function store(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // storage full or switched off: the form still saves
  }
}

/** Whether everything in a draft stands on the page already, because it was saved. */
function arrived(form, draft) {
  return draft.fields.every(([name, value]) => {
    const field = form.elements.namedItem(name);
    return field && plain(field.defaultValue ?? "") === plain(value);
  });
}

function restore(form, draft) {
  for (const [name, value] of draft.fields) {
    const field = form.elements.namedItem(name);
    if (!field || field.value === undefined) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function unsaved(form) {
  const { unsaved: name, version, owner, saved } = form.dataset;
  const key = `${PREFIX}${owner}.${name}`;
  const offer = document.querySelector(`[data-unsaved-offer="${CSS.escape(name)}"]`);
  let draft = kept(key);
  if (draft && saved !== "no" && arrived(form, draft)) {
    store(key, null);
    draft = null;
  }
  if (draft && offer && saved !== "no") {
    const at = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    const words = draft.version === version ? offer.dataset.same : offer.dataset.newer;
    offer.querySelector("[data-words]").textContent = words.replace("{time}", at);
    offer.hidden = false;
    const done = () => {
      offer.hidden = true;
      fieldsOf(form)[0]?.focus();
    };
    offer.querySelector("[data-unsaved-restore]").addEventListener("click", () => {
      restore(form, draft);
      done();
    });
    offer.querySelector("[data-unsaved-drop]").addEventListener("click", () => {
      store(key, null);
      done();
    });
  }
  const save = () => {
    const fields = typed(form);
    if (fields.length) store(key, { at: Date.now(), owner, form: name, version, fields });
    else if (!draft) store(key, null);
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(save, 400);
  });
  window.addEventListener("pagehide", () => typed(form).length && save());
}

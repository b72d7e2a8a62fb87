/* Photos travel one by one, resumable, while the person goes on writing. Without this file the plain field posts them. */
import { Upload } from "tus-js-client";
import { tell } from "./dock.js";
import * as files from "./pending-files.js";
import { Row } from "./photo-row.js";
import { inWords, Meter } from "./send-time.js";

const DELAYS = [0, 1000, 3000, 5000, 10000, 20000];
const AGAIN = 20000; // ms until a photo that was cut off is tried once more
const TUS = { "Tus-Resumable": "1.0.0" };

const status = (error) => error.originalResponse?.getStatus() ?? 0;
const idOf = (url) => (url || "").split("?")[0].split("/").pop();

/** A lost connection or a busy server is tried again by itself; a refusal or a full disk is said at once. */
function worthRetrying(error) {
  return [0, 409, 423, 429].includes(status(error)) || (status(error) >= 500 && status(error) !== 507);
}

function reason(error) {
  return { 413: "tooBig", 415: "notPhoto", 401: "signedOut", 507: "full", 503: "full" }[status(error)] || "cut";
}

/** What the server says of a file it refuses, in a short sentence that names it; empty for any other answer. */
function sentence(error) {
  const kind = error.originalResponse?.getHeader("Content-Type") || "";
  return [413, 415].includes(status(error)) && kind.startsWith("text/plain") ? error.originalResponse.getBody().trim() : "";
}

class Queue {
  constructor(form, input, list) {
    Object.assign(this, { form, input, list, rows: [], busy: false, then: null, meter: new Meter(), unkept: false });
    this.draft = () => form.elements.namedItem("submission_key")?.value || "";
    this.owner = form.dataset.owner || "";
    this.consent = form.querySelector("[data-photos-consent]");
    this.box = this.consent?.querySelector("[name=photos_consent]");
    this.again = this.consent?.querySelector("[data-consent-again]");
    this.box?.addEventListener("change", () => (this.again.hidden ||= this.box.checked));
  }

  add(chosen) {
    for (const file of chosen) this.keep(this.row(file));
    this.arrange();
    this.changed();
  }

  /** Photos that an earlier page had chosen and not sent to the end. */
  async resume() {
    const here = new Set([...this.list.querySelectorAll("[name=upload_ids]")].map((field) => field.value));
    for (const record of await files.ofDraft(this.draft(), this.owner)) {
      if (here.has(idOf(record.url))) files.forget(record.id);
      else this.row(record.file, record);
    }
    this.arrange();
  }

  row(file, record = null) {
    const row = new Row(this.list, file, () => this.remove(row));
    row.onRetry(() => this.retry(row));
    row.record = record;
    if (record?.words) row.write(record.words);
    this.rows.push(row);
    this.askAgain();
    return row;
  }

  /** Consent was given for the photos that were there: a new one takes the tick away and says why. */
  askAgain() {
    if (!this.box?.checked) return;
    this.box.checked = false;
    this.again.hidden = false;
  }

  async keep(row) {
    const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    row.record = { id, draft: this.draft(), owner: this.owner, file: row.file, at: Date.now() + this.rows.length };
    row.kept = files.keep(row.record);
    if (await row.kept) return;
    row.record = null;
    this.unkept = true;
    this.show();
  }

  arrange() {
    this.number();
    const spare = Number(this.input.dataset.most) - this.list.querySelectorAll("[data-row]").length + this.rows.length;
    this.rows.forEach((row, at) => this.check(row, at >= spare));
    this.next();
  }

  check(row, tooMany) {
    if (row.state !== "waiting") return;
    if (tooMany) this.fail(row, "tooMany");
    else if (row.file.size > Number(this.input.dataset.mostBytes)) this.fail(row, "tooBig");
    else if (row.file.type && !row.file.type.startsWith("image/")) this.fail(row, "notPhoto");
  }

  /** A photo that will never be taken need not be kept either. */
  fail(row, why, said = "") {
    row.fail(why, said);
    if (row.final && row.record) files.forget(row.record.id);
  }

  next() {
    const row = this.busy ? null : this.rows.find((r) => r.state === "waiting");
    if (row) this.send(row);
    else if (!this.busy) this.settled();
    this.show();
  }

  send(row) {
    this.busy = true;
    const done = () => {
      this.busy = false;
      this.next();
    };
    row.upload = new Upload(row.file, {
      endpoint: this.input.dataset.tus,
      uploadUrl: row.record?.url || null,
      retryDelays: DELAYS,
      removeFingerprintOnSuccess: true,
      onShouldRetry: worthRetrying,
      metadata: { filename: row.file.name, filetype: row.file.type },
      onUploadUrlAvailable: () => this.began(row),
      onProgress: (sent, all) => this.progress(row, sent, all),
      onError: (error) => {
        this.fail(row, reason(error), sentence(error));
        done();
      },
      onSuccess: () => {
        this.arrived(row);
        done();
      },
    });
    row.start();
    this.meter.start();
    row.upload.findPreviousUploads().then((earlier) => {
      if (row.state !== "sending") return;
      if (earlier.length && !row.record?.url) row.upload.resumeFromPreviousUpload(earlier[0]);
      row.upload.start();
    });
  }

  async began(row) {
    if (!row.record) return;
    row.record.url = row.upload.url;
    if (await row.kept ?? true) files.change(row.record.id, { url: row.upload.url });
  }

  progress(row, sent, all) {
    if (row.state !== "sending") return;
    this.meter.progress(sent);
    row.progress(sent, all, inWords(this.meter.left(all - sent), this.list.dataset));
    this.show();
  }

  /** The draft at the server takes the photo over, or the story's own page; only then does this phone let go of it. */
  arrived(row) {
    row.sent(idOf(row.upload.url));
    this.changed();
  }

  /** Photos that the draft at the server names. */
  keptAtServer(ids) {
    for (const row of this.rows) {
      if (row.record && row.state === "sent" && ids.includes(idOf(row.upload.url))) files.forget(row.record.id);
    }
  }

  retry(row) {
    row.wait();
    this.check(row, false);
    this.next();
  }

  /** What was cut off goes on by itself once there is a signal. */
  retryCut() {
    if (navigator.onLine) this.rows.filter((row) => row.cut).forEach((row) => this.retry(row));
  }

  remove(row) {
    const sending = row.state === "sending";
    row.upload?.abort(true).catch(() => {});
    if (row.record) files.forget(row.record.id);
    row.state = "removed";
    this.rows = this.rows.filter((r) => r !== row);
    row.element.remove();
    this.number();
    if (sending) this.busy = false;
    this.next();
    this.changed();
    this.input.focus();
  }

  /** A photo that the server drew: taken out of the draft, and of our store unless a saved story has it. */
  drop(element) {
    const id = element.querySelector("[name=upload_ids]")?.value;
    element.remove();
    this.number();
    this.changed();
    if (id && id !== "-") fetch(`${this.input.dataset.tus}/${id}`, { method: "DELETE", headers: TUS }).catch(() => {});
  }

  /** Field names follow the order on the page: photo-0-…, photo-1-… */
  number() {
    const all = this.list.querySelectorAll("[data-row]");
    all.forEach((element, n) => Row.number(element, n));
    this.list.hidden = !all.length;
    if (this.consent) this.consent.hidden = !all.length;
  }

  changed() {
    this.form.dispatchEvent(new CustomEvent("photos-changed"));
  }

  get pending() {
    return this.rows.filter((r) => r.cut || ["waiting", "sending"].includes(r.state));
  }

  holds(event) {
    const failed = this.rows.find((r) => r.state === "failed" && !r.cut);
    if (!failed && !this.pending.length) return;
    event.preventDefault();
    if (failed) failed.focus();
    else this.then = event.submitter;
    tell(this.form, { failed: Boolean(failed), held: !failed });
    this.retryCut();
    this.show();
  }

  settled() {
    if (!this.then || this.pending.length) return;
    const button = this.then;
    this.then = null;
    this.form.requestSubmit(button);
  }

  /** What the line above the buttons says of the photos. */
  show() {
    const { pending } = this;
    const failed = this.rows.some((r) => r.state === "failed" && !r.cut);
    const words = this.list.dataset;
    const now = pending.find((row) => row.state === "sending") || pending[0];
    const bytes = pending.reduce((sum, row) => sum + row.file.size - (row.bytes || 0), 0);
    const left = inWords(this.meter.left(bytes), words);
    const all = String(this.list.querySelectorAll("[data-row]").length);
    const said = now && words.progress.replace("{n}", now.element.dataset.n).replace("{all}", all);
    const photos = now ? [said, left && words.about.replace("{t}", left)].filter(Boolean).join(" · ") : "";
    tell(this.form, { photos, memory: Boolean(photos) && this.unkept, ...(failed ? {} : { failed: false }) });
  }
}

export function uploads(form) {
  const input = form.querySelector("input[type=file][data-tus]");
  const list = form.querySelector("[data-photos]");
  if (!input || !list) return;
  const queue = new Queue(form, input, list);
  queue.number();
  queue.resume();
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop-row]"); // a row the server drew
    if (!button) return;
    event.preventDefault(); // without this script the button asks the server
    queue.drop(button.closest("[data-row]"));
  });
  list.addEventListener("input", (event) => {
    const row = queue.rows.find((each) => each.element.contains(event.target));
    if (row?.record) files.change(row.record.id, { words: row.read() });
  });
  for (const field of form.querySelectorAll("input[type=file][data-photo-source]")) {
    const take = () => {
      queue.add([...field.files]);
      field.value = ""; // or the form would send the bytes a second time
    };
    field.addEventListener("change", take);
    if (field.files.length) take(); // chosen while this file was still on its way to the phone
  }
  form.addEventListener("submit", (event) => queue.holds(event));
  form.addEventListener("draft-kept", (event) => queue.keptAtServer(event.detail.ids));
  window.addEventListener("online", () => queue.retryCut());
  window.setInterval(() => queue.retryCut(), AGAIN);
}

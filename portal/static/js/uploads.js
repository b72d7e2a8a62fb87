/* Photos travel one by one, resumable, while the person goes on writing. Without this file the plain field posts them. */
import { Upload } from "tus-js-client";
import { Row } from "./photo-row.js";

const DELAYS = [0, 1000, 3000, 5000, 10000, 20000];

const status = (error) => error.originalResponse?.getStatus() ?? 0;

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
    Object.assign(this, { form, input, list, rows: [], busy: false, then: null });
  }

  add(files) {
    for (const file of files) {
      const row = new Row(this.list, file, () => this.remove(row));
      row.onRetry(() => this.retry(row));
      this.rows.push(row);
    }
    this.number();
    const spare = Number(this.input.dataset.most) - this.list.querySelectorAll("[data-row]").length + this.rows.length;
    this.rows.forEach((row, at) => this.check(row, at >= spare));
    this.next();
  }

  check(row, tooMany) {
    if (row.state !== "waiting") return;
    if (tooMany) row.fail("tooMany");
    else if (row.file.size > Number(this.input.dataset.mostBytes)) row.fail("tooBig");
    else if (row.file.type && !row.file.type.startsWith("image/")) row.fail("notPhoto");
  }

  next() {
    const row = this.busy ? null : this.rows.find((r) => r.state === "waiting");
    if (row) this.send(row);
    else if (!this.busy) this.settled();
  }

  send(row) {
    this.busy = true;
    const done = () => {
      this.busy = false;
      this.next();
    };
    row.upload = new Upload(row.file, {
      endpoint: this.input.dataset.tus,
      retryDelays: DELAYS,
      removeFingerprintOnSuccess: true,
      onShouldRetry: worthRetrying,
      metadata: { filename: row.file.name, filetype: row.file.type },
      onProgress: (sent, all) => row.progress(sent, all),
      onError: (error) => {
        row.fail(reason(error), sentence(error));
        done();
      },
      onSuccess: () => {
        row.sent(row.upload.url.split("?")[0].split("/").pop());
        done();
      },
    });
    row.start();
    row.upload.findPreviousUploads().then((earlier) => {
      if (row.state !== "sending") return;
      if (earlier.length) row.upload.resumeFromPreviousUpload(earlier[0]);
      row.upload.start();
    });
  }

  retry(row) {
    row.wait();
    this.check(row, false);
    this.next();
  }

  remove(row) {
    const sending = row.state === "sending";
    row.upload?.abort(true).catch(() => {});
    row.state = "removed";
    this.rows = this.rows.filter((r) => r !== row);
    row.element.remove();
    this.number();
    if (sending) this.busy = false;
    this.next();
    this.input.focus();
  }

  /** Field names follow the order on the page: photo-0-…, photo-1-… */
  number() {
    this.list.querySelectorAll("[data-row]").forEach((element, n) => Row.number(element, n));
  }

  holds(event) {
    const failed = this.rows.find((r) => r.state === "failed");
    const waiting = this.busy || this.rows.some((r) => r.state === "waiting");
    if (!failed && !waiting) return;
    event.preventDefault();
    if (failed) failed.focus();
    else this.then = event.submitter;
    this.tell(failed ? "failed" : "pending");
  }

  settled() {
    if (!this.then) return;
    const button = this.then;
    this.then = null;
    this.form.requestSubmit(button);
  }

  tell(kind) {
    const place = this.form.querySelector("[data-upload-status]");
    if (!place) return;
    place.hidden = false;
    place.querySelector("[data-words]").textContent = place.dataset[kind];
  }
}

export function uploads(form) {
  const input = form.querySelector("input[type=file][data-tus]");
  const list = form.querySelector("[data-photos]");
  if (!input || !list) return;
  const queue = new Queue(form, input, list);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop-row]"); // a row the server drew
    if (!button) return;
    event.preventDefault(); // without this script the button asks the server
    button.closest("[data-row]").remove();
    queue.number();
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
}

/* One photo in the list: its picture, its bar, its words and its fields, cloned from <template data-photo-row>. */
const SIDE = 176;
const NUMBERED = "[id^=photo-], [name^=photo-], [for^=photo-]";
const FINAL = ["tooBig", "notPhoto", "tooMany"]; // another try would end the same

async function draw(canvas, file) {
  try {
    const picture = await createImageBitmap(file, { resizeWidth: SIDE * 2, resizeQuality: "medium" });
    const side = Math.min(picture.width, picture.height);
    const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2];
    canvas.getContext("2d").drawImage(picture, x, y, side, side, 0, 0, SIDE, SIDE);
    picture.close();
  } catch {
    // a format this browser cannot draw; the server can, and the grey square keeps the row in shape
  }
}

export class Row {
  constructor(list, file, onRemove) {
    this.words = list.dataset;
    this.file = file;
    this.state = "waiting";
    this.upload = null;
    const template = list.closest("form").querySelector("template[data-photo-row]");
    this.element = template.content.firstElementChild.cloneNode(true);
    list.append(this.element);
    list.hidden = false;
    draw(this.part("thumb"), file);
    this.part("remove").addEventListener("click", onRemove);
    this.wait();
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }

  static number(element, n) {
    element.dataset.n = String(n + 1);
    for (const place of element.querySelectorAll("[data-number]")) place.textContent = String(n + 1);
    for (const button of element.querySelectorAll("[data-index]")) button.value = String(n);
    for (const control of element.querySelectorAll(NUMBERED)) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const value = control.getAttribute(name);
        if (value) control.setAttribute(name, value.replace(/\bphoto-\d+-/g, `photo-${n}-`));
      }
    }
    const title = element.querySelector("[data-title]");
    if (title) title.textContent = title.dataset.title.replaceAll("{n}", String(n + 1));
  }

  say(kind, title, text = "") {
    const place = this.part("title");
    place.dataset.title = title;
    place.textContent = title.replaceAll("{n}", this.element.dataset.n || "");
    this.part("text").textContent = text;
    const failed = kind === "failed";
    this.element.classList.toggle("bad", failed);
    this.part("retry").hidden = !failed;
    place.classList.toggle("msg", failed);
    this.part("bar").querySelector("svg").setAttribute("class", { sent: "prog ok", failed: "prog bad" }[kind] || "prog");
  }

  fill(percent) {
    this.percent = percent;
    this.part("bar").setAttribute("aria-valuenow", String(percent));
    this.part("bar").querySelector("rect.fg").setAttribute("width", String(percent));
  }

  wait() {
    this.state = "waiting";
    this.cut = false;
    this.fill(0);
    this.say("waiting", this.words.waiting, this.file.name);
  }

  start() {
    this.state = "sending";
    this.say("sending", this.words.sending);
  }

  /** `left`: how long it will take, in words; "" while nobody can tell. */
  progress(sent, all, left) {
    this.bytes = sent;
    this.fill(all ? Math.floor((100 * sent) / all) : 0);
    this.part("text").textContent = [`${this.percent}%`, left && this.words.about.replace("{t}", left)].filter(Boolean).join(" · ");
  }

  /** The words typed for this photo, by the end of their field's name. */
  read() {
    const typed = [...this.element.querySelectorAll("[name^=photo-]")].map((f) => [f.name.split("-").pop(), f.value]);
    return Object.fromEntries(typed.filter(([, value]) => value));
  }

  write(words) {
    for (const [name, value] of Object.entries(words)) {
      const field = this.element.querySelector(`[name^=photo-][name$="-${CSS.escape(name)}"]`);
      if (field) field.value = value;
      field?.closest("details")?.setAttribute("open", "");
    }
  }

  sent(id) {
    this.state = "sent";
    this.fill(100);
    this.say("sent", this.words.sent, this.file.name);
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "upload_ids", value: id });
    this.element.append(field);
  }

  fail(reason, sentence = "") {
    this.state = "failed";
    this.cut = reason === "cut";
    this.final = FINAL.includes(reason);
    const title = reason === "cut" ? this.words.stopped.replace("{p}", `${this.percent}%`) : this.words.refused;
    this.say("failed", title, sentence || this.words[reason]);
    this.part("retry").hidden = this.final;
    if (this.final) this.part("fields").remove(); // nothing to be said about a photo that is not taken
  }

  onRetry(act) {
    this.part("retry").addEventListener("click", act);
  }

  focus() {
    const button = this.part("retry").hidden ? this.part("remove") : this.part("retry");
    button.focus();
  }
}

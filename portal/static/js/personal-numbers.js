/* Says under a text field that a NIK, a mobile or account number or an e-mail address stands in it. The server asks
 * once more before it is sent; its patterns and words come with the form (portal/stories/personal_numbers.py). */
const FIELDS = /^(title|body|place|source|photo-\d+-(caption|alt))$/;

/** The rules as the form brings them, ready to use. */
export function compiled({ url, kinds, public: known }) {
  const patterns = kinds.map(([words, pattern]) => [words, new RegExp(pattern, "g")]);
  return { url: new RegExp(url, "g"), patterns, known: new Set(known) };
}

function digits(text) {
  const found = text.replace(/\D/g, "");
  return found.startsWith("08") ? `62${found.slice(1)}` : found;
}

/** The kinds of personal numbers in a text, each once, in the words of the page. */
export function kindsIn(text, { url, patterns, known }) {
  const blank = (match) => " ".repeat(match.length);
  let plain = text.replace(url, blank);
  const found = new Set();
  for (const [words, pattern] of patterns) {
    plain = plain.replace(pattern, (match) => {
      if (!known.has(digits(match))) found.add(words);
      return blank(match);
    });
  }
  return [...found];
}

function noteAt(form, control) {
  const id = `${control.id}-numbers`;
  const known = document.getElementById(id);
  if (known) return known;
  const note = form.querySelector("template[data-numbers-note]").content.firstElementChild.cloneNode(true);
  note.id = id;
  control.insertAdjacentElement("afterend", note);
  control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") || ""} ${id}`.trim());
  return note;
}

export function personalNumbers(form) {
  const rules = compiled(JSON.parse(form.dataset.personalNumbers));
  const check = (control) => {
    if (!FIELDS.test(control.name || "")) return;
    const kinds = kindsIn(control.value, rules);
    if (!kinds.length && !document.getElementById(`${control.id}-numbers`)) return;
    const note = noteAt(form, control);
    const words = kinds.length ? note.dataset.words.replace("{kinds}", kinds.join(", ")) : "";
    const place = note.querySelector("[data-kinds]");
    if (place.textContent !== words) place.textContent = words;
    note.hidden = !kinds.length;
  };
  form.addEventListener("input", (event) => check(event.target));
  [...form.elements].forEach(check);
}

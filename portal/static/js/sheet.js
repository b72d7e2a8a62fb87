/* Reasons and note in a sheet at the thumb: the section of the page moves into a dialog that "Return", "⋯" and the note
   in the bar open.
   Without this script the section stays where it is and its buttons work as ever. */

/** Show what belongs to this decision: its buttons, its reasons; an approval has none. */
function arrange(body, mode) {
  const title = body.querySelector("h2");
  title.textContent = title.dataset[`title${mode[0].toUpperCase()}${mode.slice(1)}`];
  body.querySelector("fieldset").hidden = mode === "approve";
  for (const each of body.querySelectorAll("[data-for-sheet]")) each.hidden = each.dataset.forSheet !== mode;
  for (const row of body.querySelectorAll("[data-reason]")) {
    row.dataset.fits = String(mode !== "return" || row.dataset.for.split(" ").includes("return"));
  }
  filter(body, "");
}

/** Only reasons with these words; groups open while something is looked for. */
function filter(body, typed) {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of body.querySelectorAll("[data-reason]")) {
    const text = row.textContent.toLocaleLowerCase();
    const ticked = row.querySelector("input").checked;
    row.hidden = row.dataset.fits === "false" || !(ticked || words.every((word) => text.includes(word)));
    found += !row.hidden;
  }
  for (const group of body.querySelectorAll("[data-reason-group]")) {
    group.hidden = !group.querySelector("[data-reason]:not([hidden])");
    group.open = words.length > 0 || Boolean(group.querySelector("input:checked"));
  }
  const none = body.querySelector("[data-none]");
  none.textContent = found ? "" : none.dataset.none;
}

/** A ticked reason writes how to fix it into the note, to be edited; unticked, what was not edited goes again. */
function suggest(note, row, ticked) {
  const lines = note.value.split("\n").filter((line) => line.trim() !== row.dataset.fix);
  if (ticked) lines.push(row.dataset.fix);
  note.value = lines.join("\n").replace(/^\n+/, "");
  note.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The bar shows what goes to the author with any decision, for the sheet that holds it may be closed. */
function show(note, words) {
  const write = () => {
    const text = note.value.trim();
    words.textContent = text ? words.dataset.written.replace("{note}", () => text) : words.dataset.none;
  };
  note.addEventListener("input", write);
  write();
}

/** The bar's button to approve, in the sheet too. */
function approval(root) {
  const copy = root.querySelector(".decide button[value=approve]").cloneNode(true);
  const row = document.createElement("p");
  copy.classList.add("full");
  row.dataset.forSheet = "approve";
  row.append(copy);
  return row;
}

export function sheet(root) {
  const body = root.querySelector("[data-sheet-body]");
  if (!body || !window.HTMLDialogElement) return;
  const dialog = Object.assign(document.createElement("dialog"), { className: "sheet" });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn s line" });
  close.textContent = body.dataset.close;
  dialog.setAttribute("aria-labelledby", body.querySelector("h2").id);
  body.querySelector("header").append(close);
  body.querySelector(".sheet-act").append(approval(root));
  const erring = body.querySelector(".msg");
  body.closest("form").append(dialog);
  dialog.append(body);
  body.classList.add("in-sheet");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  const search = body.querySelector("[data-reason-search]");
  search.hidden = false;
  search.querySelector("input").addEventListener("input", (event) => filter(body, event.target.value));
  search.querySelector("input").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  body.addEventListener("change", (event) => {
    const row = event.target.closest("[data-reason][data-fix]");
    if (row) suggest(note, row, event.target.checked);
  });
  const note = body.querySelector("textarea");
  show(note, root.querySelector("[data-note-words]"));
  const open = (mode) => {
    arrange(body, mode);
    dialog.showModal();
    if (mode === "approve") note.focus();
  };
  for (const opener of root.querySelectorAll("[data-sheet]")) {
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      search.querySelector("input").value = "";
      open(opener.dataset.sheet);
    });
  }
  // what was refused is said in the sheet, where it can be mended
  if (erring) open(body.dataset.mode);
}

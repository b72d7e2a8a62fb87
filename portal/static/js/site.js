/* Everything here improves pages that already work without it. */
import { answers } from "./answers.js";
import { autosave, clearDrafts } from "./autosave.js";
import { bulk } from "./bulk.js";
import { copyButtons } from "./copy.js";
import { countdowns } from "./countdown.js";
import { counters } from "./counters.js";
import { dateChips } from "./date-chips.js";
import { dock } from "./dock.js";
import { errorSummary } from "./errors.js";
import { fills } from "./fills.js";
import { offline } from "./offline.js";
import { personalNumbers } from "./personal-numbers.js";
import { rows } from "./rows.js";
import { serverDraft } from "./server-draft.js";
import { sheet } from "./sheet.js";
import { unsaved } from "./unsaved.js";

document.documentElement.dataset.scripts = "on"; // what only scripts can use is shown by it, or hidden without it
errorSummary(document);
countdowns(document);
counters(document);
copyButtons(document);
clearDrafts(document);
document.querySelectorAll("form[data-personal-numbers]").forEach(personalNumbers);
document.querySelectorAll("form[data-autosave]").forEach(answers);
rows(document);
sheet(document);
for (const form of document.querySelectorAll("form[data-autosave]")) {
  dock(form);
  offline(form);
  serverDraft(form);
  autosave(form);
}
dateChips(document);
fills(document);
document.querySelectorAll("form[data-bulk]").forEach(bulk);
document.querySelectorAll("form[data-unsaved]").forEach(unsaved);

for (const form of document.querySelectorAll("form[data-uploads]")) {
  // the upload library is as large as the rest together: fetched only by pages that send photos
  const input = form.querySelector("input[data-module]");
  if (input) import(input.dataset.module).then(({ uploads }) => uploads(form));
}

/* Everything here improves pages that already work without it. */
import { autosave, clearDrafts } from "./autosave.js";
import { dock } from "./dock.js";
import { offline } from "./offline.js";
import { serverDraft } from "./server-draft.js";
import { copyButtons } from "./copy.js";
import { counters } from "./counters.js";
import { errorSummary } from "./errors.js";

document.documentElement.dataset.scripts = "on"; // what only scripts can use is shown by it, or hidden without it
errorSummary(document);
counters(document);
copyButtons(document);
clearDrafts(document);
for (const form of document.querySelectorAll("form[data-autosave]")) {
  dock(form);
  offline(form);
  serverDraft(form);
  autosave(form);
}

for (const form of document.querySelectorAll("form[data-uploads]")) {
  // the upload library is as large as the rest together: fetched only by pages that send photos
  const input = form.querySelector("input[data-module]");
  if (input) import(input.dataset.module).then(({ uploads }) => uploads(form));
}

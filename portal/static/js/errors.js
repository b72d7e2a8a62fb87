/* The summary of errors takes the focus, and its links put it into the field they name. */
export function errorSummary(root) {
  const summary = root.querySelector(".errsum");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("fieldset, section, ul, div") ? field.querySelector("input, select, textarea") : field;
    (control || field).focus();
    (field.closest(".field") || field).scrollIntoView({ block: "start" });
  });
}

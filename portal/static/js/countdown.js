/* Counts the seconds until an approved story is public, and says when it is. Without it the page names the time. */
const AGAIN = 1000; // ms between two looks once the time is over
const LOOKS = 60; // then the page must be loaded anew
const STATUS = "[data-test=status]";

/** The mark with which the desk says where the story stands now; nothing while it cannot be asked. */
async function ask(url) {
  try {
    const answer = await fetch(url, { credentials: "same-origin" });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(STATUS) : null;
  } catch {
    return null;
  }
}

function settle(box, when, seconds, published) {
  when.textContent = published ? seconds.dataset.done : seconds.dataset.stopped;
  when.classList.remove("sr");
  seconds.hidden = true;
  const form = box.querySelector("[data-undo]");
  const see = box.querySelector("[data-see]");
  if (see && published) {
    see.href = box.dataset.public;
    see.hidden = false;
    if (form.contains(document.activeElement)) see.focus(); // or the keyboard would start anew at the top
  }
  form.hidden = true;
}

function count(box) {
  const [when, seconds] = [box.querySelector("[data-when]"), box.querySelector("[data-seconds]")];
  const end = performance.now() + Number(box.dataset.countdown) * 1000;
  when.classList.add("sr");
  seconds.hidden = false;

  async function look(left) {
    const status = await ask(box.dataset.ask);
    if (status && status.dataset.state !== "approved") {
      settle(box, when, seconds, status.dataset.state === "published");
      document.querySelector(STATUS)?.replaceWith(status); // the queue has none, the story's own page one
    } else if (left) window.setTimeout(look, AGAIN, left - 1);
  }

  function tick() {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      seconds.textContent = (left === 1 ? seconds.dataset.one : seconds.dataset.many).replace("{n}", left);
      window.setTimeout(tick, 250);
    } else {
      seconds.textContent = seconds.dataset.soon;
      look(LOOKS);
    }
  }
  tick();
}

export function countdowns(root) {
  root.querySelectorAll("[data-countdown]").forEach(count);
}

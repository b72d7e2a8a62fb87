/* How long sending will take, as people say it: nothing at first, tens of seconds, then minutes. */
const QUIET = 3000; // ms in which a rate says nothing yet
const MINUTES_FROM = 90; // seconds

/** What is left of `all` bytes at the rate of `sent` bytes in `elapsed` ms; null while nobody can tell. */
export function timeLeft(sent, left, elapsed) {
  const seconds = (elapsed / 1000) * (left / sent);
  if (elapsed < QUIET || sent <= 0 || !Number.isFinite(seconds) || seconds < 0) return null;
  if (seconds < MINUTES_FROM) return { unit: "seconds", n: Math.max(10, Math.round(seconds / 10) * 10) };
  return { unit: "minutes", n: Math.round(seconds / 60) };
}

/** The same in the words of the page; "" while nobody can tell. */
export function inWords(left, words) {
  return left ? words[left.unit].replace("{n}", String(left.n)) : "";
}

/** Measures the rate of what is sent now; what an earlier page had sent says nothing about it. */
export class Meter {
  constructor() {
    this.bytes = 0;
    this.ms = 0;
  }

  start(sent = 0) {
    [this.from, this.began, this.before] = [sent, Date.now(), { bytes: this.bytes, ms: this.ms }];
    this.known = false;
  }

  progress(sent) {
    if (!this.known) [this.known, this.from] = [true, sent]; // the first report may hold what was sent long ago
    this.bytes = this.before.bytes + sent - this.from;
    this.ms = this.before.ms + Date.now() - this.began;
  }

  left(bytes) {
    return timeLeft(this.bytes, bytes, this.ms);
  }
}

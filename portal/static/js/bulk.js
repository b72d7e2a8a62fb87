/* Ticking a whole story ticks its channels where that is seen; the bar at the foot comes with the first tick. */
class Story {
  constructor(element) {
    this.all = element.querySelector("[data-all]");
    this.posts = [...element.querySelectorAll("[name=post]")];
    this.waiting = this.posts.filter((post) => "waits" in post.dataset);
    this.dots = new Map([...element.querySelectorAll("[data-post]")].map((dot) => [dot.dataset.post, dot]));
  }

  tickAll() {
    for (const post of this.waiting) post.checked = this.all.checked;
  }

  /** The box of the story says what stands below it: else the server would take channels that were unticked. */
  follow() {
    const ticked = this.waiting.filter((post) => post.checked).length;
    if (this.all) {
      this.all.checked = ticked > 0 && ticked === this.waiting.length;
      this.all.indeterminate = ticked > 0 && !this.all.checked;
    }
  }

  show() {
    for (const post of this.posts) this.dots.get(post.value)?.classList.toggle("picked", post.checked);
    return this.posts.filter((post) => post.checked).length;
  }
}

export function bulk(form) {
  const bar = form.querySelector("[data-bulk-bar]");
  const count = form.querySelector("[data-bulk-count]");
  const stories = [...form.querySelectorAll("[data-story]")].map((element) => [element, new Story(element)]);
  const show = () => {
    const number = stories.reduce((sum, [, story]) => sum + story.show(), 0);
    bar.hidden = number === 0;
    count.textContent = count.dataset.words.replace("{n}", String(number));
  };
  form.addEventListener("change", (event) => {
    const found = stories.find(([element]) => element.contains(event.target));
    if (!found) return;
    if (event.target === found[1].all) found[1].tickAll();
    found[1].follow();
    show();
  });
  window.addEventListener("pageshow", () => {
    // after "back" the browser has put the ticks back
    for (const [, story] of stories) {
      if (story.all?.checked) story.tickAll();
      story.follow();
    }
    show();
  });
}

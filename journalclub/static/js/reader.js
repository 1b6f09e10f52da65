// Where the reader is: never moved against their will. At the end of the conversation they stay at the end; elsewhere a pill counts what is new.

const NEAR = 140; // px from the end that still count as being there

export class Reader {
  constructor(frame) {
    this.words = frame.dataset;
    this.list = frame.querySelector("#log");
    this.bottom = frame.querySelector(".bottom");
    this.pill = frame.querySelector("[data-pill]");
    this.live = frame.dataset.state === "live";
    this.calm = false;
    this.unseen = 0;
    this.title = document.title;
    this.released = () => {};
  }

  start() {
    this.pill.addEventListener("click", () => {
      this.released();
      this.toEnd();
    });
    addEventListener("scroll", () => { if (this.unseen && !this.calm && this.atEnd()) this.missed(0); }, { passive: true });
    const query = new URLSearchParams(location.search);
    query.delete("lane");
    if (location.hash || query.size) return;
    const line = ["open", "live"].includes(this.words.state) && this.list.querySelector(".newline");
    if (line) this.begin(line);
    else if (this.live && this.list.children.length) this.toEnd();
  }

  /** Where one had stopped reading. */
  begin(line) {
    line.scrollIntoView({ block: "start", behavior: "instant" });
    if (!this.atEnd()) this.missed(line.parentElement.querySelectorAll(".newline ~ .post:not([hidden])").length);
  }

  /** Changes the page with `change` and keeps the reader's place. */
  keepPlace(change, { fresh, own }) {
    const follow = own || (this.atEnd() && !document.hidden);
    change();
    if (follow) this.toEnd();
    else if (fresh) this.missed(this.unseen + 1);
  }

  missed(number, held = false) {
    this.unseen = number;
    this.pill.hidden = !number || (this.calm && !held);
    this.pill.querySelector("[data-pill-words]").textContent = this.words.wordsNew.replace("{n}", number);
    document.title = number ? `(${number}) ${this.title}` : this.title;
  }

  atEnd() {
    return this.overhang() < NEAR;
  }

  toEnd() {
    const hidden = this.overhang();
    // Above the window's lower edge already: on an article's page other things follow, and one may be reading them.
    if (hidden > -8) scrollBy({ top: hidden + 8, behavior: "instant" });
    this.missed(0);
  }

  // How far the end of the conversation lies below the upper edge of the writing box.
  overhang() {
    return this.list.getBoundingClientRect().bottom - (innerHeight - this.bottom.offsetHeight);
  }
}

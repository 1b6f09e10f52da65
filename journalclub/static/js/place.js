// How far one has read. What has been on screen for a moment counts as read, and all before it; the club is told now and then and when the page is
// left, so that every device of a member knows. Who takes no part is remembered by this browser alone.

import { localise } from "./times.js";

const LOOKED = 1500; // ms that a post has to be on screen
const EVERY = 20_000; // ms between two times of telling
const BUTTONS = 48; // px below a post's words
const OLDER = new URLSearchParams(location.search).has("before"); // the newest posts are not on this page

export function keepPlace(frame, log) {
  return new Place(frame, log);
}

class Place {
  constructor(frame, log) {
    Object.assign(this, { frame, log });
    this.address = frame.dataset.place;
    this.key = `read-${frame.dataset.discussion}`;
    this.seen = parse(frame.dataset.read || (this.address ? "" : stored(this.key))); // null: has not begun
    this.told = this.seen;
    this.elsewhere = this.uncounted();
    this.line();
    this.count();
    log.changed.push(() => this.soon());
    for (const name of ["lane", "page"]) frame.addEventListener(name, () => this.soon());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.tell(true); });
    addEventListener("pagehide", () => this.tell(true));
    setInterval(() => this.look(), LOOKED);
  }

  soon() {
    this.counting ??= requestAnimationFrame(() => { this.counting = null; this.count(); });
  }

  /** What is on screen now and was a moment ago has been read; not in a part of the conversation, which passes others over. */
  look() {
    const post = document.hidden || this.frame.dataset.lane ? null : this.last();
    const [now, before] = [post && keyOf(post), this.looked];
    this.looked = now;
    if (!now || !before) return;
    const read = order(now, before) < 0 ? now : before;
    if (after(read, this.seen)) this.move(read);
  }

  move(seen) {
    this.seen = seen;
    this.frame.dataset.read = `${seen.at} ${seen.id}`;
    if (!OLDER) this.elsewhere = {};
    this.count();
    if (this.address) this.telling ??= setTimeout(() => this.tell(), EVERY);
    else store(this.key, this.frame.dataset.read);
  }

  /** Tells the club, if it does not know. A page that is being left cannot wait for the answer. */
  tell(leaving = false) {
    if (!this.address || !after(this.seen, this.told)) return;
    clearTimeout(this.telling);
    this.telling = null;
    this.told = this.seen;
    const body = new FormData();
    body.set("csrf_token", document.querySelector("#act [name=csrf_token]").value);
    body.set("post", this.seen.id);
    if (leaving && navigator.sendBeacon?.(this.address, body)) return;
    fetch(this.address, { method: "POST", body, keepalive: true }).catch(() => { this.told = null; }); // the next move says it again
  }

  /** The last post of which the end, or as much as fits, is above the writing box. */
  last() {
    const edge = innerHeight - this.log.reader.bottom.offsetHeight;
    for (let post = this.log.list.lastElementChild; post; post = post.previousElementSibling) {
      if (!post.dataset.postId || post.hidden) continue;
      const { top, bottom } = post.getBoundingClientRect();
      if (bottom - BUTTONS <= edge || top < edge / 2) return post;
    }
    return null;
  }

  /** Everything on this page that is new, those that wait in the calm lane too. */
  fresh() {
    const own = this.log.viewer;
    const held = this.log.held();
    return [...this.log.list.children, ...held].filter(
      (post) => post.dataset.postId && !post.classList.contains("gone") && (!own || post.dataset.memberId !== own) && after(keyOf(post), this.seen),
    );
  }

  /** Says how much is new: at each question, of all while one reads a part, and of what speaks to the reader. */
  count() {
    const { frame, log } = this;
    const fresh = this.fresh();
    const number = { ...this.elsewhere };
    for (const post of this.seen ? fresh : []) number[post.dataset.question] = (number[post.dataset.question] ?? 0) + 1;
    for (const item of frame.querySelectorAll(".questions > li")) say(item, number[item.dataset.number], frame.dataset.wordsNew);
    const all = Object.values(number).reduce((sum, one) => sum + one, 0);
    say(frame.querySelector("a[data-lane='']"), frame.dataset.lane ? all : 0);
    say(frame.querySelector("a[data-lane=mentions]"), fresh.filter((post) => log.speaksToMe(post)).length);
  }

  // What the server counts as new beyond what this page holds, because it is on earlier ones.
  uncounted() {
    const counts = {};
    for (const item of this.frame.querySelectorAll(".questions > li[data-unread]")) counts[item.dataset.number] = Number(item.dataset.unread);
    for (const post of this.fresh()) if (counts[post.dataset.question]) counts[post.dataset.question] -= 1;
    return counts;
  }

  /** The line above what is new: the server's, or for those of whom it knows nothing our own. One goes there first, and the link to it goes once one is there. */
  line() {
    const { frame, log } = this;
    const jump = frame.querySelector("[data-jump]");
    let line = log.list.querySelector(".newline");
    const [first] = this.fresh();
    if (!line && !this.address && this.seen && first && log.list.firstElementChild !== first) {
      line = drawn(frame.dataset.wordsSince, this.seen.at, first.dataset.at);
      first.before(line);
      if (jump) jump.querySelector("[data-jump-words]").textContent = frame.dataset.wordsNew.replace("{n}", this.fresh().length);
      if (jump) jump.hidden = false;
    }
    if (!line || !jump) return;
    new IntersectionObserver(([sight], watch) => {
      if (!sight.isIntersecting) return;
      jump.hidden = true;
      watch.disconnect();
    }).observe(line);
  }
}

function drawn(words, since, at) {
  const line = document.createElement("p");
  line.className = "newline small";
  line.dataset.at = at;
  const inner = document.createElement("span");
  inner.id = "new";
  const time = document.createElement("time");
  time.dateTime = since;
  time.dataset.as = "clock";
  inner.append(words, " ", time);
  line.append(inner);
  localise(line);
  return line;
}

function say(element, number, words = "{n}") {
  const place = element?.querySelector("[data-new]");
  if (place) place.textContent = number > 0 ? words.replace("{n}", number) : "";
}

function keyOf(post) {
  return { at: post.dataset.at, id: Number(post.dataset.postId) };
}

function order(one, other) {
  return one.at === other.at ? one.id - other.id : one.at < other.at ? -1 : 1;
}

function after(one, other) {
  return Boolean(one) && (!other || order(one, other) > 0);
}

function parse(text) {
  const [at, id] = (text || "").split(" ");
  return at && Number(id) ? { at, id: Number(id) } : null;
}

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a browser that keeps nothing: everything is as new as ever
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch { /* as above */ }
}

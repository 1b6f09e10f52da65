// The stream of a discussion: what happens arrives as events and is placed by DOM id. When streams do not pass, the same events are asked for
// every few seconds; either way the line under the writing box says how things stand.

import { once } from "./line.js";
import { renew } from "./parts.js";
import { presence } from "./presence.js";
import { ask, tally } from "./questions.js";
import { canShare, stream } from "./shared.js";

const TRY_AGAIN = 15; // polls after which it is tried whether streams pass by now

export function connect(frame, log, box) {
  new Live(frame, log, box).open();
}

/** There is no stream yet, because nobody has said anything: look now and then, and at once after an own post. */
export function lookOut(frame, log, box) {
  new Live(frame, log, box).lookOut();
}

class Live {
  constructor(frame, log, box) {
    Object.assign(this, { frame, log, box });
    this.words = frame.dataset;
    this.line = frame.querySelector("[data-connection]");
    this.head = Number(frame.dataset.head);
    this.poll = null;
    this.renewed = 0;
    addEventListener("pagehide", () => this.source?.close());
    addEventListener("pageshow", (event) => { if (event.persisted) this.renew(); });
    addEventListener("offline", () => this.say("off", this.words.wordsLost)); // the stream itself may notice it late
    addEventListener("online", () => this.renew());
    document.addEventListener("visibilitychange", () => this.turned());
  }

  open() {
    if (!this.poll) this.say("wait", this.words.wordsConnecting);
    this.source?.close();
    const source = this.source = stream(() => this.address(), Object.keys(ACTS), this.words.share);
    source.addEventListener("open", () => this.opened());
    source.addEventListener("error", () => this.failed(source));
    source.addEventListener("mute", () => this.fallBack());
    for (const name of Object.keys(ACTS)) source.addEventListener(name, ({ data, lastEventId }) => this.told(name, data, lastEventId));
  }

  /** Where the stream goes on. */
  address() {
    const address = new URL(this.frame.dataset.stream, location.href);
    address.searchParams.set("since", this.head);
    return address;
  }

  told(name, data, id) {
    if (id) this.head = Math.max(this.head, Number(id));
    ACTS[name]?.(this, data ? JSON.parse(data) : {});
  }

  /** Tabs that cannot share a stream have one only while somebody looks at them. */
  turned() {
    if (document.hidden) {
      if (!this.source || this.poll || canShare()) return;
      this.source.close();
      this.resting = true;
    } else if (this.poll) {
      this.renew();
    } else if (this.resting) {
      this.resting = false;
      this.open();
    }
  }

  lookOut() {
    const look = async () => {
      if (!this.source && !document.hidden && (await this.refresh()) && this.frame.dataset.stream) this.open();
    };
    this.poll = setInterval(look, 1000 * Number(this.words.poll));
    this.frame.addEventListener("said", look);
  }

  opened() {
    clearInterval(this.poll);
    this.poll = null;
    this.renewed = 0;
    this.say("on", this.words.wordsConnected);
    this.box?.resend();
  }

  failed(source) {
    if (source !== this.source) return;
    if (source.readyState === EventSource.CLOSED) {
      // The ticket is no longer good (204), or the server refused: the page knows whether there is a new one.
      if (this.renewed++ < 1) this.renew();
      else this.fallBack();
    } else if (!this.poll) {
      this.say("off", this.words.wordsLost);
    }
  }

  /** A fresh page: what was missed, and a fresh ticket. */
  async renew() {
    if (!(await this.refresh())) return this.fallBack();
    if (this.frame.dataset.stream) this.open();
    else if (this.source) this.end();
    return undefined;
  }

  /** Streams do not pass: asks for what is new, as long as somebody looks, and now and then whether they pass by now. */
  fallBack() {
    let [polls, got] = [0, true];
    this.source?.close();
    this.say("off", this.words.wordsPolling);
    this.poll ??= setInterval(async () => {
      if (document.hidden) return;
      const before = got;
      got = await this.ask();
      if (!this.poll) return;
      this.say("off", got ? this.words.wordsPolling : this.words.wordsLost);
      if (got) this.box?.resend();
      if (got && (!before || ++polls % TRY_AGAIN === 0)) this.open();
    }, 1000 * Number(this.words.poll));
  }

  /** True when the server could say what is new. */
  async ask() {
    const { refused, events } = await once(this.address());
    for (const { event, data, id } of events ?? []) this.told(event, data, id);
    if (!refused) return Boolean(events);
    const got = await this.refresh(); // the ticket is no longer good: the page has another, or none
    if (got && !this.frame.dataset.stream) this.end();
    return got;
  }

  end() {
    this.source.close();
    clearInterval(this.poll);
    this.poll = null;
    this.say("off", this.words.wordsEnded);
  }

  /** Reads the page again and brings this one in line with it. True when that worked. */
  async refresh() {
    let page;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return false;
      page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    } catch {
      return false;
    }
    if (!page) return false;
    this.bringInLine(page);
    return true;
  }

  /** A question or the state changed. `data` has the state, and the question when there is one; what it does not tell, the page does. */
  described(data) {
    const { frame, log } = this;
    const items = frame.querySelectorAll(".questions > li");
    const item = document.getElementById(`question-${data.id}`);
    if (!item || (data.state && data.state !== frame.dataset.state)) return this.soon();
    item.querySelector("span").textContent = data.text;
    item.classList.toggle("done", Boolean(data.asked_at));
    if (data.asked_at) {
      item.querySelector("a").hash = `asked-${data.id}`;
      log.place(data.html);
    }
    if (data.number === data.current_question && String(data.number) !== frame.dataset.question) ask(this, data, items.length);
    return undefined;
  }

  pinned(data) {
    this.frame.dispatchEvent(new CustomEvent("pin", { detail: data }));
    if (!data.placed) this.soon();
  }

  /** A fresh look, not by everybody in the same instant. */
  soon() {
    this.looking ??= setTimeout(() => { this.looking = null; this.refresh(); }, Math.random() * 2000);
  }

  bringInLine(page) {
    const { frame } = this;
    frame.dataset.stream = page.dataset.stream ?? "";
    this.head = Math.max(this.head, Number(page.dataset.head) || 0);
    for (const element of page.querySelectorAll("#log > [id]")) {
      const old = document.getElementById(element.id);
      if (!old || !same(old, element)) this.log.place(element.outerHTML);
    }
    if (Boolean(page.querySelector("#write")) !== Boolean(this.box)) return location.reload(); // the draft is kept
    if (this.box) this.box.limit(page.querySelector("#write").dataset.limit);
    for (const part of [".brief", ".now .asking", ".now .pinned", ".after"]) {
      const [old, fresh] = [frame.querySelector(part), page.querySelector(part)];
      if (fresh && old) renew(old, fresh);
    }
    frame.dispatchEvent(new CustomEvent("page", { detail: page }));
    for (const name of ["state", "can"]) frame.dataset[name] = page.dataset[name];
    frame.dataset.question = frame.querySelector(".questions [aria-current]")?.dataset.number ?? "";
    frame.dispatchEvent(new Event("question"));
    return undefined;
  }

  say(state, words) {
    this.line.dataset.connection = state;
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}

const ACTS = {
  post: (live, data) => { live.box?.arrived(data); live.log.place(data.html); tally(live, data); },
  "post-changed": (live, data) => live.log.place(data.html),
  "post-hidden": (live, data) => {
    if (data.html) live.log.place(data.html);
    else live.log.stub(data.id ?? data.post, data.withdrawn ? live.words.wordsWithdrawn : live.words.wordsHidden);
  },
  reaction: (live, data) => {
    live.log.count(data.id ?? data.post, data.reactions ?? {});
    live.frame.dispatchEvent(new CustomEvent("counted", { detail: data }));
  },
  question: (live, data) => {
    live.described(data);
    live.frame.dispatchEvent(new Event("desk")); // what comes next is another one now
  },
  state: (live, data) => {
    if (data.desk) live.frame.dispatchEvent(new Event("desk"));
    else if (data.pin) live.pinned(data);
    else live.described(data);
  },
  presence: (live, data) => presence(live.frame, data),
  reset: (live) => live.soon(),
  bye: (live, data) => { if (data.reason === "ended") live.end(); },
};

function same(old, fresh) {
  return old.dataset.seq === fresh.dataset.seq && old.classList.contains("gone") === fresh.classList.contains("gone") && words(old) === words(fresh);
}

// Times are left out: on this page they are the reader's own.
function words(element) {
  const copy = element.cloneNode(true);
  for (const time of copy.querySelectorAll(".when, .zone")) time.remove();
  return copy.textContent.replace(/\s+/g, " ");
}

// One stream for all tabs of a browser that show the same discussion to the same sign-in: a browser opens six connections to a server, and the seventh
// tab would wait for ever. Whoever holds the lock has the line and tells the others; when its tab closes, or sleeps, the next takes over from where it is itself.

import { Line } from "./line.js";

const ANSWERS = 3000; // ms in which a tab that is awake has answered
const ASKS = 10000; // ms between two times that a tab asks whether the line is still held
const KEPT = 500; // events for tabs that come later

/** The stream at `address()`, shared by those who give the same `share`, where the browser can (https, or this machine). */
export function stream(address, names, share) {
  return share && canShare() ? new Shared(address, names, share) : new Line(address, names);
}

export function canShare() {
  return Boolean(navigator.locks && window.BroadcastChannel);
}

class Shared extends EventTarget {
  constructor(address, names, share) {
    super();
    Object.assign(this, { address, names, lock: `live ${share}`, me: String(Math.random()), readyState: EventSource.CONNECTING });
    this.complete = false; // whether this tab has everything up to its own head
    this.channel = new BroadcastChannel(this.lock);
    this.channel.addEventListener("message", ({ data }) => this.heard(data));
    this.timer = setInterval(() => { if (!this.line && !document.hidden) this.ask(); }, ASKS);
    this.wait();
    this.ask();
  }

  close() {
    this.closed = true;
    this.readyState = EventSource.CLOSED;
    clearInterval(this.timer);
    clearTimeout(this.unanswered);
    this.waiting.abort();
    this.line?.close();
    this.release?.();
    this.channel.close();
  }

  /** Until the lock is this tab's; `steal` takes it from one that does not answer. */
  async wait(steal = false) {
    this.waiting?.abort();
    const { signal } = this.waiting = new AbortController();
    try {
      await navigator.locks.request(this.lock, steal ? { steal } : { signal }, () => this.lead());
    } catch {
      if (this.closed || signal.aborted) return;
      this.line.close(); // another tab has taken over, because this one slept
      this.line = null;
      this.complete = false;
      this.wait();
      this.ask();
    }
  }

  lead() {
    if (this.closed) return undefined;
    this.kept = [];
    this.from = this.at();
    this.line = new Line(this.address, this.names);
    for (const name of this.names) {
      this.line.addEventListener(name, ({ data, lastEventId }) => this.tell({ name, data, id: lastEventId }));
    }
    for (const name of ["open", "error", "mute"]) this.line.addEventListener(name, () => this.become(name, this.line.readyState));
    return new Promise((resolve) => { this.release = resolve; });
  }

  tell(event) {
    this.kept.push(event);
    if (this.kept.length > KEPT) this.from = Number(this.kept.shift().id) || this.from;
    this.channel.postMessage({ event });
    this.pass(event);
  }

  become(name, readyState) {
    this.channel.postMessage({ name, readyState });
    this.is(name, readyState);
  }

  ask() {
    this.channel.postMessage({ asks: this.me, at: this.at() });
    clearTimeout(this.unanswered);
    this.unanswered = setTimeout(() => { if (!this.line) this.wait(true); }, ANSWERS);
  }

  heard({ asks, at, to, event, name, readyState, missed }) {
    if (asks) {
      if (this.line) this.answer(asks, at);
    } else if (this.line) {
      // two may have thought for a moment that they hold the line; what one tells the other has from its own
    } else if (event) {
      this.pass(this.complete ? event : { ...event, id: "" });
    } else if (name) {
      this.is(name, readyState);
    } else if (to === this.me) {
      clearTimeout(this.unanswered);
      if (readyState !== this.readyState) this.is(readyState === EventSource.OPEN ? "open" : "error", readyState);
      this.complete = Boolean(missed);
      for (const one of missed ?? [{ name: "reset", data: "", id: "" }]) this.pass(one);
    }
  }

  answer(to, at) {
    this.line.look();
    const told = this.kept.findLastIndex(({ id }) => id && Number(id) <= at);
    const missed = at >= this.from ? this.kept.slice(told + 1) : null;
    this.channel.postMessage({ to, readyState: this.line.readyState, missed });
  }

  at() {
    return Number(this.address().searchParams.get("since"));
  }

  pass({ name, data, id }) {
    this.dispatchEvent(new MessageEvent(name, { data, lastEventId: id }));
  }

  is(name, readyState) {
    this.readyState = readyState;
    this.dispatchEvent(new Event(name));
  }
}

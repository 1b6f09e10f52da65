// One stream to the server, and how well it is. A proxy may let a stream open and keep all that is on it, and a phone's line may be dead without
// anybody saying so; but the server tells something at once and then every quarter of a minute, so a line that is silent for longer is of no use.

const FIRST = 8000; // ms until a line that has brought nothing counts as one that does not pass
const SILENT = 40000; // ms of silence after which a line that did pass is opened again
const LOOK = 2000;

/** Events of the stream, by their names; `open`, `error` (see `readyState`), and `mute` when streams do not pass. `address()` knows where to go on. */
export class Line extends EventTarget {
  constructor(address, names) {
    super();
    Object.assign(this, { address, names, readyState: EventSource.CONNECTING });
    this.connect();
    this.timer = setInterval(() => this.look(), LOOK);
  }

  connect() {
    this.source?.close();
    this.passes = false;
    this.heard = performance.now();
    const source = this.source = new EventSource(this.address());
    source.addEventListener("error", () => this.is(source.readyState, "error"));
    for (const name of this.names) {
      source.addEventListener(name, ({ data, lastEventId }) => {
        this.heard = performance.now();
        if (!this.passes) this.is(EventSource.OPEN, "open");
        this.passes = true;
        this.dispatchEvent(new MessageEvent(name, { data, lastEventId }));
      });
    }
  }

  /** Is it still there? Also asked by other tabs: the timers of a tab in the background hardly run. */
  look() {
    const silence = performance.now() - this.heard;
    if (this.passes && silence > SILENT) {
      this.is(EventSource.CONNECTING, "error");
      this.connect();
    } else if (!this.passes && silence > FIRST) {
      this.close();
      this.dispatchEvent(new Event("mute"));
    }
  }

  close() {
    clearInterval(this.timer);
    this.source.close();
    this.readyState = EventSource.CLOSED;
  }

  is(readyState, name) {
    this.readyState = readyState;
    if (readyState !== EventSource.OPEN) {
      this.passes = false;
      this.heard = performance.now(); // from now on it has as long as a new one
    }
    this.dispatchEvent(new Event(name));
  }
}

/** What the stream would tell first, asked for without one: `events`, or that whoever asks is `refused`; neither when there is no answer. */
export async function once(address) {
  address.searchParams.set("once", 1);
  try {
    const answer = await fetch(address);
    return { refused: answer.status === 204, events: answer.status === 200 ? parsed(await answer.text()) : null };
  } catch {
    return {};
  }
}

function parsed(text) {
  return text.split("\n\n").filter(Boolean).map((block) => Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/, 2))));
}

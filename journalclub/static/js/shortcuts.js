// The evening by keyboard. A key presses what is on the page and says so in `data-keys`; letters do nothing while somebody writes, and nothing at all once they
// are switched off (WCAG 2.1.4). "?" shows which there are.
import { isWriting, keysAreOn, switchKeys } from "./keys.js";

const PATIENCE = 1500; // ms between the two keys of one shortcut

export function shortcuts(frame, log) {
  const list = document.getElementById("keys");
  if (list) new Shortcuts(frame, log, list).listen();
}

class Shortcuts {
  constructor(frame, log, list) {
    Object.assign(this, { frame, log, list });
    this.first = "";
    this.post = ""; // the DOM id of the post that had the focus last: it may have been replaced since
  }

  listen() {
    const opener = this.frame.querySelector("[data-keys-open]");
    opener.hidden = false;
    opener.addEventListener("click", () => this.list.showModal());
    const box = this.list.querySelector("[data-keys-on]");
    box.checked = keysAreOn();
    box.addEventListener("change", () => switchKeys(box.checked));
    this.frame.addEventListener("focusin", ({ target }) => { this.post = target.closest(".post")?.id || this.post; });
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
    if (event.key === "Escape" && event.target.id === "text") document.getElementById(this.post)?.focus();
    if (isWriting(event.target) || document.querySelector("dialog[open]") || !keysAreOn()) return;
    const keys = this.first ? `${this.first}-${event.key}` : event.key;
    clearTimeout(this.waiting);
    this.first = "";
    if (event.key === "g" && keys === "g") {
      this.first = "g";
      this.waiting = setTimeout(() => { this.first = ""; }, PATIENCE);
    } else if (!this.act(keys)) return;
    event.preventDefault();
  }

  /** True when these keys mean something here. */
  act(keys) {
    const own = { j: () => this.step(1), k: () => this.step(-1), r: () => this.reply(), e: () => this.react(), "?": () => this.list.showModal() };
    if (own[keys]) own[keys]();
    else {
      const element = document.querySelector(`[data-keys~="${CSS.escape(keys)}"]`);
      if (!element || element.hidden) return false;
      if (/^(BUTTON|A)$/.test(element.tagName)) element.click();
      else element.focus();
    }
    return true;
  }

  step(by) {
    const posts = [...this.log.list.querySelectorAll(".post:not([hidden])")];
    const at = posts.findIndex((post) => post.id && post.id === this.post);
    const seen = posts.findIndex((post) => post.getBoundingClientRect().bottom > innerHeight / 3);
    const post = posts[at < 0 ? seen : Math.min(Math.max(at + by, 0), posts.length - 1)] ?? posts.at(-1);
    if (!post) return;
    post.tabIndex = -1;
    post.focus({ preventScroll: true });
    post.scrollIntoView({ block: "nearest" });
  }

  get current() {
    return document.getElementById(this.post);
  }

  reply() {
    const link = this.current?.querySelector("[data-reply]");
    if (link?.offsetParent) link.click();
  }

  react() {
    const menu = this.current?.querySelector("details.add:has([name=kind])");
    if (!menu?.offsetParent) return;
    menu.open = true;
    menu.querySelector("button").focus();
  }
}

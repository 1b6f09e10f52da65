// The conversation on the page. Everything is placed by its DOM id, so that a repeat is harmless and the order of arrival does not matter.
import { localise } from "./times.js";

export class Log {
  constructor(frame, reader) {
    this.frame = frame;
    this.reader = reader;
    this.list = frame.querySelector("#log");
    this.viewer = frame.dataset.viewer;
    this.mine = JSON.parse(frame.dataset.myReactions || "{}");
    this.waiting = new Map(); // elements that the calm lane holds back, by DOM id
    this.changed = []; // called with every element that was placed
    this.shows = () => true; // whether the lane that one reads shows an element
    for (const post of this.list.children) this.dress(post);
  }

  /** Places the markup of a post or of a question's mark. */
  place(markup, { own = false } = {}) {
    const element = fragment(markup);
    if (!element?.id) return null;
    const old = document.getElementById(element.id);
    if (old && Number(old.dataset.seq) > Number(element.dataset.seq)) return old;
    if (!old && this.reader.calm && !own) {
      this.waiting.set(element.id, element);
      this.reader.missed(this.held().filter(this.shows).length, true);
      for (const call of this.changed) call(element);
      return null;
    }
    this.dress(element);
    localise(element);
    element.hidden = !this.shows(element);
    this.reader.keepPlace(() => (old ? old.replaceWith(element) : this.insert(element)), { fresh: !old && !element.hidden, own });
    document.getElementById("nobody").hidden = true;
    for (const call of this.changed) call(element);
    return element;
  }

  /** Takes a post's words off the page at once, also when no markup came with the news. */
  stub(id, words) {
    const post = document.getElementById(`post-${id}`);
    this.waiting.delete(`post-${id}`);
    if (!post) return;
    const line = document.createElement("p");
    line.className = "small soft";
    line.textContent = words;
    post.classList.add("gone");
    post.replaceChildren(line);
  }

  /** New counts on a post's reactions. */
  count(id, reactions) {
    const post = document.getElementById(`post-${id}`);
    for (const button of post?.querySelectorAll(".react") ?? []) {
      const number = reactions[button.value] || 0;
      button.querySelector(".n").textContent = number || "";
      button.toggleAttribute("data-none", !number);
    }
  }

  /** Notes the reader's own reaction. */
  react(id, kind, on) {
    const kinds = new Set(this.mine[id]);
    if (on) kinds.add(kind);
    else kinds.delete(kind);
    this.mine[id] = [...kinds];
    const post = document.getElementById(`post-${id}`);
    if (post) this.dress(post);
  }

  /** Lets in what the calm lane held back. */
  release() {
    const held = this.held();
    this.waiting.clear();
    for (const element of held) this.place(element.outerHTML, { own: true });
  }

  held() {
    return [...this.waiting.values()];
  }

  /** Whether a post of somebody else mentions the reader or answers them. */
  speaksToMe(post) {
    const { memberId, to = "" } = post.dataset;
    return Boolean(this.viewer) && memberId !== this.viewer && !post.classList.contains("gone") && to.split(" ").includes(this.viewer);
  }

  // What is personal about a post: its writer's buttons, the reader's reactions.
  dress(post) {
    const id = post.dataset.postId;
    if (!id) return;
    const own = this.viewer && post.dataset.memberId === this.viewer;
    for (const element of post.querySelectorAll("[data-own]")) element.hidden = !own;
    if (own) for (const element of post.querySelectorAll("[data-own-too]")) element.removeAttribute("data-needs");
    for (const name of post.querySelectorAll(".mention")) name.classList.toggle("me", name.pathname.endsWith(`/members/${this.viewer}`));
    const kinds = this.mine[id] ?? [];
    for (const button of post.querySelectorAll("button[name=kind]")) {
      button.setAttribute("aria-pressed", String(kinds.includes(button.value)));
    }
  }

  // The order is the page's own: by the microsecond, and by number for two of the same one.
  insert(element) {
    let before = null;
    for (let other = this.list.lastElementChild; other; other = other.previousElementSibling) {
      if (!other.classList.contains("pending") && !precedes(element, other)) break;
      before = other;
    }
    this.list.insertBefore(element, before);
  }
}

function precedes(one, other) {
  const [at, then] = [one.dataset.at ?? "", other.dataset.at ?? ""];
  return at === then ? Number(one.dataset.postId ?? 0) < Number(other.dataset.postId ?? 0) : at < then;
}

function fragment(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content.firstElementChild;
}

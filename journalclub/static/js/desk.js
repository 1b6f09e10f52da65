// The desk: what is done there happens without leaving the page, and the trays are fetched again when something in one has changed.
import { renew } from "./parts.js";

export function desk(frame) {
  return new Desk(frame);
}

class Desk {
  constructor(frame) {
    this.frame = frame;
    frame.addEventListener("desk", () => this.renew());
    frame.addEventListener("page", ({ detail }) => this.take(detail.querySelector("#desk")));
    frame.addEventListener("click", (event) => {
      if (event.target.closest(".todesk")) this.open(event, true);
      else if (event.target.closest("[data-desk-close]")) this.open(event, false);
      else if (event.target.closest("#desk :is([data-reply], a[href^='#'])")) this.part.classList.remove("open"); // it leads away from here
    });
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.part?.classList.contains("open")) this.open(event, false);
    });
    frame.addEventListener("submit", (event) => {
      if (!this.part?.contains(event.target) || !frame.dataset.stream) return; // without a stream the page is loaded anew
      event.preventDefault();
      this.act(event.target, event.submitter);
    });
  }

  get part() {
    return document.getElementById("desk");
  }

  /** On a narrow screen it lies over the conversation while it is open. */
  open(event, on) {
    event.preventDefault();
    this.part.classList.toggle("open", on);
    (on ? this.part : this.frame.querySelector(".todesk"))?.focus({ preventScroll: true });
  }

  /** Fetches the trays; of many calls while one is under way, one more. */
  async renew() {
    if (!this.part) return;
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    try {
      const answer = await fetch(this.part.dataset.desk, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        this.take(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("desk"));
      } else if ([403, 404].includes(answer.status)) this.take(null);
    } catch { /* no connection: the page is read again when there is one */ }
    this.fetching = false;
    if (!this.again) return;
    this.again = false;
    this.renew();
  }

  /** Puts fresh trays in the place of the old; none when they are no longer the viewer's. */
  take(fresh) {
    const old = this.part;
    fresh?.classList.toggle("open", Boolean(old?.classList.contains("open")));
    if (!fresh) old?.remove();
    else if (!old) this.frame.querySelector(".paper").prepend(fresh);
    else if (!renew(old, fresh)) document.activeElement.addEventListener("focusout", () => this.renew(), { once: true });
    this.say(this.said);
  }

  async act(form, button) {
    if (this.busy || (button?.dataset.sure && !confirm(button.dataset.sure))) return;
    this.busy = true;
    try {
      const place = button?.hasAttribute("formaction") ? button.formAction : form.getAttribute("action");
      const body = new FormData(form, button);
      const answer = await fetch(place, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
      const done = answer.ok || answer.type === "opaqueredirect";
      this.say(done ? "" : (await answer.json().catch(() => ({}))).detail ?? String(answer.status));
      if (done) form.reset(); // what was typed has arrived
    } catch {
      this.say(this.part?.dataset.wordsOffline);
    }
    this.busy = false;
    this.renew();
  }

  /** Why something could not be done; nothing when it could. */
  say(words = "") {
    this.said = words;
    const line = this.part?.querySelector("[data-desk-says]");
    if (!line) return;
    line.hidden = !words;
    line.textContent = words;
  }
}

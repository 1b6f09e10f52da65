// The writing box: counts as people do, keeps a draft, shows the post at once and sends it with a token of its own, so that trying again
// can never post twice. What could not be sent stays on the page, and in this browser, until it is.

import { extras } from "./extras.js";
import { Referring } from "./refer.js";

const segments = "Segmenter" in Intl ? new Intl.Segmenter() : null;

/** Graphemes: what a reader would call one character. */
export function length(text) {
  return segments ? [...segments.segment(text)].length : [...text].length;
}

export function writing(frame, log) {
  const form = document.getElementById("write");
  return form ? new Box(form, frame, log) : null;
}

class Box {
  constructor(form, frame, log) {
    Object.assign(this, { form, frame, log });
    this.words = form.dataset;
    this.text = form.elements.text;
    this.counter = form.querySelector("[data-count]");
    this.referring = new Referring(form);
    this.unsent = new Map(); // token → {fields, echo}
    this.last = null; // the refused submission, whose token serves again while its words stay the same
    this.bind();
    this.recall();
    this.count();
  }

  bind() {
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(event.submitter?.name === "hold"); });
    this.form.addEventListener("input", () => { this.count(); this.keep(); });
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    document.addEventListener("click", (event) => {
      if (!this.referring.follow(event)) return;
      this.text.focus();
      this.keep();
    });
  }

  /** Words that waited for a host come back to be re-worded; what stood in the box stays below them. */
  fill(fields) {
    this.text.value = [fields.text, this.text.value].filter(Boolean).join("\n");
    if (fields.question) this.referring.about(String(fields.question));
    this.referring.recall(fields, fields.names);
    if (fields.quote) this.quote(fields.quote);
    this.count();
    this.keep();
    this.text.focus();
  }

  /** The passage of the abstract that the next post is about; only a thread has a place for one. */
  quote(passage) {
    const field = this.form.elements.quote;
    if (!field) return;
    field.value = passage;
    field.closest("details").open = Boolean(passage);
    this.keep();
  }

  count() {
    const number = length(this.text.value.trim());
    const limit = Number(this.words.limit);
    const over = number > limit;
    this.counter.classList.toggle("over", over);
    this.counter.textContent = over
      ? this.words.wordsOver.replace("{n}", number - limit)
      : this.words.wordsLeft.replace("{n}", number).replace("{limit}", limit);
  }

  /** So many characters from now on. */
  limit(number) {
    this.words.limit = number;
    this.count();
  }

  submit(hold = false) {
    const text = this.text.value.trim();
    if (!text || length(text) > Number(this.words.limit)) return this.text.focus();
    const fields = Object.fromEntries(new FormData(this.form));
    const again = this.last?.text === fields.text;
    fields.client_token = again ? this.last.client_token : token();
    if (hold) fields.hold = "1";
    this.last = null;
    this.text.value = "";
    this.wait();
    this.quote("");
    extras(this.form, {});
    this.find(null);
    this.referring.clear();
    this.text.focus();
    this.count();
    this.send(fields, this.echo(fields));
    return undefined;
  }

  async send(fields, echo) {
    this.unsent.set(fields.client_token, { fields, echo });
    this.keep();
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set("csrf_token", this.form.elements.csrf_token.value);
    let answer;
    try {
      answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      return this.failed(fields, echo);
    }
    if (answer.status >= 500) return this.failed(fields, echo);
    const data = await answer.json().catch(() => ({}));
    this.unsent.delete(fields.client_token);
    echo.remove();
    if (answer.status === 202) this.frame.dispatchEvent(new CustomEvent("held", { detail: data.waiting }));
    else if (answer.ok) {
      this.log.place(data.html, { own: true });
      this.frame.dispatchEvent(new Event("said"));
    } else this.refused(fields, data);
    this.keep();
    return undefined;
  }

  /** The server said no: the words come back into the box with its reason. */
  refused(fields, data) {
    this.last = fields;
    this.text.value = [fields.text, this.text.value].filter(Boolean).join("\n");
    if (fields.question) this.referring.about(fields.question);
    this.referring.recall(fields);
    if (fields.quote) this.quote(fields.quote);
    extras(this.form, fields);
    this.find(data, fields.text);
    this.wait(data.retry_after, data.detail);
    this.count();
    this.text.focus();
  }

  /** Too soon: says for how long, second by second; the words are back in the box. */
  wait(seconds, why) {
    clearTimeout(this.waiting);
    if (seconds === undefined) return;
    if (seconds <= 0) return this.find(null);
    document.querySelector("[data-findings-title]").textContent = `${why} ${this.words.wordsWait.replace("{n}", seconds)}`;
    this.waiting = setTimeout(() => this.wait(seconds - 1, why), 1000);
  }

  failed(fields, echo) {
    echo.classList.add("failed-post");
    const line = echo.querySelector(".sending");
    line.textContent = `${this.words.wordsFailed} `;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "act";
    again.textContent = this.words.wordsAgain;
    again.addEventListener("click", () => this.retry(fields, echo));
    line.append(again);
  }

  retry(fields, echo) {
    echo.classList.remove("failed-post");
    echo.querySelector(".sending").textContent = this.words.wordsSending;
    this.send(fields, echo);
  }

  /** Tries everything unsent again, with the tokens it had. */
  resend() {
    for (const { fields, echo } of this.unsent.values()) {
      if (echo.classList.contains("failed-post")) this.retry(fields, echo);
    }
  }

  /** The stream brought a post: when it is an own one still shown as being sent, the echo has done its work. */
  arrived(post) {
    if (String(post.member?.id) !== this.frame.dataset.viewer) return;
    for (const { fields, echo } of this.unsent.values()) {
      if (post.text.endsWith(fields.text.trim())) echo.hidden = true; // what it quotes stands before it
    }
  }

  /** The discussion moved on: the next answer is for this question; what somebody is in the middle of stays with its own. */
  asked(number) {
    if (this.text.value.trim() || this.referring.draft.reply_to) this.referring.after = String(number);
    else this.form.elements.question.value = String(number);
  }

  echo(fields) {
    const post = document.createElement("article");
    post.className = "post pending";
    post.innerHTML = '<div><div class="text"></div><p class="small soft sending" role="status"></p></div>';
    post.querySelector(".text").textContent = fields.text;
    post.querySelector(".sending").textContent = this.words.wordsSending;
    this.log.reader.keepPlace(() => this.log.list.append(post), { fresh: false, own: true });
    document.getElementById("nobody").hidden = true;
    return post;
  }

  /** Shows what could identify a patient, or another reason; none clears it. */
  find(data, text = "") {
    const box = document.getElementById("findings");
    const findings = data?.findings ?? [];
    box.hidden = !data;
    box.querySelector("[data-findings-confirm]").hidden = !findings.length;
    box.querySelector("[data-findings-confirm] input").checked = false;
    box.querySelector("[data-findings-hold]").hidden = !data?.may_hold;
    box.querySelector("[data-findings-title]").textContent = findings.length ? this.words.wordsPatient : data?.detail ?? "";
    box.querySelector("[data-findings-list]").replaceChildren(...findings.map((one) => item(one, text)));
    this.text.toggleAttribute("aria-invalid", Boolean(data));
  }

  keep() {
    const draft = { text: this.text.value, ...this.referring.draft, question: this.form.elements.question.value, quote: this.form.elements.quote?.value ?? "", choices: this.form.elements.choices?.value ?? "" };
    const unsent = [...this.unsent.values()].map(({ fields }) => ({ ...fields, csrf_token: "" }));
    try {
      if (draft.text || draft.quote || draft.choices || unsent.length) localStorage.setItem(this.words.draft, JSON.stringify({ ...draft, unsent }));
      else localStorage.removeItem(this.words.draft);
    } catch { /* a browser that keeps nothing: the page still does */ }
  }

  recall() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.words.draft));
    } catch { /* as above */ }
    if (!kept) return;
    for (const fields of kept.unsent ?? []) this.send(fields, this.echo(fields));
    if (kept.quote && !this.form.elements.quote?.value) this.quote(kept.quote);
    if (kept.choices && !this.form.elements.choices?.value) extras(this.form, kept);
    if (this.text.value || !kept.text) return;
    this.text.value = kept.text;
    this.referring.recall(kept);
  }
}

// randomUUID is there on https and on this machine only; a club in a hospital's network may have neither.
function token() {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One finding: the words it is about (offsets count code points) and what is wrong with them. */
function item(finding, text) {
  const line = document.createElement("li");
  const mark = document.createElement("mark");
  mark.textContent = finding.text ?? [...text].slice(finding.start, finding.end).join("");
  line.append(mark, ` ${finding.why ?? finding.sentence ?? ""}`);
  return line;
}

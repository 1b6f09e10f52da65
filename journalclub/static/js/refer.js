// What the next post refers to: one that it answers, one that it quotes. Each has a line above the words, with a way out of it.

const FIELDS = { reply_to: { line: "[data-replied]", words: "wordsReply" }, quotes: { line: "[data-cited]", words: "wordsCite" } };

export class Referring {
  constructor(form) {
    this.form = form;
  }

  /** A click on “Reply”, on “Quote” or on a way out. True when it was one. */
  follow(event) {
    const link = event.target.closest("[data-reply], [data-no-reply], [data-cite], [data-no-cite]");
    if (!link) return false;
    event.preventDefault();
    const id = link.closest("[data-post-id]")?.dataset.postId ?? "";
    const field = "cite" in link.dataset || "noCite" in link.dataset ? "quotes" : "reply_to";
    this.set(field, id, link.dataset.reply ?? link.dataset.cite ?? "");
    if (field === "reply_to") this.about(document.getElementById(`post-${id}`)?.dataset.question);
    return true;
  }

  /** The next post, and only that one, answers `question`; none: what it would have answered anyway. */
  about(question) {
    const { question: chosen } = this.form.elements;
    if (question) {
      this.after ??= chosen.value;
      chosen.value = question;
    } else if (this.after !== undefined) {
      chosen.value = this.after;
      this.after = undefined;
    }
  }

  /** What was referred to before, by the names of who wrote it, as far as they are given or on the page. */
  recall(fields, names = {}) {
    for (const field of Object.keys(FIELDS)) {
      if (!fields[field] || this.form.elements[field].value) continue;
      const onPage = document.querySelector(`#post-${fields[field]} .who b`)?.textContent.trim();
      this.set(field, fields[field], names[field] ?? onPage ?? "…");
    }
  }

  clear() {
    for (const field of Object.keys(FIELDS)) this.set(field, "", "");
    this.about("");
  }

  get draft() {
    return Object.fromEntries(Object.keys(FIELDS).map((field) => [field, this.form.elements[field].value]));
  }

  set(field, id, name) {
    this.form.elements[field].value = id;
    const line = this.form.querySelector(FIELDS[field].line);
    line.hidden = !id;
    line.querySelector("span").textContent = this.form.dataset[FIELDS[field].words].replace("{name}", name);
  }
}

// Turns times from the club's zone into the reader's. The club's own words stay on hover, and one tap on the zone's name away.
// "in 3 days" is brought up to date every half minute.

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const LANGUAGE = document.documentElement.lang || "en";
// English as clinicians across the globe write it: the day before the month, 24 hours.
const LOCALE = LANGUAGE === "en" ? "en-GB" : LANGUAGE;
const SHAPES = {
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  short: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
  weekday: { weekday: "short", hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric" },
  month: { month: "short" },
  clock: { hour: "2-digit", minute: "2-digit" },
  hour: { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
};
const STEPS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

/** Localises every time below `root`; safe to repeat. */
export function localise(root) {
  for (const time of root.querySelectorAll("time[data-as]:not([data-local])")) localiseOne(time);
  for (const hour of root.querySelectorAll(".hour:not([data-local])")) localiseHour(hour);
  refresh(root);
}

function localiseOne(time) {
  const shape = time.dataset.as;
  time.dataset.local = "";
  const club = time.textContent;
  const local = say(new Date(time.dateTime), shape === "clock" && !isToday(new Date(time.dateTime)) ? "weekday" : shape);
  const zone = time.nextElementSibling?.classList.contains("zone") ? time.nextElementSibling : null;
  time.textContent = local;
  if (zone) switchable(zone, [time], [local], [club]);
}

/** A live hour: the reader's hours, with the club's one tap away. */
function localiseHour(hour) {
  hour.dataset.local = "";
  const [starts, ends] = hour.querySelectorAll("time");
  const zone = hour.querySelector(".zone");
  const club = [starts.textContent, ends.textContent];
  const local = [say(new Date(starts.dateTime), "year" in hour.dataset ? "full" : "hour"), say(new Date(ends.dateTime), "clock")];
  if (local.join() === club.join()) return;
  starts.textContent = local[0];
  ends.textContent = local[1];
  switchable(zone, [starts, ends], local, club);
}

/** Makes the zone's name a button that shows the club's time and back. */
function switchable(zone, times, local, club) {
  const there = zone.textContent;
  const here = document.body.dataset.wordsZone.replace("{city}", city(HERE));
  if (here === there) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "zone";
  button.textContent = here;
  button.title = `${club.join("–")}, ${there}`;
  button.addEventListener("click", () => {
    const toClub = button.textContent === here;
    times.forEach((time, index) => { time.textContent = (toClub ? club : local)[index]; });
    button.textContent = toClub ? there : here;
    button.title = toClub ? `${local.join("–")}, ${here}` : `${club.join("–")}, ${there}`;
  });
  zone.replaceWith(button);
}

function say(date, shape) {
  const words = new Intl.DateTimeFormat(LOCALE, { hourCycle: "h23", ...SHAPES[shape] }).format(date);
  return words.replace(" at ", ", ").replace(/\bSept\b/, "Sep").replace(/^(\p{L}+),? (?=\d)/u, "$1 ");
}

function isToday(date) {
  return date.toDateString() === new Date().toDateString();
}

function city(zone) {
  return zone.split("/").pop().replaceAll("_", " ");
}

function refresh(root) {
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" });
  for (const near of root.querySelectorAll("[data-near]")) {
    const seconds = (Date.parse(near.dataset.near) - Date.now()) / 1000;
    const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length * 1.2) ?? ["minute", 60];
    near.textContent = relative.format(Math.round(seconds / size), unit);
  }
}

setInterval(() => refresh(document), 30_000);

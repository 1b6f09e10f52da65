// The live page: puts the log, its lanes, the stream and the writing box together.
import { Log } from "./log.js";
import { Reader } from "./reader.js";
import { lanes } from "./lanes.js";
import { keepPlace } from "./place.js";
import { connect, lookOut } from "./live.js";
import { acts } from "./acts.js";
import { cards } from "./cards.js";
import { desk } from "./desk.js";
import { asked } from "./asked.js";
import { polls } from "./polls.js";
import { held } from "./held.js";
import { mentioning } from "./people.js";
import { pin } from "./pin.js";
import { quoting } from "./quote.js";
import { shortcuts } from "./shortcuts.js";
import { writing } from "./write.js";

const frame = document.getElementById("live");
if (frame) {
  const reader = new Reader(frame);
  const log = new Log(frame, reader);
  lanes(frame, log);
  if (frame.dataset.discussion) keepPlace(frame, log);
  acts(frame, log);
  desk(frame);
  polls(frame, log);
  asked(frame, log);
  pin(frame, log);
  const box = writing(frame, log);
  held(frame, box);
  if (frame.dataset.stream) connect(frame, log, box);
  else if (frame.dataset.poll) lookOut(frame, log, box);
  quoting(frame, box);
  mentioning(box?.form);
  log.changed.push(cards(frame, (change) => reader.keepPlace(change, { fresh: false, own: false })));
  shortcuts(frame, log);
  reader.start();
}

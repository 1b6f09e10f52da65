// The live page: puts the log, its lanes, the stream and the writing box together.
import { Log } from "./log.js";
import { Reader } from "./reader.js";
import { lanes } from "./lanes.js";
import { connect } from "./live.js";
import { acts } from "./acts.js";
import { writing } from "./write.js";

const frame = document.getElementById("live");
if (frame) {
  const reader = new Reader(frame);
  const log = new Log(frame, reader);
  lanes(frame, log);
  acts(frame, log);
  const box = writing(frame, log);
  if (frame.dataset.stream) connect(frame, log, box);
  reader.start();
}

// A transcript to read: the articles that its posts name.
import { cards } from "./cards.js";

cards(document);

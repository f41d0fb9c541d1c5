// event: eventbridge
import { EventEmitter } from "node:events";
import { exec } from "child_process";

const bus = new EventEmitter();
const other = new EventEmitter();

bus.on("published", (item) => {
  exec(`publish ${item.name}`); // leastwise: expect command-injection
});
bus.once("moved", ({ room }) => {
  exec(`move ${room}`);
});
bus.on("never", (item) => {
  exec(`never ${item}`);
});

export const handler = async (event) => {
  bus.emit("published", event.detail);
  bus.emit("moved", { room: Number(event.detail.room) });
  other.emit("unheard", event.detail);
};

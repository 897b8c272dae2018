/** What answers on a gossip port that is none, or answers badly: each has its own words and ends in time. */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, expect, it } from "vitest";
import { SeededRandom } from "../../engine/base/random.ts";
import { Driver } from "../../engine/host/driver.ts";
import { guestBudget } from "../../engine/observer/budget.ts";
import { GuestDoor } from "../../engine/observer/door.ts";
import { Guest, type GuestEvent } from "../../engine/observer/guest.ts";

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

/** Listens on a port of its own and does `answer` with each connection. */
async function stranger(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.resume();
    answer(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** The first thing that a guest says of the port. */
async function askedAt(port: number): Promise<GuestEvent> {
  const seed = { ip: "127.0.0.1", port };
  const security = { label: "" };
  const times = { pingTimeoutMs: 500, streamTimeoutMs: 400 };
  const guest = new Guest(
    new GuestDoor(security, [seed], []),
    { seed, security, budget: guestBudget(5_000), ...times },
    new SeededRandom(1),
  );
  return new Promise((resolve) => {
    const driver = new Driver(guest, (event) => {
      driver.end();
      resolve(event);
    });
    void driver.start(seed);
  });
}

const bytes = (...values: number[]): Buffer => Buffer.from(values);

it.each([
  ["an HTTP server", (socket: Socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), "notGossip"],
  ["an SSH server", (socket: Socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"), "notGossip"],
  ["garbage", (socket: Socket) => socket.end(bytes(6, 0xff, 0xff, 1)), "garbage"],
  ["a stall in mid-stream", (socket: Socket) => socket.write(bytes(6, 0x83)), "stalled"],
  ["silence", () => undefined, "timeout"],
  ["a connection closed at once", (socket: Socket) => socket.end(), "labelMismatch"],
  ["an encrypted answer", (socket: Socket) => socket.end(bytes(10, 0, 0, 0, 40)), "keyNeeded"],
  [
    "a header that claims ten million nodes",
    (socket: Socket) =>
      socket.end(
        Buffer.concat([
          bytes(6, 0x83),
          Buffer.from("\xa4Join\xc2\xa5Nodes\xce\x00\x98\x96\x80\xacUserStateLen\x00", "latin1"),
        ]),
      ),
    "tooLarge",
  ],
] as const)("%s", async (_, answer, kind) => {
  const event = await askedAt(await stranger(answer));
  expect(event).toMatchObject({ kind: "unanswered", problem: { kind } });
});

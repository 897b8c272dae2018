/** A machine that listens: packets and streams come in as inputs, and what it writes before closing arrives. */
import { createSocket } from "node:dgram";
import { createConnection } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Input, Machine, Outbox } from "../../../engine/base/machine.ts";
import { Driver } from "../../../engine/host/driver.ts";
import { freePort } from "../../../engine/host/localAddress.ts";
import { eventually } from "../../agents/agents.ts";

const ip = "127.84.90.1";
const drivers: Driver<string, string>[] = [];
afterEach(() => {
  for (const driver of drivers.splice(0)) driver.end();
});

/** Answers a stream with a long text and closes it; tells the kinds of its inputs. */
class Echo implements Machine<string, string> {
  readonly deadline = Infinity;
  step(_now: number, input: Input<string>, out: Outbox<string>): void {
    out.event(input.kind);
    if (input.kind === "streamData") {
      out.write(input.stream, new Uint8Array(1_000_000).fill(7));
      out.close(input.stream);
    }
  }
}

it("hears packets and streams at one port, and a stream is closed only when all that was written has left", async () => {
  const heard: string[] = [];
  const port = await listening((kind) => heard.push(kind));
  const socket = createSocket("udp4");
  socket.send("x", port, ip);
  const received = await new Promise<number>((resolve, reject) => {
    let bytes = 0;
    const stream = createConnection({ host: ip, port }, () => stream.write("hello"));
    stream
      .on("data", (chunk) => (bytes += chunk.length))
      .on("end", () => resolve(bytes))
      .on("error", reject);
  });
  expect(received).toBe(1_000_000);
  await eventually("the packet", () => Promise.resolve(heard.includes("datagram")));
  socket.close();
  expect(heard).toEqual(expect.arrayContaining(["deadline", "datagram", "streamOpened", "streamData"]));
});

it("says that an address is in use, and leaves nothing open", async () => {
  const port = await listening(() => undefined);
  const second = new Driver(new Echo(), () => undefined);
  await expect(second.listen({ ip, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  second.end();
  second.end();
});

it("carries out what a listener asks for after the step, not inside of it", async () => {
  const order: string[] = [];
  class Nested implements Machine<string, string> {
    readonly deadline = Infinity;
    step(_now: number, input: Input<string>, out: Outbox<string>): void {
      if (input.kind !== "command") return;
      order.push(`begin ${input.command}`);
      out.event(input.command);
      order.push(`end ${input.command}`);
    }
  }
  const driver: Driver<string, string> = new Driver(new Nested(), (event) => {
    if (event === "first") driver.command("second");
  });
  drivers.push(driver);
  await driver.listen({ ip, port: await freePort(ip) });
  driver.command("first");
  expect(order).toEqual(["begin first", "end first", "begin second", "end second"]);
});

it.each([
  { ip, port: 0 },
  { ip: "", port: 8301 },
  { ip: "localhost", port: 8301 },
])("sends nothing to $ip:$port, which somebody on the network made up", async (to) => {
  const told: string[] = [];
  class Gullible implements Machine<string, string> {
    readonly deadline = Infinity;
    step(_now: number, input: Input<string>, out: Outbox<string>): void {
      if (input.kind === "streamClosed") out.event(input.reason);
      if (input.kind !== "command") return;
      out.send(to, new Uint8Array(1));
      out.dial(to);
    }
  }
  const driver = new Driver(new Gullible(), (event) => told.push(event));
  drivers.push(driver);
  await driver.listen({ ip, port: await freePort(ip) });
  driver.command("go");
  await eventually("the end of the stream", () => Promise.resolve(told.length > 0));
  expect([told, driver.sent]).toEqual([["unreachable"], { packets: 0, bytes: 0, streams: 0 }]);
});

async function listening(onEvent: (event: string) => void): Promise<number> {
  const port = await freePort(ip);
  const driver = new Driver(new Echo(), onEvent);
  drivers.push(driver);
  await driver.listen({ ip, port });
  return port;
}

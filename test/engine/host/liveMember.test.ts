/** A member on real sockets, as an application uses it: data, events, an iterator, questions. */
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { bytesFromText, textFromBytes } from "../../../engine/base/bytes.ts";
import { LiveMember } from "../../../engine/host/liveMember.ts";
import { freePort } from "../../../engine/host/localAddress.ts";
import { serfAgent } from "../../../engine/serf/config.ts";
import { local } from "../../../engine/swim/config.ts";
import { eventually } from "../../agents/agents.ts";

const members: LiveMember[] = [];
afterEach(() => {
  for (const member of members.splice(0)) member.end();
});
const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === "::1"),
);

describe.each(hasIpv6 ? ["127.84.91.1", "::1"] : ["127.84.91.1"])("at %s", (ip) => {
  it("two members see each other come, ask each other, and see each other go", async () => {
    const [a, b] = [await started("a", ip), await started("b", ip)];
    const seen = a.events();
    expect(await b.join([a.node.options.address])).toMatchObject({ reached: 1 });
    await eventually("both to list both", () =>
      Promise.resolve([a, b].every((member) => member.members().length === 2)),
    );
    b.onEvent((event) => {
      if (event.kind === "query")
        b.command({ kind: "respond", time: event.time, id: event.id, payload: event.payload });
    });
    const answers = await a.query("echo", bytesFromText("ü"), {
      nodes: ["b"],
      requestAck: true,
      timeoutMs: 800,
    });
    expect([answers.acks, [...answers.responses].map(([from, text]) => [from, textFromBytes(text)])]).toEqual(
      [["b"], [["b", "ü"]]],
    );
    await b.leave();
    const kinds: string[] = [];
    for await (const event of seen) {
      if ("member" in event) kinds.push(`${event.kind} ${event.name}`);
      if (event.kind === "memberLeft") break;
    }
    expect(kinds).toEqual(["memberJoined b", "memberLeft b"]);
    expect(a.members().map(({ name, status }) => `${name} ${status}`)).toEqual(["a alive", "b left"]);
  });
});

it("says why a command was refused, and may be ended twice", async () => {
  const a = await started("a", "127.84.91.2");
  await expect(a.keys("install")).rejects.toThrow("no key was given");
  await expect(a.query("big", new Uint8Array(2_000))).rejects.toThrow("query exceeds limit of 1024 bytes");
  await a.leave();
  await expect(a.join([{ ip: "127.84.91.3", port: 7946 }])).rejects.toThrow("can't Join after Leave");
  a.end();
  a.end();
});

async function started(name: string, ip: string): Promise<LiveMember> {
  const config = serfAgent({ swim: local(), leavePropagateDelayMs: 100 });
  const member = new LiveMember({ name, address: { ip, port: await freePort(ip) }, tags: [], config });
  await member.start();
  members.push(member);
  return member;
}

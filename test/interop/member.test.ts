/** Our engine as a member among real agents: what we see is what they see, of us and of each other. */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { base64FromBytes, bytesFromText, textFromBytes } from "../../engine/base/bytes.ts";
import { Secret } from "../../engine/base/secret.ts";
import type { LiveMember } from "../../engine/host/liveMember.ts";
import type { SerfEvent } from "../../engine/serf/events.ts";
import { estimatedRttSeconds } from "../../engine/serf/vivaldi.ts";
import { eventually, findAgent, skip, type RunningAgent } from "../agents/agents.ts";
import { MixedPool } from "./memberPools.ts";

/** All run side by side, each test in all of them. */
const pools = [
  new MixedPool({ program: "serf", net: "127.84.1", key: undefined, compress: true }),
  new MixedPool({ program: "serf", net: "127.84.2", key: randomBytes(16), compress: false, protocol: 4 }),
  new MixedPool({ program: "serf-0.10", net: "127.84.3", key: undefined, compress: false }),
  new MixedPool({ program: "serf-0.10", net: "127.84.4", key: randomBytes(32), compress: true }),
].filter(({ isPossible }) => isPossible);
vi.setConfig({ testTimeout: 180_000 });
const isSkipped = skip("interop", findAgent("serf") !== undefined, "serf is not installed");
const heard = new Map<LiveMember, SerfEvent[]>();

beforeAll(async () => {
  if (isSkipped) return;
  await inAll(async (pool) => {
    await pool.agent(1, ["-event-handler=query:load=echo fine"]);
    await Promise.all([2, 3, 4].map((index) => pool.agent(index)));
    for (const index of [11, 12]) {
      const member = await pool.member(index);
      const events: SerfEvent[] = [];
      heard.set(member, events);
      member.onEvent((event) => events.push(event));
    }
  });
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.stop()));
});

it.skipIf(isSkipped)("joins them, is joined by them, and all list the same", async () => {
  await inAll(async (pool) => {
    const m11 = pool.ours("m11");
    expect(await m11.join([{ ip: `${pool.kind.net}.1`, port: 7946 }])).toMatchObject({
      reached: 1,
      failures: [],
    });
    await pool.theirs("a2").command("join", `${pool.kind.net}.12:7946`);
    await eventually(`all lists of ${pool.kind.net} to be one`, async () => {
      const [first, ...others] = await pool.lists();
      const isComplete = Object.keys(first ?? {}).length === 6;
      return isComplete && others.every((list) => isSame(list, first));
    });
  });
});

it.skipIf(isSkipped)("spreads new tags both ways", async () => {
  await inAll(async (pool) => {
    await pool.theirs("a3").command("tags", "-set", "role=db");
    pool.ours("m11").command({ kind: "setTags", tags: [["role", "ours"]] });
    await eventually(`tags in ${pool.kind.net}`, async () => {
      const lists = await pool.lists();
      return lists.every((list) => list["a3"]?.tags["role"] === "db" && list["m11"]?.tags["role"] === "ours");
    });
  });
});

it.skipIf(isSkipped)("hears user events of agents once, and agents hear ours", async () => {
  await inAll(async (pool) => {
    const [m11, m12] = [pool.ours("m11"), pool.ours("m12")];
    await pool.theirs("a1").command("event", "-coalesce=false", "deploy", "7");
    m11.command({ kind: "userEvent", name: "restart", payload: bytesFromText("ü"), coalesce: false });
    // Four transmissions a member miss one of six now and then, upstream too; the next push/pull brings the event.
    await eventually(
      `events in ${pool.kind.net}`,
      () =>
        Promise.resolve(
          told(m11, "userEvent").length === 2 &&
            told(m12, "userEvent").length === 2 &&
            ["a1", "a2", "a3", "a4"].every((name) =>
              pool.theirs(name).log().includes("Received event: user-event: restart"),
            ),
        ),
      90_000,
    );
    const payloads = told(m12, "userEvent").map(({ name, payload }) => `${name} ${textFromBytes(payload)}`);
    expect(payloads.sort()).toEqual(["deploy 7", "restart ü"]);
  });
});

it.skipIf(isSkipped)("answers their queries, and they answer ours", async () => {
  await inAll(async (pool) => {
    const m11 = pool.ours("m11");
    const stop = m11.onEvent((event) => {
      if (event.kind !== "query") return;
      m11.command({ kind: "respond", time: event.time, id: event.id, payload: bytesFromText("ours") });
    });
    // No push/pull brings a query to a member that gossip missed: it is asked again.
    await eventually(`all of ${pool.kind.net} to answer a2`, async () => {
      const answer = await pool
        .theirs("a2")
        .command("query", "-format=json", "-timeout=2s", "-relay-factor=1", "load", "?");
      const { Acks, Responses } = JSON.parse(answer) as {
        Acks: string[];
        Responses: Record<string, string>;
      };
      const isAnswered =
        [...Acks].sort().join() === "a1,a2,a3,a4,m11,m12" && Object.keys(Responses).length === 2;
      if (isAnswered) expect(trimmed(Responses)).toEqual({ a1: "fine", m11: "ours" });
      return isAnswered;
    });
    stop();
    await eventually(`all of ${pool.kind.net} to answer m11`, async () => {
      const outcome = await m11.query("load", bytesFromText("?"), {
        requestAck: true,
        timeoutMs: 2_000,
        tags: [["dc", "^dc1$"]],
      });
      const responses = [...(outcome?.responses ?? [])];
      const isAnswered = [...(outcome?.acks ?? [])].sort().join() === "a1,a2,a3,a4" && responses.length === 1;
      if (isAnswered) {
        const texts = responses.map(([from, payload]) => [from, textFromBytes(payload).trim()]);
        expect(texts).toEqual([["a1", "fine"]]);
      }
      return isAnswered;
    });
  });
});

it.skipIf(isSkipped)("answers the question who can be reached", async () => {
  await inAll(async (pool) => {
    await eventually(`a1 to reach all of ${pool.kind.net}`, async () => {
      const answer = await pool
        .theirs("a1")
        .command("reachability")
        .catch(() => "");
      return answer.includes("Successfully contacted all live nodes");
    });
  });
});

it.skipIf(isSkipped)("has a coordinate, from which agents estimate what we do", async () => {
  await inAll(async (pool) => {
    const m11 = pool.ours("m11");
    // Coordinates move with every ping, and far on a busy machine; both sides have to agree on some moment's.
    await eventually(
      `estimates to agree within 2 ms in ${pool.kind.net}`,
      async () => {
        const shown = await pool
          .theirs("a1")
          .command("rtt", "a1", "m11")
          .catch(() => "");
        const theirs = Number(/rtt: ([\d.]+) ms/.exec(shown)?.[1] ?? NaN);
        const a1 = told(m11, "coordinateHeard")
          .filter(({ name }) => name === "a1")
          .at(-1)?.coordinate;
        if (a1 === undefined) return false;
        const ours = 1_000 * estimatedRttSeconds(m11.node.vivaldi.coordinate, a1);
        return Math.abs(ours - theirs) < 2;
      },
      60_000,
    );
  });
});

it.skipIf(isSkipped)("follows a change of keys, and changes them for all", async () => {
  await inAll(async (pool) => {
    const { key } = pool;
    const m11 = pool.ours("m11");
    if (key === undefined) {
      const summary = await m11.keys("list");
      expect(summary?.messages.get("a1")).toBe("Keyring is empty (encryption not enabled)");
      return;
    }
    const [theirs, ours] = [randomBytes(32), randomBytes(16)];
    // A query that gossip did not bring to all is asked again, as an operator would: each of these may be repeated.
    const byAgent = (operation: string, changed: Uint8Array): Promise<boolean> =>
      eventually(`a1 to ${operation} a key in all of ${pool.kind.net}`, () =>
        pool
          .theirs("a1")
          .command("keys", `-${operation}=${base64FromBytes(changed)}`)
          .then(
            () => true,
            () => false,
          ),
      );
    const byOurs = (operation: "install" | "use" | "remove", changed: Uint8Array): Promise<boolean> =>
      eventually(`m11 to ${operation} a key in all of ${pool.kind.net}`, async () => {
        const outcome = await m11.keys(operation, new Secret(changed));
        expect(outcome).toMatchObject({ nodes: 6, errors: 0 });
        return outcome?.responses === 6;
      });
    for (const operation of ["install", "use"]) await byAgent(operation, theirs);
    await byAgent("remove", key);
    for (const operation of ["install", "use"] as const) await byOurs(operation, ours);
    await byOurs("remove", theirs);
    pool.key = ours;
    const listed = await eventually(`all of ${pool.kind.net} to list their keys`, async () => {
      const summary = await m11.keys("list");
      return summary.responses === 6 && summary;
    });
    expect([...listed.keys.values()].map(({ members, primaryOf }) => [members, primaryOf])).toEqual([[6, 6]]);
  });
});

it.skipIf(isSkipped)(
  "sees an agent stopped, one killed, and agents see ours crash: all agree who failed",
  async () => {
    await inAll(async (pool) => {
      const a3 = pool.theirs("a3");
      a3.signal("SIGSTOP");
      await Promise.all([pool.kill("a4"), pool.kill("m12")]);
      for (const name of ["a3", "a4", "m12"]) await pool.allSee(name, "failed", ["a3"]);
      const failed = told(pool.ours("m11"), "memberFailed").map(({ name }) => name);
      expect(failed.sort()).toEqual(["a3", "a4", "m12"]);
      a3.signal("SIGCONT");
      await pool.agent(4);
      for (const name of ["a3", "a4"]) await pool.allSee(name, "alive");
      expect(a3.log()).toContain("Refuting a");
    });
  },
);

it.skipIf(isSkipped)("takes a failed member for left when an operator says so, on either side", async () => {
  await inAll(async (pool) => {
    await pool.theirs("a1").command("force-leave", "m12");
    // a4 has started anew: it never knew m12.
    await pool.allSee("m12", "left", ["a4"]);
    // Every push/pull moves the clock of a tombstone on, so that ours may be behind for one attempt.
    await eventually(`m12 to be pruned in ${pool.kind.net}`, async () => {
      pool.ours("m11").command({ kind: "forceLeave", node: "m12", prune: true });
      await pause(1_000);
      return (await pool.lists()).every((list) => list["m12"] === undefined);
    });
  });
});

it.skipIf(isSkipped)(
  "goes when the pool votes that its name is another's; the agent of that name stays",
  async () => {
    await inAll(async (pool) => {
      const double = await pool.member(15, { name: "a2" });
      const votes: boolean[] = [];
      double.onEvent((event) => event.kind === "nameVoteFinished" && votes.push(event.isWon));
      await double.join([{ ip: `${pool.kind.net}.1`, port: 7946 }]);
      await eventually(`the vote in ${pool.kind.net}`, () => Promise.resolve(votes.length > 0));
      expect(votes).toEqual([false]);
      expect((await pool.theirs("a1").members()).find(({ name }) => name === "a2")).toMatchObject({
        status: "alive",
        address: `${pool.kind.net}.2:7946`,
      });
      expect(pool.theirs("a2").log()).not.toContain("minority in name conflict resolution");
      pool.forget("a2");
    });
  },
);

it.skipIf(isSkipped)("sees a graceful leave, and leaves gracefully", async () => {
  await inAll(async (pool) => {
    await pool.theirs("a3").command("leave");
    await pool.allSee("a3", "left", ["a3"]);
    const m11 = pool.ours("m11");
    await m11.leave();
    await pool.allSee("m11", "left", ["a3"]);
    for (const name of ["a1", "a2"]) expect(complaints(pool.theirs(name))).toEqual([]);
  });
});

async function inAll(story: (pool: MixedPool) => Promise<void>): Promise<void> {
  await Promise.all(pools.map(story));
}

function told<K extends SerfEvent["kind"]>(
  member: LiveMember | undefined,
  kind: K,
): Extract<SerfEvent, { kind: K }>[] {
  const events = member === undefined ? [] : (heard.get(member) ?? []);
  return events.filter((event): event is Extract<SerfEvent, { kind: K }> => event.kind === kind);
}

/** What agents said of us that they say of no member that speaks as they do; a busy machine makes anybody slow. */
function complaints(agent: RunningAgent): string[] {
  const slowness = /TCP ping|UDP probes failed|no acks received|Suspect|Refuting/;
  return agent
    .log()
    .split("\n")
    .filter((line) => /\[(WARN|ERR)\]/.test(line) && /m11|127\.84\.\d+\.11/.test(line))
    .filter((line) => !slowness.test(line));
}

function trimmed(responses: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(responses).map(([from, text]) => [from, text.trim()]));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

function canonical(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, canonical(inner)]);
}

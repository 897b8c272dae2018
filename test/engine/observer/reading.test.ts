/** What an agent's API tells, folded into the same view as gossip. */
import { expect, it } from "vitest";
import type { AgentReading } from "../../../engine/observer/agentReading.ts";
import { Observer } from "../../../engine/observer/observer.ts";
import type { ListedMember, SerfStatus } from "../../../engine/serf/listedMember.ts";
import { memberRow, NO_TRAFFIC, type PoolInfo, type PoolProblem } from "../../../engine/view/view.ts";

const VANTAGE = "http://10.0.0.1:8500";
const info: PoolInfo = {
  id: "api",
  name: "dc1 LAN",
  kind: "consul",
  plane: "lan",
  attach: "api",
  environment: "unknown",
  encrypted: undefined,
};

function member(name: string, status: SerfStatus = "alive"): ListedMember {
  const tags = [["dc", "dc1"]] as const;
  return { name, ip: "10.0.0.1", port: 8301, status, tags, versions: [1, 5, 2, 2, 5, 4] };
}

function reading(
  members: readonly ListedMember[] | undefined,
  rest: Partial<AgentReading> = {},
): AgentReading {
  return {
    vantage: VANTAGE,
    self: "a",
    members,
    partial: undefined,
    isEncrypted: true,
    problems: [],
    raft: undefined,
    coordinates: [],
    ...rest,
  };
}

function states(observer: Observer): Record<string, string> {
  const view = observer.ledger.snapshot(0);
  const rows = Array.from({ length: view.count }, (_, id) => memberRow(view, id));
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

const partial: PoolProblem = { kind: "partial", message: "ACLs hide some", advice: "" };

it("takes the agent's word, also where gossip's rules would call it old", () => {
  const observer = new Observer(info, NO_TRAFFIC);
  observer.heardReading(1, reading([member("a"), member("b", "failed"), member("c", "leaving")]));
  expect(states(observer)).toEqual({ a: "alive", b: "failed", c: "leaving" });
  observer.heardReading(2, reading([member("a"), member("b"), member("c")]));
  expect(states(observer)).toEqual({ a: "alive", b: "alive", c: "alive" });
});

it("calls a member reaped that a whole list leaves out", () => {
  const observer = new Observer(info, NO_TRAFFIC);
  observer.heardReading(1, reading([member("a"), member("b", "left")]));
  observer.heardReading(2, reading([member("a")]));
  expect(states(observer)).toEqual({ a: "alive", b: "reaped" });
});

it("leaves a member as it was when a partial list leaves it out, and says that the list is partial", () => {
  const observer = new Observer(info, NO_TRAFFIC);
  observer.heardReading(1, reading([member("a"), member("b", "failed")]));
  observer.heardReading(2, reading([member("a")], { partial }));
  expect(states(observer)).toEqual({ a: "alive", b: "failed" });
  const view = observer.ledger.snapshot(0);
  expect(view.vantages[0]?.partial).toBe("ACLs hide some");
  expect(view.problems).toEqual([partial]);
  observer.heardReading(3, reading([member("a"), member("b")]));
  expect(observer.ledger.snapshot(0).problems).toEqual([]);
});

it("keeps what was said when the answer is the one before, and moves only its time", () => {
  const observer = new Observer(info, NO_TRAFFIC);
  observer.heardReading(1, reading([member("a"), member("b", "failed")]));
  observer.ledger.takeEvents();
  observer.heardReading(7, reading(undefined));
  const [vantage] = observer.ledger.snapshot(0).vantages;
  expect(vantage).toMatchObject({ answeredAtMs: 7, member: 0 });
  expect(vantage?.states).toEqual(Uint8Array.of(1, 3));
  expect(observer.ledger.takeEvents()).toEqual([]);
});

it("keeps Raft's peers as evidence, with whose word they are", () => {
  const observer = new Observer(info, NO_TRAFFIC);
  const peer = { id: "eb5f", node: "a", address: "10.0.0.1:8300", voter: true, leader: true };
  observer.heardReading(5, reading([member("a")], { raft: [peer] }));
  expect(observer.ledger.snapshot(0).raft).toEqual([{ vantage: VANTAGE, readAtMs: 5, peers: [peer] }]);
});

it("tells whether the pool is encrypted once the agent said so", () => {
  const observer = new Observer(info, NO_TRAFFIC);
  observer.heardReading(1, reading([member("a")]));
  expect(observer.ledger.snapshot(0).info.encrypted).toBe(true);
});

it("tells a failure of the agent as the pool's problem, and forgets it with the next answer", () => {
  const observer = new Observer(info, NO_TRAFFIC);
  observer.heardReading(1, reading([member("a")]));
  observer.vantageFailed(VANTAGE, { kind: "timeout", message: "no answer", advice: "" });
  expect(observer.ledger.snapshot(0).problems).toMatchObject([{ kind: "timeout" }]);
  observer.heardReading(2, reading(undefined));
  expect(observer.ledger.snapshot(0).problems).toEqual([]);
});

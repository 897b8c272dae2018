/** Watching real agents in a test: attach, compare what we show with what they list, kill and listen. */
import { expect } from "vitest";
import { attachShadow } from "../../engine/entry/attach.ts";
import type { ShadowPool } from "../../engine/host/shadowPool.ts";
import type { PoolEvent } from "../../engine/view/event.ts";
import { memberRow, type MemberRow, type Plane } from "../../engine/view/view.ts";
import type { AttachRequest } from "../../engine/view/workerProtocol.ts";
import { eventually, type ListedMember, type RunningAgent } from "../agents/agents.ts";

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly plane: Plane;
  readonly key: Uint8Array | undefined;
  /** Ranges whose members may be asked. */
  readonly cidrs: readonly string[];
}

export function attachRequest({ host, port, plane, key, cidrs }: Place): AttachRequest {
  return {
    poolId: "test",
    poolName: "test",
    kind: "serf",
    plane,
    environment: "development",
    seed: { host, port },
    label: "",
    keys: key === undefined ? [] : [key],
    confirmedCidrs: cidrs,
    updatesPerSecondMax: 10,
    intervalMs: 5_000,
  };
}

/** Attaches, or throws with what the guest said. */
export async function attach(place: Place): Promise<ShadowPool> {
  const attached = await attachShadow(attachRequest(place));
  if (!attached.ok) throw new Error(attached.error.message);
  return attached.value;
}

export function shown(pool: ShadowPool): MemberRow[] {
  const view = pool.snapshot();
  return Array.from({ length: view.count }, (_, id) => memberRow(view, id)).sort(nameOrder);
}

/** Our table in the words of the agents' own lists. */
export function shownAsListed(pool: ShadowPool): ListedMember[] {
  return shown(pool).map(({ name, address, state, tags }) => ({
    name,
    address,
    status: state,
    tags: { ...tags },
  }));
}

export function byName(listed: readonly ListedMember[]): ListedMember[] {
  return [...listed]
    .sort(nameOrder)
    .map(({ name, address, status, tags }) => ({ name, address, status, tags }));
}

function nameOrder(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

/** Waits until every agent lists `count` members as alive. */
export async function everySees(
  members: readonly RunningAgent[],
  count: number,
  wan = false,
  timeoutMs = 60_000,
): Promise<void> {
  const alive = (list: readonly ListedMember[]): number =>
    list.filter(({ status }) => status === "alive").length;
  await eventually(
    `all to see ${count} members`,
    async () => {
      const lists = await Promise.all(members.map((member) => member.members(wan)));
      return lists.every((list) => alive(list) === count);
    },
    timeoutMs,
  );
}

/** Collects what happens in a pool from now on. */
export function listen(pool: ShadowPool): PoolEvent[] {
  const heard: PoolEvent[] = [];
  pool.onChange(() => {
    pool.takeDelta();
    heard.push(...pool.takeEvents());
  });
  return heard;
}

/**
 * Kills `victims` two by two, the next two once the first are heard of; waits until all have failed in our view, and
 * expects that each was suspected before.
 */
export async function killAndExpectSuspicion(
  heard: readonly PoolEvent[],
  victims: readonly { readonly agent: RunningAgent; readonly name: string }[],
  timeoutMs: number,
): Promise<void> {
  const kindsOf = (name: string): string[] =>
    heard.filter(({ member, kind }) => member === name && kind !== "memberJoined").map(({ kind }) => kind);
  for (let pair = 0; pair < victims.length; pair += 2) {
    const two = victims.slice(pair, pair + 2);
    for (const { agent } of two) agent.signal("SIGKILL");
    const isHeardOf = (): boolean => two.every(({ name }) => kindsOf(name).length > 0);
    const names = two.map(({ name }) => name).join();
    await eventually(`a word about ${names}`, () => Promise.resolve(isHeardOf()), timeoutMs);
  }
  const isOver = (): boolean => victims.every(({ name }) => kindsOf(name).includes("memberFailed"));
  await eventually("all to fail", () => Promise.resolve(isOver()), timeoutMs);
  for (const { name } of victims) {
    const kinds = kindsOf(name);
    expect(kinds, name).toContain("memberSuspected");
    expect(kinds.indexOf("memberSuspected"), `${name}: ${kinds.join()}`).toBeLessThan(
      kinds.indexOf("memberFailed"),
    );
  }
}

/** What an agent's gossip layer complains of, without what follows from agents that were killed. */
export function complaints(agent: RunningAgent): string[] {
  return agent
    .log()
    .split("\n")
    .filter((line) => /\[(WARN|ERR|ERROR)\].*(memberlist|serf)/.test(line) && !isAboutTheKilled(line));
}

/**
 * Probes and gossip towards an agent that was killed end on a closed port, and agents complain of that; on a busy machine
 * they also suspect each other now and then.
 */
function isAboutTheKilled(line: string): boolean {
  return /connection refused|Failed (UDP |TCP |fallback )?ping|Push\/Pull with|reconnect|Refuting a suspect message \(from: 127/.test(
    line,
  );
}
